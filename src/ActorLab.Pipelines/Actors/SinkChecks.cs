using System.Collections.Immutable;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>Watches the stream that a sink has delivered: whether places only grow, overall or key by key, and whether one comes
/// twice.</summary>
internal sealed class SinkChecks(ImmutableArray<string> checks)
{
    /// <summary>Beyond it nobody can tell any more whether a key kept its order.</summary>
    private const int MaxKeys = 1_000_000;

    /// <summary>Beyond it nobody can tell any more whether a place came before.</summary>
    private const int MaxPlaces = 1_000_000;

    private readonly bool _order = checks.Contains(CheckCatalog.Order);
    private readonly bool _keyOrder = checks.Contains(CheckCatalog.KeyOrder);
    private readonly bool _once = checks.Contains(VerifierSink.Once);
    private readonly List<Violation> _outOfOrder = [], _outOfKeyOrder = [], _repeats = [];
    private readonly HashSet<(long Number, SequencePath? Split)> _places = [];
    private readonly Dictionary<string, PipelineItem> _lastOfKey = new(StringComparer.Ordinal);
    private PipelineItem? _last;
    private long _items, _orderBroken, _keyOrderBroken, _withoutKey, _unwatched, _repeated, _unplaced;

    public void Offer(PipelineItem item)
    {
        _items++;
        if (_order)
        {
            if (_last is not null && !IsBefore(_last, item)) Note(_outOfOrder, ref _orderBroken, $"an item after {_last.Path}", item);
            else _last = item;
        }

        if (_keyOrder) OfferByKey(item);
        if (_once) OfferPlace(item);
    }

    /// <param name="disorder">What else is known against their order, in words; null for nothing. An order of numbers that was
    /// asked for says more.</param>
    public ImmutableArray<CheckResult> Complete(string? disorder)
    {
        var results = ImmutableArray.CreateBuilder<CheckResult>();
        if (disorder is not null && !_order)
        {
            var evidence = new Violation(_items, "the items in the order in which they came", "another order", null);
            results.Add(new CheckResult(CheckCatalog.Order, VerdictStatus.Violated, $"{_items} items, {disorder}", [evidence]));
        }

        if (_order) results.Add(Result(CheckCatalog.Order, _orderBroken, null, _outOfOrder, $"{_items} items, {_orderBroken} out of order"));
        if (_keyOrder)
        {
            string? doubt = _unwatched > 0 ? $"{_unwatched} items of more than {MaxKeys} keys were not watched" : null;
            results.Add(Result(CheckCatalog.KeyOrder, _keyOrderBroken, doubt, _outOfKeyOrder, $"{_items} items with {_lastOfKey.Count} keys, {_keyOrderBroken} out of order, {_withoutKey} without a key"));
        }

        if (_once)
        {
            string? doubt = _unplaced > 0 ? $"{_unplaced} items after the first {MaxPlaces} were not watched" : null;
            results.Add(Result(VerifierSink.Once, _repeated, doubt, _repeats, $"{_items} items, {_repeated} more than once"));
        }

        return results.ToImmutable();
    }

    private void OfferPlace(PipelineItem item)
    {
        var place = (item.Number, item.Split);
        if (_places.Contains(place)) Note(_repeats, ref _repeated, "an item that had not come before", item);
        else if (_places.Count < MaxPlaces) _places.Add(place);
        else _unplaced++;
    }

    private void OfferByKey(PipelineItem item)
    {
        if (item.Key is not { } key)
        {
            _withoutKey++;
            return;
        }

        if (!_lastOfKey.TryGetValue(key, out PipelineItem? last))
        {
            if (_lastOfKey.Count < MaxKeys) _lastOfKey.Add(key, item);
            else _unwatched++;
        }
        else if (IsBefore(last, item))
        {
            _lastOfKey[key] = item;
        }
        else
        {
            Note(_outOfKeyOrder, ref _keyOrderBroken, $"an item of {key} after {last.Path}", item);
        }
    }

    private static bool IsBefore(PipelineItem a, PipelineItem b) => a.Number != b.Number ? a.Number < b.Number : a.Split is not null && b.Split is not null && a.Split < b.Split;

    private void Note(List<Violation> found, ref long count, string expected, PipelineItem got)
    {
        count++;
        if (found.Count < CheckResult.MaxEvidence) found.Add(new Violation(_items, expected, got.Path.ToString(), null));
    }

    private static CheckResult Result(string name, long broken, string? doubt, List<Violation> evidence, string summary)
    {
        VerdictStatus status = broken > 0 ? VerdictStatus.Violated : doubt is null ? VerdictStatus.Holds : VerdictStatus.Unknown;
        return new CheckResult(name, status, doubt is null ? summary : $"{summary}; {doubt}", [.. evidence]);
    }
}
