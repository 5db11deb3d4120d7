using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>What became of every value: a multiset over attempted, acknowledged and dequeued ones (the total queue of Jepsen).</summary>
/// <remarks>Equal values are told apart by their number: the k-th one out matches the k-th one in. A dequeue that did not complete may have taken a value with it, so as many lost values as there are such
/// dequeues prove nothing.</remarks>
public sealed class QueueAccounting(DeliveryClass delivery, StreamNames names, int maxValues = QueueAccounting.DefaultMaxValues) : IHistoryChecker
{
    public const int DefaultMaxValues = 20_000_000;

    private readonly Dictionary<long, int> _places = [];
    private readonly List<Tally> _tallies = [];
    private long _operations;
    private long _pendingDequeues;
    private bool _boundReached;

    public string Name => CheckCatalog.QueueAccounting;

    public void Offer(QueueOperation operation)
    {
        _operations++;
        if (operation is { Kind: QueueOperationKind.Dequeue, End: null }) _pendingDequeues++;
        if (operation.Kind == QueueOperationKind.DequeueEmpty || operation is { Kind: QueueOperationKind.Dequeue, End: null }) return;
        if (TallyOf(operation.Value) is not { } tally) return;
        if (operation.Kind == QueueOperationKind.Dequeue)
        {
            if (tally.Dequeued++ >= tally.Attempted || tally.LastDequeue == 0) tally.LastDequeue = _operations;
            return;
        }

        tally.Attempted++;
        if (operation.End is not null) tally.Acknowledged++;
    }

    public CheckResult Complete(string? cutReason)
    {
        long ok = 0, lost = 0, duplicated = 0, unexpected = 0, recovered = 0;
        var evidence = new EvidenceList();
        foreach (Tally t in _tallies)
        {
            long good = Math.Min(t.Dequeued, t.Attempted);
            ok += good;
            recovered += Math.Max(0, good - t.Acknowledged);
            if (t.Attempted == 0) unexpected += t.Dequeued;
            else duplicated += t.Dequeued - good;
            if (cutReason is null) lost += Math.Max(0, t.Acknowledged - t.Dequeued);
            Show(evidence, t, cutReason);
        }

        return Judge(cutReason, evidence.Shown, (ok, lost, duplicated, unexpected, recovered));
    }

    private CheckResult Judge(string? cutReason, ImmutableArray<Violation> evidence, (long Ok, long Lost, long Duplicated, long Unexpected, long Recovered) n)
    {
        bool lossProven = n.Lost > _pendingDequeues && !_boundReached;
        bool violated = (n.Unexpected > 0 && !_boundReached) || (delivery != DeliveryClass.AtMostOnce && lossProven) || (delivery != DeliveryClass.AtLeastOnce && n.Duplicated > 0);
        string? bound = _boundReached ? "more values came than are kept"
            : n.Lost > 0 && !lossProven ? $"{_pendingDequeues} dequeues that did not complete may have taken what is missing" : null;
        return CheckResult.Of(
            Name, violated, Doubt.Of(cutReason, _operations, bound),
            $"{n.Ok} ok, {n.Lost} lost, {n.Duplicated} duplicated, {n.Unexpected} unexpected, {n.Recovered} recovered", evidence,
            new CheckFigure("ok", n.Ok), new CheckFigure("lost", n.Lost), new CheckFigure("duplicated", n.Duplicated), new CheckFigure("unexpected", n.Unexpected),
            new CheckFigure("recovered", n.Recovered), new CheckFigure("pendingDequeues", _pendingDequeues));
    }

    private void Show(EvidenceList evidence, Tally t, string? cutReason)
    {
        string value = names.Of(t.Value);
        if (t.Attempted == 0 && evidence.CountOne()) evidence.Show(t.LastDequeue, "a value that was enqueued", $"{value} dequeued", null);
        else if (t.Attempted > 0 && t.Dequeued > t.Attempted && evidence.CountOne()) evidence.Show(t.LastDequeue, $"{value} at most {Times(t.Attempted)}", $"{value} dequeued {Times(t.Dequeued)}", null);
        else if (cutReason is null && t.Acknowledged > t.Dequeued && evidence.CountOne()) evidence.Show(_operations + 1, $"{value}, acknowledged {Times(t.Acknowledged)}", $"{value} dequeued {Times(t.Dequeued)}", null);
    }

    private static string Times(long count) => count == 1 ? "once" : $"{count} times";

    private Tally? TallyOf(long value)
    {
        if (_places.TryGetValue(value, out int place)) return _tallies[place];
        if (_tallies.Count == maxValues)
        {
            _boundReached = true;
            return null;
        }

        var tally = new Tally(value);
        _places.Add(value, _tallies.Count);
        _tallies.Add(tally);
        return tally;
    }

    private sealed class Tally(long value)
    {
        public long Value => value;

        public long Attempted { get; set; }

        public long Acknowledged { get; set; }

        public long Dequeued { get; set; }

        /// <summary>Where the dequeue stands that is shown as evidence, from 1; 0 for none.</summary>
        public long LastDequeue { get; set; }
    }
}
