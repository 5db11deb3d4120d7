namespace ActorLab.Core.Verify;

/// <summary>Checks a table of the operations on one queue: what was done, to which value, from when to when.</summary>
public sealed class HistoryTable(IReadOnlyList<string> checks, StreamLimits limits) : IRowSink
{
    private static readonly ColumnRole[] Needed = [ColumnRole.Operation, ColumnRole.Value, ColumnRole.Start, ColumnRole.End];

    private readonly StreamNames _names = new();
    private HistoryVerifier? _verifier;

    public string? Begin(string file, IReadOnlySet<ColumnRole> columns)
    {
        // In JSON a first operation that did not complete, or found the queue empty, has no end or value to show.
        string[] missing = [.. Needed.Take(1).Append(ColumnRole.Start).Where(r => !columns.Contains(r)).Select(ColumnMap.NameOf)];
        if (missing.Length > 0) return $"expected columns {string.Join(", ", Needed.Select(ColumnMap.NameOf))}, got none for {string.Join(" and ", missing)}";
        string[] chosen = checks.Count > 0 ? [.. checks] : [CheckCatalog.QueueAccounting, CheckCatalog.QueueLinearizability];
        _verifier ??= new HistoryVerifier(chosen, limits, _names);
        return null;
    }

    public void Take(FieldRow row, RowProblems problems)
    {
        if (TryOperation(row, problems, out QueueOperation operation)) _verifier!.Offer(operation);
    }

    /// <param name="cutReason">Why the history ends early; null if it is complete.</param>
    public Verdict Complete(string? cutReason) =>
        _verifier?.Complete(cutReason) ?? Verdict.Unknown(cutReason ?? "there was no operation to check");

    private bool TryOperation(FieldRow row, RowProblems problems, out QueueOperation operation)
    {
        operation = default;
        bool good = TryKind(row, problems, out QueueOperationKind kind);
        good &= FieldNumbers.TryInteger(row, ColumnRole.Start, long.MinValue, long.MaxValue, problems, out long start);
        long end = 0;
        bool completed = row.Has(ColumnRole.End);
        if (completed) good &= FieldNumbers.TryInteger(row, ColumnRole.End, long.MinValue, long.MaxValue, problems, out end);
        if (good && completed && end < start) good = FieldNumbers.Reject(row, ColumnRole.End, $"a time from {start}", problems);
        bool needsValue = kind == QueueOperationKind.Enqueue || (kind == QueueOperationKind.Dequeue && completed);
        if (good && needsValue && !row.Has(ColumnRole.Value)) good = FieldNumbers.Reject(row, ColumnRole.Value, "something", problems);
        if (!good) return false;
        string? worker = row.Has(ColumnRole.Worker) ? EvidenceText.Of(row[ColumnRole.Worker]) : null;
        operation = new QueueOperation(kind, row.Has(ColumnRole.Value) ? _names.Add(row[ColumnRole.Value]) : 0, start, completed ? end : null, worker);
        return true;
    }

    private static bool TryKind(FieldRow row, RowProblems problems, out QueueOperationKind kind)
    {
        ReadOnlySpan<byte> name = row[ColumnRole.Operation];
        kind = name.SequenceEqual("enqueue"u8) ? QueueOperationKind.Enqueue
            : name.SequenceEqual("dequeue"u8) ? QueueOperationKind.Dequeue : QueueOperationKind.DequeueEmpty;
        return kind != QueueOperationKind.DequeueEmpty || name.SequenceEqual("empty"u8) || FieldNumbers.Reject(row, ColumnRole.Operation, "enqueue, dequeue or empty", problems);
    }
}
