using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.Core.Model;

/// <summary>What a <see cref="Worker"/> does and for whom.</summary>
public sealed record WorkerOptions
{
    public static readonly SimDuration DefaultRepeatPeriod = SimDuration.FromMilliseconds(200);

    public required IActorRef Coordinator { get; init; }

    /// <summary>Is given the <see cref="WorkItem"/>.</summary>
    public required IBody Body { get; init; }

    public Occupancy Occupancy { get; init; } = Occupancy.Synchronous;

    /// <summary>How many items it wants beyond those it has finished, at least 1: with 2, the next one waits in its mailbox when one is done.</summary>
    public int Prefetch { get; init; } = 2;

    /// <summary>Gets the results (<see cref="Resequencer.Completed"/>) and the items given up (<see cref="Resequencer.Abandoned"/>); null drops them.</summary>
    public IActorRef? Downstream { get; init; }

    /// <summary>How long it has nothing to do before it repeats its last report. It may take up to twice as long.</summary>
    public SimDuration RepeatPeriod { get; init; } = DefaultRepeatPeriod;

    /// <summary>It stops after that many items, at least 1; null for never.</summary>
    public int? RetireAfterItems { get; init; }
}
