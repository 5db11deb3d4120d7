using System.Runtime.InteropServices;

namespace ActorLab.Core.Verify;

/// <summary>Whether a history of a first-in, first-out queue is linearizable: every operation seems to happen at one moment between its invocation and its completion (Herlihy and Wing 1990).</summary>
/// <remarks>
/// If no value is enqueued twice, a history is linearizable iff it has none of four bad patterns (Henzinger, Sezgin and Vafeiadis, Aspect-Oriented Linearizability Proofs, CONCUR 2013):
/// <list type="bullet">
/// <item><c>fresh</c>: a value is dequeued before its enqueue began, or was never enqueued;</item>
/// <item><c>repeated</c>: a value is dequeued twice;</item>
/// <item><c>order</c>: x was enqueued before y, and y dequeued before x, or x never;</item>
/// <item><c>witnessed empty</c>: a dequeue found the queue empty although some value was in it at every moment: the spans from the end of an enqueue to the start of its dequeue overlap from before that dequeue to
/// after it.</item>
/// </list>
/// One operation is before another if it ends before the other starts; equal times are concurrent. An enqueue that did not complete counts if its value was dequeued. A dequeue that did not complete may have taken any value
/// from its start on; violations that this could explain are not proven. Each pattern is found by sorting: O(n log n).
/// </remarks>
public sealed class QueueLinearizability(StreamNames names, int maxOperations = QueueLinearizability.DefaultMaxOperations) : IHistoryChecker
{
    public const int DefaultMaxOperations = 10_000_000;

    private const long Never = long.MaxValue;

    private readonly List<QueueOperation> _operations = [];
    private readonly EvidenceList _evidence = new();
    private long _firstPendingDequeue = Never;
    private bool _boundReached;

    public string Name => CheckCatalog.QueueLinearizability;

    public void Offer(QueueOperation operation)
    {
        Invariant.Check(operation.End is null || operation.End >= operation.Start, $"an operation ends at {operation.End}, before its start at {operation.Start}");
        if (_operations.Count == maxOperations) _boundReached = true;
        else _operations.Add(operation);
    }

    public CheckResult Complete(string? cutReason)
    {
        if (_boundReached) return CheckResult.Of(Name, false, "the history has more operations than are kept", $"{_operations.Count} operations read", []);
        List<Value>? values = Match(out long fresh, out long repeated);
        if (values is null) return CheckResult.Of(Name, false, "a value was enqueued twice, and this check needs different ones", $"{_operations.Count} operations", []);
        (long order, long possibleOrder) = CountOrder(values);
        (long empty, long possibleEmpty) = CountWitnessedEmpty(values);
        long proven = fresh + repeated + order + empty;
        string? bound = possibleOrder + possibleEmpty > 0 ? "dequeues that did not complete may have taken what is missing" : null;
        return CheckResult.Of(
            Name, proven > 0, Doubt.Of(cutReason, _operations.Count, bound),
            $"{_operations.Count} operations: {fresh} not fresh, {repeated} repeated, {order} out of order, {empty} witnessed empty", _evidence.Shown,
            new CheckFigure("operations", _operations.Count), new CheckFigure("fresh", fresh), new CheckFigure("repeated", repeated), new CheckFigure("order", order),
            new CheckFigure("witnessedEmpty", empty));
    }

    /// <summary>Pairs each enqueue with its dequeue.</summary>
    /// <returns>Null if a value was enqueued twice.</returns>
    private List<Value>? Match(out long fresh, out long repeated)
    {
        fresh = repeated = 0;
        var values = new List<Value>();
        var places = new Dictionary<long, int>();
        for (int i = 0; i < _operations.Count; i++)
        {
            QueueOperation operation = _operations[i];
            if (operation.Kind != QueueOperationKind.Enqueue) continue;
            if (!places.TryAdd(operation.Value, values.Count)) return null;
            values.Add(new Value(operation.Value, operation.Start, operation.End ?? Never, Never, Never, 0));
        }

        for (int i = 0; i < _operations.Count; i++)
        {
            QueueOperation operation = _operations[i];
            if (operation.Kind != QueueOperationKind.Dequeue) continue;
            if (operation.End is not { } end) _firstPendingDequeue = Math.Min(_firstPendingDequeue, operation.Start);
            else if (!places.TryGetValue(operation.Value, out int place)) fresh += Show(i, "a value that was enqueued", $"{names.Of(operation.Value)} dequeued");
            else if (values[place].DequeuedAt > 0) repeated += Show(i, "each value once", $"{names.Of(operation.Value)} dequeued again");
            else
            {
                values[place] = values[place] with { DequeueStart = operation.Start, DequeueEnd = end, DequeuedAt = i + 1 };
                if (end < values[place].EnqueueStart) fresh += Show(i, $"{names.Of(operation.Value)} after its enqueue began at {values[place].EnqueueStart}", $"{names.Of(operation.Value)} dequeued by {end}");
            }
        }

        // An enqueue that did not complete and whose value was never seen may not have happened at all.
        values.RemoveAll(v => v.EnqueueEnd == Never && v.DequeuedAt == 0);
        return values;
    }

    /// <summary>For each y: of all x enqueued before it, the one whose dequeue starts last.</summary>
    private (long Proven, long Possible) CountOrder(List<Value> values)
    {
        Value[] byEnd = [.. values.OrderBy(v => v.EnqueueEnd)];
        long proven = 0, possible = 0;
        int next = 0;
        Value? last = null;
        Value? lastTaken = null;
        foreach (Value y in values.Where(v => v.DequeuedAt > 0).OrderBy(v => v.EnqueueStart))
        {
            for (; next < byEnd.Length && byEnd[next].EnqueueEnd < y.EnqueueStart; next++)
            {
                if (last is null || byEnd[next].DequeueStart > last.DequeueStart) last = byEnd[next];
                if (byEnd[next].DequeuedAt > 0 && (lastTaken is null || byEnd[next].DequeueStart > lastTaken.DequeueStart)) lastTaken = byEnd[next];
            }

            Value? x = lastTaken?.DequeueStart > y.DequeueEnd ? lastTaken : last?.DequeueStart > y.DequeueEnd ? last : null;
            if (x is null) continue;
            // x was never seen again, but a dequeue without completion that began before y was taken could have taken x first.
            if (x.DequeuedAt == 0 && _firstPendingDequeue <= y.DequeueEnd) possible++;
            else proven += Show(y.DequeuedAt - 1, $"{names.Of(x.Id)} before {names.Of(y.Id)}, as enqueued", $"{names.Of(y.Id)} dequeued, {names.Of(x.Id)} {(x.DequeuedAt > 0 ? "later" : "never")}");
        }

        return (proven, possible);
    }

    private (long Proven, long Possible) CountWitnessedEmpty(List<Value> values)
    {
        List<(long From, long To)> certain = Occupied(values, _firstPendingDequeue);
        List<(long From, long To)> likely = _firstPendingDequeue == Never ? certain : Occupied(values, Never);
        long proven = 0, possible = 0;
        for (int i = 0; i < _operations.Count; i++)
        {
            QueueOperation operation = _operations[i];
            if (operation is not { Kind: QueueOperationKind.DequeueEmpty, End: { } end }) continue;
            if (Covers(certain, operation.Start, end)) proven += Show(i, "a value, for the queue was never empty meanwhile", "an empty queue");
            else if (Covers(likely, operation.Start, end)) possible++;
        }

        return (proven, possible);
    }

    /// <summary>The spans during which the queue held some value, whatever the order of concurrent operations. Their ends do not belong to them.</summary>
    /// <param name="values">All.</param>
    /// <param name="untaken">From when on a value that was never dequeued may be gone.</param>
    private static List<(long From, long To)> Occupied(List<Value> values, long untaken)
    {
        List<(long From, long To)> spans = [];
        IEnumerable<(long From, long To)> each = values
            .Select(v => (v.EnqueueEnd, v.DequeuedAt > 0 ? v.DequeueStart : untaken)).Where(s => s.EnqueueEnd < s.Item2).OrderBy(s => s.EnqueueEnd);
        foreach ((long from, long to) in each)
        {
            if (spans.Count > 0 && from < spans[^1].To) CollectionsMarshal.AsSpan(spans)[^1].To = Math.Max(spans[^1].To, to);
            else spans.Add((from, to));
        }

        return spans;
    }

    private static bool Covers(List<(long From, long To)> spans, long start, long end)
    {
        int low = 0, high = spans.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (spans[middle].From < start) low = middle + 1;
            else high = middle;
        }

        return low > 0 && (spans[low - 1].To > end || spans[low - 1].To == Never);
    }

    private int Show(int operation, string expected, string got)
    {
        if (_evidence.CountOne()) _evidence.Show(operation + 1, expected, got, _operations[operation].Worker);
        return 1;
    }

    // DequeuedAt is the place of its dequeue in the history, from 1; 0 if there is none.
    private sealed record Value(long Id, long EnqueueStart, long EnqueueEnd, long DequeueStart, long DequeueEnd, int DequeuedAt);
}
