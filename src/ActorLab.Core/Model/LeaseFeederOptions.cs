using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>What a <see cref="LeaseFeeder"/> puts into which queue, and who takes from it.</summary>
public sealed record LeaseFeederOptions
{
    public const int DefaultMaxTapRestarts = 10;

    /// <summary>Gives the leases.</summary>
    public required IActorRef Coordinator { get; init; }

    /// <summary>Gets <see cref="LeaseFeeder.Figures"/> at the end.</summary>
    public required IActorRef Owner { get; init; }

    /// <summary>Makes the entry of the queue, given the feeder.</summary>
    public required Func<IActorRef, ActorProps> Entry { get; init; }

    /// <summary>How many taps live at a time, at least 1.</summary>
    public required int Taps { get; init; }

    /// <summary>Makes one, given the feeder, the entry, and the index (from 0) of its slot.</summary>
    public required Func<IActorRef, IActorRef, int, ActorProps> Tap { get; init; }

    /// <summary>Leases that are in the queue or at work, at least 1: the queue's capacity.</summary>
    public required int Window { get; init; }

    /// <summary>Items in one message of the queue, at least 1.</summary>
    public int ItemsPerMessage { get; init; } = 1;

    /// <summary>How many lost taps are replaced; then those that live go on. One whose place was lost five times in a row before anybody took from the queue there is not replaced either.</summary>
    public int MaxTapRestarts { get; init; } = DefaultMaxTapRestarts;

    /// <summary>A dead item is given up when so many workers were lost while it was all they had in hand, at least 0. With fewer it may only have waited beside the culprit, and is put in again.</summary>
    public int MaxLosses { get; init; } = 2;
}
