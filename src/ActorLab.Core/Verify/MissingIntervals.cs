namespace ActorLab.Core.Verify;

/// <summary>Tells gap, duplicate and reordered items of a stream apart, with memory for its disorder and not for its length.</summary>
/// <remarks>
/// It keeps the number expected next and, in order, the intervals below it that have not come. Everything below the expected number and in no interval
/// has come. An interval remembers the arrival that opened it: all arrivals before that one were smaller than the interval, so the opener is the
/// earliest arrival greater than any number in it, and RFC 4737's extent, i − min{ j : s[j] > s[i] }, is a subtraction.
/// An item that is expected costs a comparison and an increment, any other O(log G) with G open intervals.
/// Past <c>maxGaps</c> the oldest interval is given up as lost. From then on <see cref="BoundReached"/> is true and nothing may be said to hold.
/// </remarks>
public sealed class MissingIntervals
{
    public const int DefaultMaxGaps = 1_000_000;

    private readonly int _maxGaps;
    private readonly SortedSet<Gap> _gaps = new(Gap.DisjointOrder);
    private readonly Gap _probe = new();
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

    /// <summary>Different numbers that have come, without those that were too late.</summary>
    public long Unique => NextExpected - 1 - _missing - GivenUp;

    public long Reordered { get; private set; }

    /// <summary>The greatest extent of a reordered item; 0 when there is none. A lower bound once <see cref="BoundReached"/>.</summary>
    public long MaxExtent { get; private set; }

    public long Duplicates { get; private set; }

    public long TooLate { get; private set; }

    /// <summary>Numbers in intervals that were closed as lost because there were too many.</summary>
    public long GivenUp { get; private set; }

    public int OpenGaps => _gaps.Count;

    /// <summary>The most numbers that were missing at the same time while greater ones had come.</summary>
    public long PeakMissing { get; private set; }

    public bool BoundReached => GivenUp > 0;

    /// <param name="sequence">At least 1, at most 2⁶³ − 2.</param>
    public Arrival Offer(long sequence)
    {
        if (sequence == NextExpected)
        {
            NextExpected++;
            return new Arrival(ArrivalKind.InOrder, 0);
        }

        return OutOfOrder(sequence);
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
            OutOfOrder(sequence);
            next = NextExpected;
        }

        NextExpected = next;
    }

    /// <summary>How many of 1 to <paramref name="last"/> have not come and were not given up.</summary>
    public long CountMissing(long last)
    {
        long count = Math.Max(0, last - NextExpected + 1);
        foreach (Gap gap in _gaps)
        {
            if (gap.Low > last) break;
            count += Math.Min(gap.High, last + 1) - gap.Low;
        }

        return count;
    }

    /// <summary>Those of 1 to <paramref name="last"/> that <see cref="CountMissing"/> counts, ascending.</summary>
    public IEnumerable<long> Missing(long last)
    {
        foreach (Gap gap in _gaps)
        {
            for (long s = gap.Low; s < gap.High; s++)
            {
                if (s > last) yield break;
                yield return s;
            }
        }

        for (long s = NextExpected; s <= last; s++) yield return s;
    }

    private Arrival OutOfOrder(long sequence)
    {
        Invariant.Check(sequence is >= 1 and < long.MaxValue, $"{sequence} is no sequence number");
        if (sequence > NextExpected) return OpenGap(sequence);
        if (sequence < _givenUpBelow)
        {
            TooLate++;
            return new Arrival(ArrivalKind.TooLate, 0);
        }

        _probe.Low = sequence;
        _probe.High = sequence + 1;
        if (!_gaps.TryGetValue(_probe, out Gap? gap))
        {
            Duplicates++;
            return new Arrival(ArrivalKind.Duplicate, 0);
        }

        long extent = Unique - gap.OpenedBy;
        Fill(gap, sequence);
        Reordered++;
        MaxExtent = Math.Max(MaxExtent, extent);
        return new Arrival(ArrivalKind.Reordered, extent);
    }

    private Arrival OpenGap(long sequence)
    {
        if (_gaps.Count == _maxGaps) GiveUpOldest();
        _gaps.Add(new Gap { Low = NextExpected, High = sequence, OpenedBy = Unique });
        _missing += sequence - NextExpected;
        PeakMissing = Math.Max(PeakMissing, _missing);
        NextExpected = sequence + 1;
        return new Arrival(ArrivalKind.OpenedGap, 0);
    }

    /// <summary>Narrowing an interval in place keeps it where it stands in the set; only a split adds one and only the last number removes one.</summary>
    private void Fill(Gap gap, long sequence)
    {
        _missing--;
        if (gap.High - gap.Low == 1)
        {
            _gaps.Remove(gap);
        }
        else if (sequence == gap.Low)
        {
            gap.Low++;
        }
        else if (sequence == gap.High - 1)
        {
            gap.High--;
        }
        else
        {
            var upper = new Gap { Low = sequence + 1, High = gap.High, OpenedBy = gap.OpenedBy };
            gap.High = sequence;
            _gaps.Add(upper);
            if (_gaps.Count > _maxGaps) GiveUpOldest();
        }
    }

    /// <summary>Intervals are opened in ascending order and split in place, so the lowest one is the oldest.</summary>
    private void GiveUpOldest()
    {
        Gap oldest = _gaps.Min!;
        _gaps.Remove(oldest);
        _missing -= oldest.High - oldest.Low;
        GivenUp += oldest.High - oldest.Low;
        _givenUpBelow = oldest.High;
    }

    /// <summary>The numbers from <see cref="Low"/> to <see cref="High"/> − 1.</summary>
    private sealed class Gap
    {
        public static readonly IComparer<Gap> DisjointOrder =
            Comparer<Gap>.Create((a, b) => a.High <= b.Low ? -1 : a.Low >= b.High ? 1 : 0);

        public long Low { get; set; }

        public long High { get; set; }

        /// <summary>The arrival that opened it, counted from 0 over unique arrivals.</summary>
        public long OpenedBy { get; set; }
    }
}
