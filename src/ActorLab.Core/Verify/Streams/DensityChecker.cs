namespace ActorLab.Core.Verify;

/// <summary>RFC 5236: the distributions of displacement (RD) and of the occupancy of a buffer that restores the order (RBD). Violated when an item was out of its place.</summary>
public sealed class DensityChecker(StreamLimits limits) : IStreamChecker
{
    private readonly ReorderDensity _displacement = new(limits.DensityThreshold);
    private readonly BufferDensity _occupancy = new(limits.DensityThreshold);
    private readonly EvidenceList _evidence = new();
    private long _position;
    private long _expected = 1;

    public string Name => CheckCatalog.Density;

    public void Offer(in StreamItem item)
    {
        Invariant.Check(item.Sequence is >= 1 and < long.MaxValue, $"{item.Sequence} is no sequence number");
        _position++;
        if (item.Sequence < _expected && _evidence.CountOne()) _evidence.Show(_position, $"item {_expected} or a later one", $"item {item.Sequence}", item.Worker);
        _expected = Math.Max(_expected, item.Sequence + 1);
        _displacement.Offer(item.Sequence);
        _occupancy.Offer(item.Sequence);
    }

    public CheckResult Complete(string? cutReason)
    {
        _displacement.Complete();
        int threshold = limits.DensityThreshold;
        long inPlace = _displacement.Count(0);
        string? bound = _displacement.Discarded > 0 ? $"{_displacement.Discarded} items were more than {threshold} places away and left out" : null;
        return CheckResult.Of(
            Name, inPlace < _displacement.Items, Doubt.Of(cutReason, _displacement.Items, bound),
            $"{inPlace} of {_displacement.Items} items in their place", _evidence.Shown,
            [
                .. Enumerable.Range(-threshold, (2 * threshold) + 1).Where(d => _displacement.Count(d) > 0)
                    .Select(d => CheckFigure.Ratio($"rd[{d}]", _displacement.Count(d), _displacement.Items)),
                .. Enumerable.Range(0, threshold + 1).Where(b => _occupancy.Count(b) > 0)
                    .Select(b => CheckFigure.Ratio($"rbd[{b}]", _occupancy.Count(b), _occupancy.Items)),
            ]);
    }
}
