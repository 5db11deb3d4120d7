using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>Where a <see cref="LeaseTap"/> takes its leases and who does them.</summary>
public sealed record LeaseTapOptions
{
    /// <summary>Keeps the account.</summary>
    public required IActorRef Feeder { get; init; }

    /// <summary>Gets at the exit of the queue: makes it, or knows it. It is called in the tap's first turn, with the tap and with what
    /// starts children of the tap.</summary>
    public required Func<IActorRef, Func<ActorProps, IActorRef>, IActorRef> Exit { get; init; }

    /// <summary>Makes the worker, given the tap as its coordinator.</summary>
    public required Func<IActorRef, ActorProps> Worker { get; init; }

    /// <summary>The most messages of the queue it holds, at least 1. Each is given to another only when this tap is lost, so a large credit keeps the last work of a run with few.</summary>
    public required int Credit { get; init; }
}
