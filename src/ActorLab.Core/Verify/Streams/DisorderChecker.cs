namespace ActorLab.Core.Verify;

/// <summary>How far a stream is from sorted: inversions, Kendall's tau, the longest ascending subsequence, the greatest displacement and the descents. Repeated items are left out.</summary>
/// <remarks>
/// Whenever no gap is open, all that came before is smaller than all that will come, so the measures of the stretches between such moments add up. Only the present stretch is held.
/// A stretch over the bound is measured as if what is missing were lost. That is exact unless a missing item does come; then nobody can tell.
/// tau = 1 − 4 I / (n (n − 1)) with I inversions among n items (Kendall 1938).
/// </remarks>
public sealed class DisorderChecker(StreamLimits limits) : IStreamChecker
{
    private readonly MissingIntervals _arrivals = new(limits.MaxGaps);
    private readonly List<long> _stretch = [];
    private readonly EvidenceList _evidence = new();
    private long _position;
    private long _before;
    private long _closedBelow;
    private long _tooLate;

    public string Name => CheckCatalog.Disorder;

    public long Items { get; private set; }

    public long Inversions { get; private set; }

    public long LongestAscending { get; private set; }

    public long MaxDisplacement { get; private set; }

    /// <summary>Items that come right behind a greater one.</summary>
    public long Descents { get; private set; }

    public void Offer(in StreamItem item)
    {
        _position++;
        switch (_arrivals.Offer(item.Sequence).Kind)
        {
            case ArrivalKind.Duplicate: return;
            case ArrivalKind.TooLate:
                _tooLate++;
                return;
        }

        if (item.Sequence < _closedBelow) _tooLate++;
        else Take(item);
    }

    public CheckResult Complete(string? cutReason)
    {
        Measure();
        string? bound = _tooLate > 0 || _arrivals.BoundReached ? "more items were out of order at once than are kept" : null;
        decimal pairs = (decimal)Items * (Items - 1) / 2;
        decimal tau = pairs == 0 ? 1 : Math.Round(1 - (2 * Inversions / pairs), 15);
        return CheckResult.Of(
            Name, Inversions > 0, Doubt.Of(cutReason, Items, bound),
            $"{Inversions} inversions among {Items} items, tau {Math.Round(tau, 6)}, greatest displacement {MaxDisplacement}", _evidence.Shown,
            new CheckFigure("unique", Items), new CheckFigure("inversions", Inversions), new CheckFigure("kendallTau", tau), new CheckFigure("longestAscending", LongestAscending),
            new CheckFigure("maxDisplacement", MaxDisplacement), new CheckFigure("descents", Descents));
    }

    private void Take(in StreamItem item)
    {
        Items++;
        if (item.Sequence < _before)
        {
            Descents++;
            if (_evidence.CountOne()) _evidence.Show(_position, $"an item after {_before}", $"item {item.Sequence}", item.Worker);
        }

        _before = item.Sequence;
        if (_stretch.Count == 0 && _arrivals.OpenGaps == 0)
        {
            LongestAscending++;
            return;
        }

        _stretch.Add(item.Sequence);
        if (_arrivals.OpenGaps == 0)
        {
            Measure();
        }
        else if (_stretch.Count >= limits.MaxDisorderItems)
        {
            Measure();
            _closedBelow = _arrivals.NextExpected;
        }
    }

    private void Measure()
    {
        (long inversions, long ascending, long displacement) = DisorderBlock.Measure(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_stretch));
        Inversions += inversions;
        LongestAscending += ascending;
        MaxDisplacement = Math.Max(MaxDisplacement, displacement);
        _stretch.Clear();
    }
}
