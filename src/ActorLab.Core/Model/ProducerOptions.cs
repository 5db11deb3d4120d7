using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>What a <see cref="Producer"/> offers, where and how fast.</summary>
public sealed record ProducerOptions
{
    /// <summary>A <see cref="BoundedQueue"/>, or an actor that speaks its protocol.</summary>
    public required IActorRef Queue { get; init; }

    public required IWorkSource Source { get; init; }

    /// <summary>The least time between two items; null for as fast as there is credit.</summary>
    public SimDuration? Interval { get; init; }

    /// <summary>The most items offered in one turn, at least 1, so that unlimited credit does not keep others on the dispatcher waiting.</summary>
    public int ItemsPerTurn { get; init; } = 64;

    /// <summary>How long it waits for credit before it asks again. It may take up to twice as long.</summary>
    public SimDuration RepeatPeriod { get; init; } = WorkerOptions.DefaultRepeatPeriod;
}
