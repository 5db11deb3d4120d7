using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Experiments.LineCopy;

namespace ActorLab.Definitions.Schema;

/// <summary>Line-copy, rows E2 to E10.</summary>
public sealed class LineCopySettings : ExperimentSettings
{
    internal LineCopySettings() : base(LineCopyExperiment.Name)
    {
        Model = Add(new ModelSetting("model", ExecutionModel.All));
        Workers = Add(new IntegerSetting("workers", 1, LineCopyDefinition.MaxWorkers) { IsOptional = true });
        Lines = Add(new IntegerSetting("lines", 1, LineCopyDefinition.MaxLines));
        Input = Add(new PathSetting("input") { IsOptional = true });
        Output = Add(new PathSetting("output") { IsOptional = true });
        Plain = Add(new BooleanSetting("plain"));
        InterpreterLock = Add(new BooleanSetting("interpreter-lock") { IsOptional = true });
        Cores = Add(new IntegerSetting("cores", 1, LineCopyDefinition.MaxCores) { IsOptional = true });
    }

    public ModelSetting Model { get; }

    public IntegerSetting Workers { get; }

    public IntegerSetting Lines { get; }

    public PathSetting Input { get; }

    public PathSetting Output { get; }

    public BooleanSetting Plain { get; }

    public BooleanSetting InterpreterLock { get; }

    public IntegerSetting Cores { get; }

    internal override ExperimentDefinition? Read(ChosenValues chosen)
    {
        ImmutableArray<ExecutionModel>? models = chosen.Read(Model);
        int? workers = (int?)chosen.Read(Workers);
        CheckWorkers(models, workers, chosen);
        if (chosen.Read(Input) is not null && !chosen.IsDefault(Lines))
            chosen.Exclude(Lines, $"nothing beside {Input.Path}, which has its own number of lines", "Leave one of them out.");
        chosen.RequireSimulation(Cores);
        if (models is null || chosen.Read(Lines) is not { } lines || chosen.Read(Plain) is not { } plain) return null;
        if (plain && chosen.Read(Output) is null)
            chosen.Exclude(Plain, $"off without {Output.Path}, where the lines are kept", "Nothing is kept without it.");
        return new LineCopyExperimentDefinition
        {
            Models = models.Value,
            Workers = workers,
            Lines = (int)lines,
            InputPath = chosen.PathOf(Input),
            OutputPath = chosen.PathOf(Output),
            Plain = plain,
            InterpreterLock = chosen.Read(InterpreterLock),
            Cores = (int?)chosen.Read(Cores),
        };
    }

    /// <summary>One model that was asked for by name has the workers that it has; among all models the number is meant for the others.</summary>
    private void CheckWorkers(ImmutableArray<ExecutionModel>? models, int? workers, ChosenValues chosen)
    {
        if (models is [{ FixedWorkers: true } only] && workers is { } wanted && wanted != only.DefaultWorkers)
            chosen.Exclude(Workers, $"{only.DefaultWorkers} for {only}", "Its number of workers is part of the model.");
    }
}
