namespace ActorLab.Core.Verify;

/// <summary>The smallest buffer that restores the order: the most items that had come while one before them had not. Violated when that is more than there is room for.</summary>
public sealed class ResequencerChecker(StreamLimits limits) : IStreamChecker
{
    private readonly MissingIntervals _arrivals = new(limits.MaxGaps);
    private readonly EvidenceList _evidence = new();
    private long _position;

    public string Name => CheckCatalog.Resequencer;

    /// <summary>In items.</summary>
    public long Size { get; private set; }

    public void Offer(in StreamItem item)
    {
        _position++;
        if (_arrivals.Offer(item.Sequence).Kind != ArrivalKind.OpenedGap && _arrivals.OpenGaps == 0) return;
        long held = _arrivals.Unique - (_arrivals.FirstMissing - 1 - _arrivals.GivenUp);
        if (held <= Size) return;
        Size = held;
        if (held > limits.BufferItems && _evidence.CountOne())
        {
            _evidence.Show(_position, $"at most {limits.BufferItems} items held", $"item {item.Sequence}, held with {held - 1} others for item {_arrivals.FirstMissing}", item.Worker);
        }
    }

    public CheckResult Complete(string? cutReason)
    {
        string room = limits.BufferItems is { } items ? $", {items} allowed" : "";
        return CheckResult.Of(
            Name, Size > limits.BufferItems, Doubt.Of(cutReason, _arrivals.Unique, _arrivals.BoundReached ? Doubt.TooManyGaps : null),
            $"a buffer of {Size} items restores the order{room}", _evidence.Shown, new CheckFigure("bufferItems", Size));
    }
}
