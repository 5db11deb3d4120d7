using System.Collections.Immutable;
using ActorLab.Hocon;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Planning;

namespace ActorLab.Definitions.Schema;

/// <summary>A pipeline: its stages by name, in the order in which they stand.</summary>
public sealed class PipelineSettings : ExperimentSettings
{
    public const string Name = "pipeline";

    internal PipelineSettings() : base(Name)
    {
        Title = Add(new TextSetting("name"));
        Window = Add(new IntegerSetting("window", 1, PipelineLimits.MaxWindow));
        MayDeadlock = Add(new BooleanSetting("may-deadlock"));
        StallAfter = Add(new DurationSetting("stall-after", SimDuration.FromMilliseconds(10), SimDuration.FromSeconds(86_400)));
        Defaults = Add(new StageChoices("defaults", hasSentinels: false));
        Stage = new StageSettings();
        Stages = Add(new NamedSections("stages", Stage));
    }

    public TextSetting Title { get; }

    public IntegerSetting Window { get; }

    public BooleanSetting MayDeadlock { get; }

    public DurationSetting StallAfter { get; }

    /// <summary>What stages have where they do not say otherwise.</summary>
    public StageChoices Defaults { get; }

    public StageSettings Stage { get; }

    public NamedSections Stages { get; }

    /// <summary>Whether there is a pipeline in a definition.</summary>
    internal bool IsIn(HoconField root) => Stages.In(root).Value is HoconObject { Count: > 0 };

    internal override ExperimentDefinition? Read(ChosenValues chosen)
    {
        SimDuration? stall = chosen.Read(StallAfter);
        return new PipelineReader(this, chosen).Read() is { } pipeline && stall is { } after ? new PipelineExperimentDefinition { Pipeline = pipeline, StallAfter = after } : null;
    }
}

/// <summary>Reads one pipeline, as far as it can be read, and has it checked: what the schema has found hides nothing that the checks find.</summary>
internal sealed class PipelineReader(PipelineSettings settings, ChosenValues chosen)
{
    private readonly HashSet<string> _unread = new(StringComparer.Ordinal);

    /// <returns>Null if anything is wrong.</returns>
    public PipelineDefinition? Read()
    {
        HoconField stages = chosen.FieldOf(settings.Stages);
        if (stages.Value is not HoconObject named)
        {
            // Where something else stands, the schema has said so.
            if (stages.Value is null) chosen.Choose(stages, "an object with stages", "nothing");
            return null;
        }

        if (named.Keys.Count() is > PipelineLimits.MaxStages and var count)
        {
            chosen.Choose(stages, $"at most {PipelineLimits.MaxStages} stages", $"{count}");
            return null;
        }

        var definition = new PipelineDefinition
        {
            Name = chosen.Read(settings.Title) ?? PipelineSettings.Name,
            Window = (int)(chosen.Read(settings.Window) ?? PipelineDefinition.DefaultWindow),
            MayDeadlock = chosen.Read(settings.MayDeadlock) ?? false,
            Stages = [.. named.Keys.Select(name => ReadStage(name, stages[name]))],
            Places = new StagePlaces(PlaceOf),
        };
        chosen.Pipeline = definition;
        ImmutableArray<Diagnostic> findings = PipelineChecks.Find(definition, FunctionCatalog.BuiltIn, _unread);
        foreach (Diagnostic finding in findings) chosen.Found(finding);
        return findings.IsEmpty && _unread.Count == 0 ? definition : null;
    }

    private StageDefinition ReadStage(string name, HoconField stage)
    {
        // Another look, to know whether the schema has complained about anything here.
        var problems = new ReadingProblems([]);
        settings.Stage.Check(stage, problems);
        StageOperation? operation = ReadOperation(stage, problems);
        StageDefinition definition = settings.Stage.Read(name, stage, settings.Defaults, chosen, problems, operation ?? new PassOperation());
        chosen.SaidBefore(problems);
        if (operation is null || problems.Count > 0 || chosen.HasGaps) _unread.Add(name);
        return definition;
    }

    /// <returns>Null if it is not known what the stage does.</returns>
    private StageOperation? ReadOperation(HoconField stage, ReadingProblems problems)
    {
        if (stage.Value is not HoconObject) return null;
        OperationSettings operations = settings.Stage.Operations;
        IReadOnlyList<string> keys = operations.KeysIn(stage);
        if (keys is not [var key])
        {
            if (keys.Count == 0) chosen.Choose(stage, $"one of {string.Join(", ", operations.Keys)}", "none of them");
            else chosen.Choose(stage[keys[1]], "one thing to do", string.Join(" and ", keys));
            return null;
        }

        operations.CheckTogether(key, stage, chosen);
        int before = problems.Count;
        StageOperation? operation = operations.Read(key, stage, problems);
        return operation is null || problems.Count > before ? operation : PipelinePaths.From(operation, path => Path.GetFullPath(chosen.PathOf(stage[key], path)));
    }

    private string PlaceOf(string setting)
    {
        HoconField pipeline = chosen.FieldOf(settings), field = pipeline.At(setting);
        return OriginText.Of((field.Value is null ? pipeline : field).Origin, field.UsedAt);
    }
}
