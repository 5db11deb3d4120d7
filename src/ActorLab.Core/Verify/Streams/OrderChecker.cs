namespace ActorLab.Core.Verify;

/// <summary>RFC 4737, sections 3 and 4.1 to 4.3: which items came after a later one, how far behind it in items and in time. Repeated items count once.</summary>
public sealed class OrderChecker(StreamLimits limits, string name = CheckCatalog.Order) : IStreamChecker
{
    private readonly MissingIntervals _arrivals = new(limits.MaxGaps);
    private readonly EvidenceList _evidence = new();
    private long _position;
    private long _extents;

    public string Name => name;

    /// <summary>What it knows of the stream.</summary>
    public MissingIntervals Arrivals => _arrivals;

    /// <summary>The most that a reordered item came after the item that overtook it, in the unit of the times; 0 without times.</summary>
    public long MaxLateTime { get; private set; }

    public void Offer(in StreamItem item)
    {
        _position++;
        long expected = _arrivals.NextExpected;
        Arrival arrival = _arrivals.Offer(item.Sequence, item.Time);
        if (arrival.Kind == ArrivalKind.Reordered) Note(item, arrival, expected);
    }

    public CheckResult Complete(string? cutReason)
    {
        string? doubt = Doubt.Of(cutReason, _arrivals.Unique, _arrivals.BoundReached ? Doubt.TooManyGaps : null);
        string late = MaxLateTime == 0 ? "" : $", greatest late time {MaxLateTime}";
        return CheckResult.Of(
            Name, limits.Exceeds(_arrivals.Reordered, _arrivals.MaxExtent), doubt,
            $"{_arrivals.Reordered} of {Counted.Different(_arrivals.Unique, _position, "items")} reordered, "
                + $"greatest extent {_arrivals.MaxExtent}{late}", _evidence.Shown,
            new CheckFigure("unique", _arrivals.Unique), new CheckFigure("reordered", _arrivals.Reordered),
            CheckFigure.Ratio("reorderedRatio", _arrivals.Reordered, _arrivals.Unique), new CheckFigure("maxExtent", _arrivals.MaxExtent),
            CheckFigure.Ratio("meanExtent", _extents, _arrivals.Reordered), new CheckFigure("maxLateTime", MaxLateTime));
    }

    private void Note(in StreamItem item, Arrival arrival, long expected)
    {
        long lateTime = item.Time - arrival.OvertakerTag;
        MaxLateTime = Math.Max(MaxLateTime, lateTime);
        _extents += arrival.Extent;
        if (!_evidence.CountOne()) return;
        string late = lateTime == 0 ? "" : $", {lateTime} later";
        _evidence.Show(_position, $"item {expected} or a later one", $"item {item.Sequence} behind item {arrival.Overtaker}, extent {arrival.Extent}{late}", item.Worker);
    }
}
