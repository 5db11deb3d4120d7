namespace ActorLab.Core.Verify;

/// <summary>Measures of a short sequence of different numbers, in O(n log n).</summary>
internal static class DisorderBlock
{
    /// <summary>Pairs of which the earlier is greater, the length of the longest ascending subsequence, and the most that one stands from its place when sorted.</summary>
    public static (long Inversions, long LongestAscending, long MaxDisplacement) Measure(ReadOnlySpan<long> items)
    {
        long[] sorted = items.ToArray();
        long[] places = new long[sorted.Length];
        for (int i = 0; i < places.Length; i++) places[i] = i;
        Array.Sort(sorted, places);
        long displacement = 0;
        for (int rank = 0; rank < places.Length; rank++) displacement = Math.Max(displacement, Math.Abs(places[rank] - rank));
        return (Inversions(places), LongestAscending(items), displacement);
    }

    /// <summary>Patience: the least end of an ascending subsequence of each length.</summary>
    private static int LongestAscending(ReadOnlySpan<long> items)
    {
        var ends = new List<long>();
        foreach (long item in items)
        {
            int at = ends.BinarySearch(item);
            if (at < 0) at = ~at;
            if (at == ends.Count) ends.Add(item);
            else ends[at] = item;
        }

        return ends.Count;
    }

    /// <summary>Counts while merging. The inverse of a permutation has as many inversions as the permutation itself, so places by rank will do.</summary>
    private static long Inversions(long[] items)
    {
        long[] target = new long[items.Length];
        long inversions = 0;
        for (int width = 1; width < items.Length; width *= 2)
        {
            for (int low = 0; low < items.Length; low += 2 * width)
            {
                int middle = Math.Min(low + width, items.Length);
                inversions += Merge(items, target, low, middle, Math.Min(middle + width, items.Length));
            }

            (items, target) = (target, items);
        }

        return inversions;
    }

    private static long Merge(long[] items, long[] target, int low, int middle, int high)
    {
        long inversions = 0;
        int left = low, right = middle;
        for (int to = low; to < high; to++)
        {
            if (right == high || (left < middle && items[left] < items[right]))
            {
                target[to] = items[left++];
            }
            else
            {
                inversions += middle - left;
                target[to] = items[right++];
            }
        }

        return inversions;
    }
}
