namespace ActorLab.Core.Model;

/// <summary>How much a <see cref="BoundedQueue"/> holds and what happens at its ends.</summary>
public sealed record BoundedQueueOptions
{
    /// <summary>The most items that wait; at least 1, and with <see cref="OverflowPolicy.Block"/> at least one per producer, or one that is slow could keep the others waiting.</summary>
    public required int Capacity { get; init; }

    public OverflowPolicy Overflow { get; init; } = OverflowPolicy.Block;

    public SentinelPolicy Sentinels { get; init; } = SentinelPolicy.OnePerConsumer;

    /// <summary>How many producers join; the end has come when as many have ended. At least 1.</summary>
    public int Producers { get; init; } = 1;
}
