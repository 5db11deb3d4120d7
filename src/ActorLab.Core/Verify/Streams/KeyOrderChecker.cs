namespace ActorLab.Core.Verify;

/// <summary>Items of one producer with one key come in the order of the producer's numbers, whatever happens to other keys.</summary>
/// <remarks>The numbers of a key have gaps of their own, so an item is reordered when a greater number of its producer and key came before it. What is repeated shows in the
/// numbers of the producer: one <see cref="MissingIntervals"/> for each, and for each key only the greatest number.</remarks>
public sealed class KeyOrderChecker(StreamLimits limits, StreamNames names) : IStreamChecker
{
    private readonly RecentTable<long, MissingIntervals> _producers = new(limits.MaxProducers);
    private readonly RecentTable<(long Producer, long Key), long> _greatest = new(limits.MaxKeys);
    private readonly Func<MissingIntervals> _make = () => new MissingIntervals(limits.MaxGaps);
    private readonly EvidenceList _evidence = new();
    private long _position;
    private bool _boundReached;

    public string Name => CheckCatalog.KeyOrder;

    public void Offer(in StreamItem item)
    {
        _position++;
        MissingIntervals arrivals = _producers.Of(item.Producer, _make);
        ArrivalKind kind = arrivals.Offer(item.Sequence).Kind;
        _boundReached |= arrivals.BoundReached;
        if (kind is ArrivalKind.Duplicate or ArrivalKind.TooLate) return;
        ref long greatest = ref _greatest.Of((item.Producer, item.Key), static () => 0);
        if (item.Sequence > greatest)
        {
            greatest = item.Sequence;
        }
        else if (_evidence.CountOne())
        {
            _evidence.Show(_position, $"item {greatest + 1} or a later one for key {names.Of(item.Key)}", $"item {item.Sequence} behind item {greatest}", item.Worker);
        }
    }

    public CheckResult Complete(string? cutReason)
    {
        string? bound = _producers.Forgotten > 0 ? Doubt.TooManyProducers : _greatest.Forgotten > 0 ? Doubt.TooManyKeys : _boundReached ? Doubt.TooManyGaps : null;
        return CheckResult.Of(
            Name, _evidence.Count > 0, Doubt.Of(cutReason, _position, bound),
            $"{_evidence.Count} of {_position} items reordered within their key, {_greatest.Count + _greatest.Forgotten} keys", _evidence.Shown,
            new CheckFigure("items", _position), new CheckFigure("keys", _greatest.Count + _greatest.Forgotten), new CheckFigure("reorderedInKey", _evidence.Count),
            new CheckFigure("forgotten", _greatest.Forgotten));
    }
}
