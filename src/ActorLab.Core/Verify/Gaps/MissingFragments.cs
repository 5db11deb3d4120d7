namespace ActorLab.Core.Verify;

/// <summary>A wide range: its missing intervals in a balanced tree, so that a jump by 10¹² costs no more than one by 10⁴.</summary>
internal sealed class MissingFragments : MissingSet
{
    private readonly SortedSet<Fragment> _fragments = new(Fragment.DisjointOrder);
    private readonly Fragment _probe = new();

    public MissingFragments(long low, long high)
    {
        _fragments.Add(new Fragment { Low = low, High = high });
        Count = high - low;
    }

    public override long Lowest => _fragments.Min!.Low;

    /// <summary>Narrowing an interval in place keeps it where it stands in the tree; only a split adds one and only the last number removes one.</summary>
    public override bool Remove(long sequence, out int moreIntervals)
    {
        moreIntervals = 0;
        _probe.Low = sequence;
        _probe.High = sequence + 1;
        if (!_fragments.TryGetValue(_probe, out Fragment? fragment)) return false;
        Count--;
        if (fragment.High - fragment.Low == 1)
        {
            _fragments.Remove(fragment);
            moreIntervals = -1;
        }
        else if (sequence == fragment.Low)
        {
            fragment.Low++;
        }
        else if (sequence == fragment.High - 1)
        {
            fragment.High--;
        }
        else
        {
            long high = fragment.High;
            fragment.High = sequence;
            _fragments.Add(new Fragment { Low = sequence + 1, High = high });
            moreIntervals = 1;
        }

        return true;
    }

    public override (long Low, long High) RemoveLowestInterval()
    {
        Fragment lowest = _fragments.Min!;
        _fragments.Remove(lowest);
        Count -= lowest.High - lowest.Low;
        return (lowest.Low, lowest.High);
    }

    public override long CountUpTo(long last) => _fragments.TakeWhile(f => f.Low <= last).Sum(f => Math.Min(f.High, last + 1) - f.Low);

    public override IEnumerable<long> Numbers()
    {
        foreach (Fragment fragment in _fragments)
        {
            for (long s = fragment.Low; s < fragment.High; s++) yield return s;
        }
    }

    /// <summary>The numbers from <see cref="Low"/> to <see cref="High"/> − 1.</summary>
    private sealed class Fragment
    {
        public static readonly IComparer<Fragment> DisjointOrder =
            Comparer<Fragment>.Create((a, b) => a.High <= b.Low ? -1 : a.Low >= b.High ? 1 : 0);

        public long Low { get; set; }

        public long High { get; set; }
    }
}
