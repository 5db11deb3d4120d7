namespace ActorLab.Core.Verify;

/// <summary>The items of each producer come in the order of its numbers (first in, first out). Says nothing of the order between producers.</summary>
/// <remarks>One <see cref="MissingIntervals"/> for each producer. A producer not heard of for longest is forgotten when there are too many; from then on nothing may be said to hold.</remarks>
public sealed class ProducerOrderChecker(StreamLimits limits, StreamNames names) : IStreamChecker
{
    private readonly RecentTable<long, MissingIntervals> _producers = new(limits.MaxProducers);
    private readonly Func<MissingIntervals> _make = () => new MissingIntervals(limits.MaxGaps);
    private readonly EvidenceList _evidence = new();
    private long _position;
    private long _reordered;
    private long _maxExtent;
    private long _tooLate;
    private bool _boundReached;

    public string Name => CheckCatalog.ProducerOrder;

    public void Offer(in StreamItem item)
    {
        _position++;
        MissingIntervals arrivals = _producers.Of(item.Producer, _make);
        long expected = arrivals.NextExpected;
        Arrival arrival = arrivals.Offer(item.Sequence, item.Time);
        if (arrival.Kind is ArrivalKind.InOrder or ArrivalKind.Duplicate) return;
        _boundReached |= arrivals.BoundReached;
        if (arrival.Kind == ArrivalKind.TooLate) _tooLate++;
        if (arrival.Kind != ArrivalKind.Reordered) return;
        _reordered++;
        _maxExtent = Math.Max(_maxExtent, arrival.Extent);
        if (_evidence.CountOne())
        {
            _evidence.Show(
                _position, $"item {expected} of {names.Of(item.Producer)} or a later one",
                $"item {item.Sequence} behind item {arrival.Overtaker}, extent {arrival.Extent}", item.Worker);
        }
    }

    public CheckResult Complete(string? cutReason)
    {
        string? bound = _producers.Forgotten > 0 ? Doubt.TooManyProducers : _boundReached ? Doubt.TooManyGaps : null;
        return CheckResult.Of(
            Name, limits.Exceeds(_reordered, _maxExtent), Doubt.Of(cutReason, _position, bound),
            $"{_reordered} of {_position} items reordered within their producer, greatest extent {_maxExtent}, {_producers.Count + _producers.Forgotten} producers", _evidence.Shown,
            new CheckFigure("items", _position), new CheckFigure("producers", _producers.Count + _producers.Forgotten), new CheckFigure("reordered", _reordered),
            new CheckFigure("maxExtent", _maxExtent), new CheckFigure("tooLate", _tooLate), new CheckFigure("forgotten", _producers.Forgotten));
    }
}
