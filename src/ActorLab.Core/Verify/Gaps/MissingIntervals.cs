namespace ActorLab.Core.Verify;

/// <summary>Tells gap, duplicate and reordered items of a stream apart, with memory for its disorder and not for its length.</summary>
/// <remarks>
/// It keeps the number expected next and, in order, the intervals below it that have not come. Everything below the expected number and in no interval
/// has come. Intervals that one arrival opened are kept together, with that arrival: all arrivals before it were smaller than any number in them, so it is
/// the earliest arrival greater than each, and RFC 4737's extent, i − min{ j : s[j] > s[i] }, is a subtraction.
/// An item that is expected costs a comparison and an increment, any other O(log G) with G open intervals.
/// Past <c>maxGaps</c> the oldest interval is given up as lost. From then on <see cref="BoundReached"/> is true and nothing may be said to hold.
/// </remarks>
public sealed class MissingIntervals
{
    public const int DefaultMaxGaps = 1_000_000;

    private readonly int _maxGaps;
    private DiscontinuityList? _list;
    private long _missing;
    private long _givenUpBelow;

    /// <param name="maxGaps">The most intervals kept open, at least 1.</param>
    public MissingIntervals(int maxGaps = DefaultMaxGaps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxGaps, 1);
        _maxGaps = maxGaps;
    }

    /// <summary>One more than the greatest number that has come; 1 at first.</summary>
    public long NextExpected { get; private set; } = 1;

    /// <summary>The least number that has not come and was not given up.</summary>
    public long FirstMissing => _list is null || _list.IsEmpty ? NextExpected : _list.First.Lowest;

    /// <summary>Different numbers that have come, without those that were too late.</summary>
    public long Unique => NextExpected - 1 - _missing - GivenUp;

    public long Reordered { get; private set; }

    /// <summary>The greatest extent of a reordered item; 0 when there is none. A lower bound once <see cref="BoundReached"/>.</summary>
    public long MaxExtent { get; private set; }

    public long Duplicates { get; private set; }

    public long TooLate { get; private set; }

    /// <summary>Numbers in intervals that were closed as lost because there were too many.</summary>
    public long GivenUp { get; private set; }

    public int OpenGaps { get; private set; }

    /// <summary>The most numbers that were missing at the same time while greater ones had come.</summary>
    public long PeakMissing { get; private set; }

    public bool BoundReached => GivenUp > 0;

    /// <param name="sequence">At least 1, at most 2⁶³ − 2.</param>
    /// <param name="tag">What is to be remembered of this arrival if it opens a gap, such as its time or its writer.</param>
    public Arrival Offer(long sequence, long tag = 0)
    {
        if (sequence == NextExpected)
        {
            NextExpected++;
            return new Arrival(ArrivalKind.InOrder, 0);
        }

        return OutOfOrder(sequence, tag);
    }

    /// <summary>The same for many; the figures tell what they were.</summary>
    public void OfferAll(ReadOnlySpan<long> sequences)
    {
        long next = NextExpected;
        foreach (long sequence in sequences)
        {
            if (sequence == next)
            {
                next++;
                continue;
            }

            NextExpected = next;
            OutOfOrder(sequence, 0);
            next = NextExpected;
        }

        NextExpected = next;
    }

    /// <summary>How many of 1 to <paramref name="last"/> have not come and were not given up.</summary>
    public long CountMissing(long last)
    {
        long count = Math.Max(0, last - NextExpected + 1);
        if (last >= NextExpected - 1) return count + _missing;
        foreach (Discontinuity part in Open(last)) count += part.CountUpTo(last);
        return count;
    }

    /// <summary>Those of 1 to <paramref name="last"/> that <see cref="CountMissing"/> counts, ascending.</summary>
    public IEnumerable<long> Missing(long last)
    {
        foreach (Discontinuity part in Open(last))
        {
            foreach (long s in part.Numbers())
            {
                if (s > last) yield break;
                yield return s;
            }
        }

        for (long s = NextExpected; s <= last; s++) yield return s;
    }

    private IEnumerable<Discontinuity> Open(long last)
    {
        if (_list is null) yield break;
        ReadOnlyMemory<Discontinuity> all = _list.All;
        for (int i = 0; i < all.Length; i++)
        {
            Discontinuity part = all.Span[i];
            if (part.Low > last) yield break;
            if (!part.IsClosed) yield return part;
        }
    }

    private Arrival OutOfOrder(long sequence, long tag)
    {
        Invariant.Check(sequence is >= 1 and < long.MaxValue, $"{sequence} is no sequence number");
        if (sequence > NextExpected) return OpenGap(sequence, tag);
        if (sequence < _givenUpBelow)
        {
            TooLate++;
            return new Arrival(ArrivalKind.TooLate, 0);
        }

        int place = _list?.Find(sequence) ?? -1;
        if (place < 0) return Duplicate();
        ref Discontinuity part = ref _list!.At(place);
        long extent = Unique - part.OpenedBy;
        if (!part.Fill(sequence, out int moreIntervals)) return Duplicate();
        var arrival = new Arrival(ArrivalKind.Reordered, extent, part.Overtaker, part.Tag);
        _missing--;
        OpenGaps += moreIntervals;
        if (part.IsClosed) _list.CountClosed();
        if (OpenGaps > _maxGaps) GiveUpOldest();
        Reordered++;
        if (extent > MaxExtent) MaxExtent = extent;
        return arrival;
    }

    private Arrival Duplicate()
    {
        Duplicates++;
        return new Arrival(ArrivalKind.Duplicate, 0);
    }

    private Arrival OpenGap(long sequence, long tag)
    {
        if (OpenGaps == _maxGaps) GiveUpOldest();
        _list ??= new DiscontinuityList();
        _list.Add(new Discontinuity { Low = NextExpected, High = sequence, Overtaker = sequence, Tag = tag, OpenedBy = Unique });
        OpenGaps++;
        _missing += sequence - NextExpected;
        PeakMissing = Math.Max(PeakMissing, _missing);
        NextExpected = sequence + 1;
        return new Arrival(ArrivalKind.OpenedGap, 0);
    }

    /// <summary>The lowest interval is the oldest: intervals are opened in ascending order and split where they are.</summary>
    private void GiveUpOldest()
    {
        ref Discontinuity first = ref _list!.First;
        (long low, long high) = first.RemoveLowestInterval();
        if (first.IsClosed) _list.CountClosed();
        OpenGaps--;
        _missing -= high - low;
        GivenUp += high - low;
        _givenUpBelow = high;
    }
}
