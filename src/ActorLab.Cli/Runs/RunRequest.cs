using System.Collections.Immutable;
using ActorLab.Cli.State;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Report;
using ActorLab.Definitions;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.Idle;
using ActorLab.Experiments.LineCopy;
using ActorLab.Experiments.Tasks;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Results;

namespace ActorLab.Cli.Runs;

/// <summary>What <c>actorlab run</c> was asked for, checked as far as the command line alone can be.</summary>
internal abstract record RunRequest(bool Json)
{
    /// <summary>Of the child processes of a real run.</summary>
    public NodesDefinition Nodes { get; init; } = new();

    /// <summary>Settings of Akka that its plans have; empty for none.</summary>
    public string Akka { get; init; } = "";

    /// <summary>What is logged; null for what <see cref="Akka"/> says.</summary>
    public LogLevel? LogLevel { get; init; }

    /// <summary>Where it keeps what another process needs to go on with it; null for a run that cannot be resumed.</summary>
    public StateChoice? State { get; init; }

    /// <summary>Makes an engine for its plans.</summary>
    /// <param name="choice">Which.</param>
    /// <param name="log">Gets the lines of the log.</param>
    public IEngine CreateEngine(EngineChoice choice, TextWriter log)
    {
        IEngine engine = choice.Create(Nodes);
        return Akka.Length == 0 && LogLevel is null ? engine : new SetEngine(engine, Akka, LogLevel, log.WriteLine);
    }
}

/// <summary>Line-copy under one model or several, in turn.</summary>
/// <param name="Definitions">In the order in which they run.</param>
/// <param name="Engine">Where they run.</param>
/// <param name="Row">The published row to show beside it, if it was asked for by its name.</param>
/// <param name="Trace">Where the traces go, as it was typed; null for none.</param>
/// <param name="Json">For programs, not people.</param>
internal sealed record LineCopyRequest(ImmutableArray<LineCopyDefinition> Definitions, EngineChoice Engine, PublishedRow? Row, string? Trace, bool Json) : RunRequest(Json);

/// <summary>All cases of one small experiment or several, in turn.</summary>
internal sealed record CasesRequest(ImmutableArray<ICaseExperiment> Experiments, CaseOptions Options, EngineChoice Engine, string? Trace, bool Json) : RunRequest(Json);

/// <summary>Equal tasks, case by case.</summary>
/// <param name="Definitions">In the order in which they run; at least one.</param>
/// <param name="Engine">Where they run.</param>
/// <param name="Rows">The published runs of the row that was asked for, one for each definition; empty where none was.</param>
/// <param name="Trace">Where the traces go, as it was typed; null for none.</param>
/// <param name="Json">For programs, not people.</param>
internal sealed record TasksRequest(
    ImmutableArray<TasksDefinition> Definitions, EngineChoice Engine, ImmutableArray<PublishedRow> Rows, string? Trace,
    bool Json) : RunRequest(Json)
{
    /// <summary>The rows have more to do than was published, since the machine is real.</summary>
    public bool IsEnlarged { get; init; }
}

internal sealed record IdleRequest(IdleDefinition Definition, string? Trace, bool Json) : RunRequest(Json);

internal sealed record CheckFaultsRequest(bool Json) : RunRequest(Json);

/// <summary>Runs that are told in figures alone: several of the same, or one for each value of something.</summary>
/// <param name="Points">At least one; what is run with each value.</param>
/// <param name="Swept">What is varied; null where nothing is.</param>
/// <param name="Replications">How many runs of each; at least 1.</param>
/// <param name="WarmUp">Of a single run that is cut into batches; null for none.</param>
/// <param name="Json">For programs, not people.</param>
internal sealed record QuestionRequest(ImmutableArray<QuestionPoint> Points, SweptSetting? Swept, int Replications, WarmUpChoice? WarmUp, bool Json) : RunRequest(Json);

/// <param name="Value">As it was typed; empty where nothing is varied.</param>
/// <param name="Number">The same as a number; null if it is none.</param>
/// <param name="Request">What it makes of the call.</param>
internal sealed record QuestionPoint(string Value, double? Number, RunRequest Request);

/// <param name="Key">As it was typed.</param>
/// <param name="Kind">Whether speed-up means something.</param>
internal sealed record SweptSetting(string Key, SweepKind Kind);

/// <param name="Items">How many are left out; null to find out.</param>
internal sealed record WarmUpChoice(int? Items);

/// <summary>The same run twice, in different processes.</summary>
/// <param name="Arguments">Of <c>actorlab</c>.</param>
/// <param name="Json">For programs, not people.</param>
internal sealed record DeterminismRequest(ImmutableArray<string> Arguments, bool Json) : RunRequest(Json);

/// <summary>A pipeline.</summary>
/// <param name="Pipeline">Nothing is wrong with it.</param>
/// <param name="Machine">The one to simulate.</param>
/// <param name="Seed">Of all chance.</param>
/// <param name="Engine">Where it runs.</param>
/// <param name="Trace">Where the trace goes, as it was typed; null for none.</param>
/// <param name="Json">For programs, not people.</param>
internal sealed record PipelineRequest(PipelineDefinition Pipeline, MachineProfile Machine, ulong Seed, EngineChoice Engine, string? Trace, bool Json) : RunRequest(Json)
{
    /// <summary>Where the report goes, as it was typed; null for the usual place.</summary>
    public string? Report { get; init; }

    /// <summary>False for a simulated run of which nothing is kept.</summary>
    public bool KeepsFiles { get; init; } = true;

    /// <inheritdoc cref="PipelineRun.StallAfter"/>
    public SimDuration? StallAfter { get; init; }

    public PipelineRun ToRun() => new() { Definition = Pipeline, Machine = Machine, Seed = Seed, StallAfter = StallAfter, KeepsFiles = KeepsFiles, ReadStdin = ReadStdin };

    private static ReadOnlyMemory<byte> ReadStdin()
    {
        using Stream input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }
}
