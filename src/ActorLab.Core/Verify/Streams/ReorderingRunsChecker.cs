namespace ActorLab.Core.Verify;

/// <summary>RFC 4737, sections 4.5 and 4.6: how far apart the disturbances of a stream are.</summary>
/// <remarks>
/// A reordering discontinuity is an item that some reordered item should have come before. Its gap is its distance, in unique arrivals, from the nearest one before it
/// that was known when its own first reordered item came. The discontinuities known so far are kept, at most <see cref="MaxDiscontinuities"/> of them.
/// A reordering-free run is the number of items between two reordered ones.
/// </remarks>
public sealed class ReorderingRunsChecker(StreamLimits limits) : IStreamChecker
{
    public const int MaxDiscontinuities = 65_536;

    private readonly MissingIntervals _arrivals = new(limits.MaxGaps);
    private readonly SortedSet<long> _discontinuities = [];
    private readonly EvidenceList _evidence = new();
    private long _position;
    private long _unique;
    private long _run;
    private bool _forgot;

    public string Name => CheckCatalog.ReorderingRuns;

    /// <summary>x of the RFC: runs that a reordered item ended.</summary>
    public long Runs { get; private set; }

    /// <summary>a of the RFC: items in order.</summary>
    public long InOrder { get; private set; }

    /// <summary>q of the RFC: the sum of the squares of the runs.</summary>
    public decimal SquaredRuns { get; private set; }

    public long Discontinuities { get; private set; }

    /// <summary>Gaps that are not 0.</summary>
    public long Gaps { get; private set; }

    public long LeastGap { get; private set; }

    public long GreatestGap { get; private set; }

    public long SumOfGaps { get; private set; }

    public void Offer(in StreamItem item)
    {
        _position++;
        Arrival arrival = _arrivals.Offer(item.Sequence);
        switch (arrival.Kind)
        {
            case ArrivalKind.Duplicate or ArrivalKind.TooLate: return;
            case ArrivalKind.Reordered: EndRun(item, arrival); break;
            default:
                _run++;
                InOrder++;
                break;
        }

        _unique++;
    }

    public CheckResult Complete(string? cutReason)
    {
        string? bound = _arrivals.BoundReached || _forgot ? Doubt.TooManyGaps : null;
        return CheckResult.Of(
            Name, Runs > 0, Doubt.Of(cutReason, _unique, bound), Summary(), _evidence.Shown,
            new CheckFigure("items", _unique), new CheckFigure("inOrder", InOrder), new CheckFigure("runs", Runs), new CheckFigure("squaredRuns", SquaredRuns),
            CheckFigure.Ratio("meanRun", InOrder, Runs), CheckFigure.Ratio("runVariation", SquaredRuns * Runs, (decimal)InOrder * InOrder),
            new CheckFigure("discontinuities", Discontinuities), new CheckFigure("gaps", Gaps), new CheckFigure("leastGap", LeastGap),
            CheckFigure.Ratio("meanGap", SumOfGaps, Gaps), new CheckFigure("greatestGap", GreatestGap));
    }

    private string Summary()
    {
        string gaps = Gaps == 0 ? "no gap between them" : $"gaps from {LeastGap} to {GreatestGap}";
        return Runs == 0 ? $"one run of {InOrder} items" : $"{Runs} runs of {Math.Round((decimal)InOrder / Runs, 3)} items on average, {Discontinuities} discontinuities, {gaps}";
    }

    private void EndRun(in StreamItem item, Arrival arrival)
    {
        if (_evidence.CountOne()) _evidence.Show(_position, $"an item after {arrival.Overtaker}", $"item {item.Sequence}, which ends a run of {_run}", item.Worker);
        SquaredRuns += (decimal)_run * _run;
        _run = 0;
        Runs++;
        long discontinuity = _unique - arrival.Extent;
        if (!_discontinuities.Contains(discontinuity)) AddDiscontinuity(discontinuity);
    }

    private void AddDiscontinuity(long at)
    {
        Discontinuities++;
        if (_discontinuities.Count > 0) MeasureGap(at);
        _discontinuities.Add(at);
        if (_discontinuities.Count <= MaxDiscontinuities) return;
        _discontinuities.Remove(_discontinuities.Min);
        // From now on the nearest one before an old discontinuity may be among the forgotten.
        _forgot = true;
    }

    private void MeasureGap(long at)
    {
        if (_discontinuities.Min > at) return;
        SortedSet<long> earlier = _discontinuities.Max < at ? _discontinuities : _discontinuities.GetViewBetween(long.MinValue, at - 1);
        long gap = at - earlier.Max;
        LeastGap = Gaps == 0 ? gap : Math.Min(LeastGap, gap);
        GreatestGap = Math.Max(GreatestGap, gap);
        SumOfGaps += gap;
        Gaps++;
    }
}
