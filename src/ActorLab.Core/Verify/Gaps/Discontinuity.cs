namespace ActorLab.Core.Verify;

/// <summary>What an arrival ahead of its turn left missing: the numbers from <see cref="Low"/> to <see cref="High"/> − 1, less those that came since.</summary>
/// <remarks>Filling at an end only narrows it. The first number from its middle makes a set of the rest.</remarks>
internal struct Discontinuity
{
    public long Low;
    public long High;

    /// <summary>The number whose arrival opened it.</summary>
    public long Overtaker;

    /// <summary>What was said of that arrival.</summary>
    public long Tag;

    /// <summary>Which arrival that was, counted from 0 over unique arrivals.</summary>
    public long OpenedBy;

    private MissingSet? _rest;

    public readonly bool IsClosed => Low == High;

    public readonly long Lowest => _rest?.Lowest ?? Low;

    /// <param name="sequence">From <see cref="Low"/> to <see cref="High"/> − 1.</param>
    /// <param name="moreIntervals">By how much the number of maximal intervals grew.</param>
    /// <returns>False if the number was not missing.</returns>
    public bool Fill(long sequence, out int moreIntervals)
    {
        moreIntervals = 0;
        if (_rest is null && sequence > Low && sequence < High - 1) _rest = MissingSet.Of(Low, High);
        if (_rest is not null) return FillRest(sequence, out moreIntervals);
        if (sequence == Low) Low++;
        else High--;
        if (IsClosed) moreIntervals = -1;
        return true;
    }

    /// <summary>Gives the lowest maximal interval up.</summary>
    public (long Low, long High) RemoveLowestInterval()
    {
        (long Low, long High) lowest = _rest?.RemoveLowestInterval() ?? (Low, High);
        if (_rest is null || _rest.Count == 0) Close();
        return lowest;
    }

    /// <summary>How many up to <paramref name="last"/> are missing.</summary>
    public readonly long CountUpTo(long last) => _rest?.CountUpTo(last) ?? Math.Min(High, last + 1) - Low;

    public readonly IEnumerable<long> Numbers() => _rest?.Numbers() ?? Range(Low, High);

    private static IEnumerable<long> Range(long low, long high)
    {
        for (long s = low; s < high; s++) yield return s;
    }

    private bool FillRest(long sequence, out int moreIntervals)
    {
        bool filled = _rest!.Remove(sequence, out moreIntervals);
        if (_rest.Count == 0) Close();
        return filled;
    }

    /// <summary>An empty range at its upper end keeps its place in the order of the others.</summary>
    private void Close()
    {
        Low = High;
        _rest = null;
    }
}
