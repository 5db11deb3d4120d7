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

    /// <summary>Settings for the actor system that runs the plan, over those that the engine has itself: HOCON with the one key
    /// <c>akka</c>; empty for none. They are a part of what runs: how many messages an actor handles in a row changes the order of
    /// things, so every node of a run has the same.</summary>
    public string Akka { get; private init; } = "";

    public required MachineProfile Machine { get; init; }

    /// <summary>Files that exist on a simulated machine when the run begins, by path. A real machine has its own.</summary>
    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files { get; init; } =
        ImmutableSortedDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);

    /// <summary>The same plan with other settings of Akka, which its origin says as well.</summary>
    /// <param name="akka">As <see cref="Akka"/>.</param>
    public ScenarioPlan WithAkka(string akka) =>
        this with { Akka = akka, Origin = Origin is null ? null : Origin with { Akka = akka } };
}
