namespace ActorLab.Core.Verify;

/// <summary>An item is late if its time is not after the watermark, which is the greatest time so far, less the lateness that is allowed, less 1 (Akidau et al., The Dataflow Model, 2015).</summary>
public sealed class WatermarkChecker(StreamLimits limits) : IStreamChecker
{
    private readonly EvidenceList _evidence = new();
    private long _items;
    private long _greatest = long.MinValue;
    private long _maxLateness;

    public string Name => CheckCatalog.Watermark;

    public void Offer(in StreamItem item)
    {
        _items++;
        if (item.Time >= _greatest)
        {
            _greatest = item.Time;
            return;
        }

        // Unsigned: the two times may stand at the two ends of the range.
        ulong behind = unchecked((ulong)_greatest - (ulong)item.Time);
        _maxLateness = (long)Math.Max((ulong)_maxLateness, Math.Min(behind, long.MaxValue));
        if (behind > (ulong)limits.Lateness && _evidence.CountOne())
        {
            _evidence.Show(_items, $"a time of at least {_greatest - limits.Lateness}", $"item {item.Sequence} of time {item.Time}", item.Worker);
        }
    }

    public CheckResult Complete(string? cutReason) => CheckResult.Of(
        Name, _evidence.Count > 0, Doubt.Of(cutReason, _items),
        $"{_evidence.Count} of {_items} items late, a lateness of {_maxLateness} would do, {limits.Lateness} allowed", _evidence.Shown,
        new CheckFigure("items", _items), new CheckFigure("late", _evidence.Count), new CheckFigure("lateness", _maxLateness));
}
