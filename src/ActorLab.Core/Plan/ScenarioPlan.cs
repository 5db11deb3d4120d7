using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.Core.Plan;

/// <summary>A scenario, resolved and valid: all an engine needs to run it.</summary>
public sealed record ScenarioPlan
{
    public required string Name { get; init; }

    /// <summary>Makes the root actor, given the reference of the outside. What is sent there is the result of the run (<c>RunResult.Outbox</c>), in the order of arrival. The run ends when the root has stopped.</summary>
    public required Func<IActorRef, ActorProps> Root { get; init; }

    /// <summary>Another root, for an engine that has work queues; null for a plan that knows nothing to do with any.</summary>
    public QueuedRoot? OverQueues { get; init; }

    /// <summary>
    /// Whether the root wants to say itself what is waited for when nothing can happen any more (<see cref="NothingHappens"/>),
    /// and who is at
    /// work when time stands still (<see cref="TimeStandsStill"/>).
    /// </summary>
    public bool ExplainsStandstill { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>The nodes that actors may be placed on, beside the root's own.</summary>
    public ImmutableArray<NodePlan> Nodes { get; init; } = [];

    /// <summary>What can be placed on them, by name.</summary>
    public ImmutableSortedDictionary<string, NodeRole> Roles { get; init; } =
        ImmutableSortedDictionary.Create<string, NodeRole>(StringComparer.Ordinal);

    /// <summary>How another process can build this plan; null for a plan that cannot leave its process.</summary>
    public PlanOrigin? Origin { get; init; }

    public required MachineProfile Machine { get; init; }

    /// <summary>Files that exist on a simulated machine when the run begins, by path. A real machine has its own.</summary>
    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files { get; init; } =
        ImmutableSortedDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
}
