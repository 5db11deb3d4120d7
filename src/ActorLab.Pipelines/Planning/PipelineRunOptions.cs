using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Resuming;

namespace ActorLab.Pipelines.Planning;

/// <summary>How a run of a pipeline is watched over. Nothing here changes what its items become.</summary>
public sealed record PipelineRunOptions
{
    public static readonly SimDuration DefaultStallAfter = SimDuration.FromSeconds(30);

    /// <summary>A run in which nothing has moved for so long, although nobody is at work, ends with a diagnosis; null never ends one so. In virtual time this must be null: the engine sees a
    /// deadlock by itself, and a timer would keep it from that.</summary>
    public SimDuration? StallAfter { get; init; }

    /// <summary>What the run goes on from, and where it notes how far it is; null for one that cannot be resumed. Only for what <see cref="ResumeChecks"/> finds nothing wrong with.</summary>
    public PipelineKeeping? Keeping { get; init; }

    /// <summary>The files of sinks that the verifiers behind these read. Each must be there, a regular one that nobody else
    /// writes, and empty or, where the run goes on, as it was restored.</summary>
    public ImmutableHashSet<string> ReadBack { get; init; } = [];

    /// <summary>The work queues that stages have, by their names; null where an engine has none.</summary>
    internal ILookup<string, IWorkQueue>? Queues { get; init; }

    /// <summary>Those that fit an engine.</summary>
    /// <param name="engine">What it can do.</param>
    /// <param name="stallAfter">For engines that do not detect a deadlock; null for <see cref="DefaultStallAfter"/>.</param>
    public static PipelineRunOptions For(EngineCapabilities engine, SimDuration? stallAfter = null) =>
        new() { StallAfter = engine.HasFlag(EngineCapabilities.DetectsDeadlock) ? null : stallAfter ?? DefaultStallAfter };
}
