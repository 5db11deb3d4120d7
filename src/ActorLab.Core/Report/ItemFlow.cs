using System.Collections.Immutable;

namespace ActorLab.Core.Report;

/// <summary>The items of a run as customers of a queue: each comes when it is handed out and goes when the last has been done about it.</summary>
/// <param name="Items">In the order in which they went; of those that went at once, by number.</param>
public sealed record ItemFlow(ImmutableArray<ItemSpan> Items)
{
    public static readonly ItemFlow None = new([]);

    public static ItemFlow Of(IEnumerable<ItemSpan> items) => new([.. items.OrderBy(i => i.To).ThenBy(i => i.Item)]);

    /// <summary>From the first coming to the last going.</summary>
    public SimDuration Span => Items.IsEmpty ? SimDuration.Zero : Items[^1].To - Items.Min(i => i.From);

    /// <summary>W, in seconds: how long an item was under way, on average. NaN without items.</summary>
    public double MeanLatencySeconds => Items.IsEmpty ? double.NaN : Items.Average(i => i.Latency.TotalSeconds);

    /// <summary>L: how many items were under way, on average over the span: counted at every coming and going, without a look at how long each one stayed. NaN where no time passed.</summary>
    public double MeanUnderWay()
    {
        if (Span == SimDuration.Zero) return double.NaN;
        (SimTime At, int Change)[] changes = [.. Items.Select(i => (i.From, 1)).Concat(Items.Select(i => (i.To, -1))).OrderBy(c => c.Item1)];
        var underWay = new TimeWeightedAverage(changes[0].At, 0);
        foreach ((SimTime at, int change) in changes) underWay.Add(at, change);
        return underWay.Until(changes[^1].At);
    }

    /// <summary>How far the run is from Little's law, L = λ W, as a share of L: 0 but for rounding, if all items were counted right. NaN where no time passed.</summary>
    /// <remarks>Source: Little, "A proof for the queuing formula L = λW", Operations Research 9, 1961. All came and went within the span, so nothing is cut off at its ends.</remarks>
    public double LittleError()
    {
        double length = MeanUnderWay();
        return Math.Abs(length - (Items.Length / Span.TotalSeconds * MeanLatencySeconds)) / length;
    }

    /// <summary>In seconds, in the order of going.</summary>
    public double[] Latencies() => [.. Items.Select(i => i.Latency.TotalSeconds)];
}

/// <param name="Item">Its number.</param>
/// <param name="From">When the first thing happened about it.</param>
/// <param name="To">When the last did.</param>
public readonly record struct ItemSpan(long Item, SimTime From, SimTime To)
{
    public SimDuration Latency => To - From;
}
