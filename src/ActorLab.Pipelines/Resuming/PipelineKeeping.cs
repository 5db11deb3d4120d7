using System.Collections.Immutable;
using ActorLab.Core.Journal;

namespace ActorLab.Pipelines.Resuming;

/// <summary>What a run of a pipeline goes on from, and where it notes how far it is.</summary>
/// <param name="State">Where.</param>
/// <param name="Outputs">What the sinks that write files have written, by the names of their stages.</param>
public sealed record PipelineKeeping(RunState State, ImmutableSortedDictionary<string, RestoredOutput> Outputs);
