using System.Collections.Immutable;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.LineCopy;
using ActorLab.Experiments.Tasks;

namespace ActorLab.Cli.Runs;

/// <summary>What <c>actorlab run</c> was asked for, checked as far as the command line alone can be.</summary>
internal abstract record RunRequest(bool Json);

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
internal sealed record TasksRequest(ImmutableArray<TasksDefinition> Definitions, EngineChoice Engine, ImmutableArray<PublishedRow> Rows, string? Trace, bool Json) : RunRequest(Json);

internal sealed record IdleRequest(string? Trace, bool Json) : RunRequest(Json);

internal sealed record CheckFaultsRequest(bool Json) : RunRequest(Json);
