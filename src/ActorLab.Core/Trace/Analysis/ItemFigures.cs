using System.Collections.Immutable;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>The times of all items together.</summary>
/// <param name="InSystem">From the first event about an item to the end of the last, over all items.</param>
/// <param name="Kinds">By kind, in the order of <see cref="PathKind"/>, only those that occur: what items spent with it, each item counted, also with 0. The sums add up to that of the time in the system.</param>
public sealed record ItemFigures(LatencyHistogram InSystem, ImmutableArray<(PathKind Kind, LatencyHistogram Times)> Kinds)
{
    /// <summary>None where no event names an item.</summary>
    public static ItemFigures Of(IEnumerable<ItemTime> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var inSystem = new LatencyHistogram();
        PathKind[] kinds = Enum.GetValues<PathKind>();
        LatencyHistogram[] times = [.. kinds.Select(_ => new LatencyHistogram())];
        foreach (ItemTime item in items)
        {
            inSystem.Add(item.InSystem);
            foreach (PathKind kind in kinds) times[(int)kind].Add(item.Of(kind));
        }

        return new ItemFigures(inSystem, [.. kinds.Where(k => times[(int)k].Maximum > 0).Select(k => (k, times[(int)k]))]);
    }
}
