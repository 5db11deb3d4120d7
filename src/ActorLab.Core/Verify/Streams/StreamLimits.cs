namespace ActorLab.Core.Verify;

/// <summary>What still counts as holding, and how much a checker may remember.</summary>
public sealed record StreamLimits
{
    public static readonly StreamLimits Default = new();

    /// <summary>Reordered items that are tolerated. Null: none, or any number if <see cref="MaxExtent"/> is given.</summary>
    public long? MaxReordered { get; init; }

    /// <summary>The greatest reordering extent that is tolerated. Null: any, as long as the number of reordered items is.</summary>
    public long? MaxExtent { get; init; }

    public DeliveryClass Delivery { get; init; } = DeliveryClass.ExactlyOnce;

    /// <summary>How many items each producer should send, if known.</summary>
    public long? Count { get; init; }

    /// <summary>An item must not be n-reordered with this n (RFC 4737, section 5); at least 1. The default is what makes TCP send again.</summary>
    public int NReordering { get; init; } = 3;

    /// <summary>DT and BT of RFC 5236: from how far out of place an item counts as lost; at least 1.</summary>
    public int DensityThreshold { get; init; } = 8;

    /// <summary>How far behind the greatest time an item's own may be, in the unit of the times; at least 0.</summary>
    public long Lateness { get; init; }

    /// <summary>Items that a resequencer can hold; null if any number will do.</summary>
    public long? BufferItems { get; init; }

    /// <summary>Gaps held open for one producer, at least 1.</summary>
    public int MaxGaps { get; init; } = MissingIntervals.DefaultMaxGaps;

    /// <summary>Producers remembered, at least 1; the one not heard of for longest is forgotten.</summary>
    public int MaxProducers { get; init; } = 100_000;

    /// <summary>Keys remembered, over all producers, at least 1.</summary>
    public int MaxKeys { get; init; } = 1_000_000;

    /// <summary>Items between two moments without a gap that <c>disorder</c> holds, at least 2.</summary>
    public int MaxDisorderItems { get; init; } = 4_000_000;

    /// <summary>Whether this much disorder is more than is tolerated.</summary>
    public bool Exceeds(long reordered, long maxExtent)
    {
        bool tooMany = reordered > (MaxReordered ?? (MaxExtent is null ? 0 : long.MaxValue));
        return tooMany || maxExtent > (MaxExtent ?? long.MaxValue);
    }
}
