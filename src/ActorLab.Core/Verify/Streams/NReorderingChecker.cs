namespace ActorLab.Core.Verify;

/// <summary>RFC 4737, section 5: an item is n-reordered if each of the n items that came just before it is a later one. Repeated items are left out.</summary>
/// <remarks>The greatest n of an arrival is its distance to the nearest smaller one before it, less one. Arrivals that can still be that neighbour ascend,
/// so a stack finds it in constant time on average. Those more than <see cref="MaxN"/> arrivals back are dropped: an n above that counts as <see cref="MaxN"/>.
/// The ratio divides by the number of unique items (definition 2), not by that less n as the code in the RFC's appendix does.</remarks>
public sealed class NReorderingChecker(StreamLimits limits) : IStreamChecker
{
    /// <summary>The greatest n that is told apart.</summary>
    public const int MaxN = 100;

    private readonly MissingIntervals _arrivals = new(limits.MaxGaps);
    private readonly EvidenceList _evidence = new();
    private readonly long[] _countByN = new long[MaxN + 1];
    private readonly (long Sequence, long Index)[] _smaller = new (long, long)[MaxN + 1];
    private int _bottom;
    private int _count;
    private long _position;
    private long _unique;

    public string Name => CheckCatalog.NReordering;

    /// <summary>How many items are n-reordered.</summary>
    /// <param name="n">1 to <see cref="MaxN"/>.</param>
    public long Count(int n) => _countByN.AsSpan(n).ToArray().Sum();

    public void Offer(in StreamItem item)
    {
        _position++;
        if (_arrivals.Offer(item.Sequence).Kind is ArrivalKind.Duplicate or ArrivalKind.TooLate) return;
        int n = DegreeOf(item.Sequence);
        _unique++;
        if (n == 0) return;
        _countByN[n]++;
        if (n >= limits.NReordering && _evidence.CountOne())
        {
            _evidence.Show(_position, $"fewer than {limits.NReordering} later items right before it", $"item {item.Sequence} behind {n} later items", item.Worker);
        }
    }

    public CheckResult Complete(string? cutReason)
    {
        int greatest = Array.FindLastIndex(_countByN, c => c > 0);
        long violating = Count(Math.Min(limits.NReordering, MaxN));
        string? doubt = Doubt.Of(cutReason, _unique, _arrivals.BoundReached ? Doubt.TooManyGaps : null);
        return CheckResult.Of(
            Name, violating > 0, doubt,
            $"{violating} of {Counted.Different(_unique, _position, "items")} {limits.NReordering}-reordered, greatest n "
                + $"{Math.Max(0, greatest)}{(greatest == MaxN ? " or more" : "")}", _evidence.Shown,
            [new CheckFigure("unique", _unique), new CheckFigure("maxN", Math.Max(0, greatest)), .. Degrees(greatest)]);
    }

    private IEnumerable<CheckFigure> Degrees(int greatest) => Enumerable.Range(1, Math.Max(0, greatest)).Select(n => CheckFigure.Ratio($"degree[{n}]", Count(n), _unique));

    /// <summary>The greatest n for which the item is n-reordered; 0 if it is not.</summary>
    private int DegreeOf(long sequence)
    {
        while (_count > 0 && At(_count - 1).Sequence > sequence) _count--;
        long behind = _count > 0 ? _unique - At(_count - 1).Index - 1 : _unique;
        if (_count > 0 && _unique - At(0).Index > MaxN) DropBottom();
        if (_count == _smaller.Length) DropBottom();
        _count++;
        At(_count - 1) = (sequence, _unique);
        return (int)Math.Min(behind, MaxN);
    }

    private ref (long Sequence, long Index) At(int place) => ref _smaller[(_bottom + place) % _smaller.Length];

    private void DropBottom()
    {
        _bottom = (_bottom + 1) % _smaller.Length;
        _count--;
    }
}
