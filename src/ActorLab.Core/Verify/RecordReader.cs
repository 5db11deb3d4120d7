using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>Reads the items of an output as its bytes come, in chunks of any size. Holds at most one record.</summary>
/// <remarks>
/// A record is <c>current thread:&lt;…&gt;</c> (left out throughout by some writers), <c>current pid:N</c>, <c>total threads:N</c>, <c>CPU number:N</c>, the line,
/// and an empty row. Position decides what a row is, so a line may be empty or look like a header.
/// A record with another row than the one due is torn and gives no item. Reading goes on at the next row that can start a record, be it the wrong row itself or
/// the one that was taken for the line before it. Rows that no record start precedes are one torn record together with those that follow them up to the next start.
/// </remarks>
public sealed class RecordReader(RecordFormat format = RecordFormat.Detect)
{
    private const string EndOfOutput = "the end of the output";

    private readonly RowSplitter _rows = new();
    private readonly List<Violation> _tornEvidence = [];
    private readonly RowBuffer _thread = new();
    private readonly RowBuffer _line = new();
    private Due _due = Due.Start;
    private bool _hasThreadRows;
    private int _processId;
    private int _threadCount;
    private int _cpu;
    private bool _ended;

    /// <summary>The row that the format calls for next.</summary>
    private enum Due
    {
        Start,
        ProcessId,
        ThreadCount,
        Cpu,
        Line,
        EmptyRow,

        /// <summary>None: a torn record is being skipped.</summary>
        AnyStart,
    }

    /// <summary>What it was told, or what the first row showed; <see cref="RecordFormat.Detect"/> before that row.</summary>
    public RecordFormat Format { get; private set; } = format;

    /// <summary>Whole items so far.</summary>
    public long Items { get; private set; }

    /// <summary>Torn records so far.</summary>
    public long Torn { get; private set; }

    /// <summary>The first torn records: after which item, the row that was due and the row that came.</summary>
    public ImmutableArray<Violation> TornEvidence => [.. _tornEvidence];

    /// <summary>Takes bytes from the front of <paramref name="bytes"/> until an item is whole.</summary>
    /// <returns>False when the bytes ran out first; what remains of them is held.</returns>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out OutputItem item)
    {
        if (_ended) throw new InvalidOperationException("the output has ended already");
        while (_rows.TryRead(ref bytes, out ReadOnlySpan<byte> row, out bool tooLong))
        {
            if (Take(row, tooLong, out item)) return true;
        }

        item = default;
        return false;
    }

    /// <summary>The output ends here. A last row needs no line end.</summary>
    /// <param name="cut">The writer was stopped: what is not whole is then neither an item nor torn.</param>
    /// <param name="item">The last item.</param>
    /// <returns>True if the end made one more item whole.</returns>
    public bool TryEnd(bool cut, out OutputItem item)
    {
        if (_ended) throw new InvalidOperationException("the output has ended already");
        _ended = true;
        item = default;
        bool hasLastRow = _rows.TryEnd(out ReadOnlySpan<byte> row, out bool tooLong);
        if (hasLastRow && cut) return false;
        if (hasLastRow && Take(row, tooLong, out item)) return true;
        if (_due is Due.Start or Due.AnyStart) return false;
        // The empty row after the line has no bytes of its own; without its line end nothing is left of it.
        if (_due == Due.EmptyRow && !hasLastRow && !CanStart(_line.Bytes)) return Whole(out item);
        if (!cut) TearRest();
        return false;
    }

    private string? Writer => _due == Due.Start
        ? null
        : new OutputItem { Thread = _thread.Bytes, ProcessId = _due > Due.ProcessId ? _processId : null }.Worker;

    private bool Take(ReadOnlySpan<byte> row, bool tooLong, out OutputItem item)
    {
        if (Format == RecordFormat.Detect) Format = !tooLong && HeaderRow.Matches(row) ? RecordFormat.Records : RecordFormat.PlainLines;
        if (Format == RecordFormat.Records) return TakeRecordRow(row, tooLong, out item);
        item = default;
        if (tooLong)
        {
            Tear($"a row of at most {RowSplitter.MaxRowBytes} bytes", EvidenceText.Of(row), worker: null);
            return false;
        }

        item = new OutputItem { Data = row };
        Items++;
        return true;
    }

    private bool TakeRecordRow(ReadOnlySpan<byte> row, bool tooLong, out OutputItem item)
    {
        item = default;
        if (_due == Due.AnyStart)
        {
            if (!tooLong) TryStart(row);
            return false;
        }

        if (tooLong || !IsDue(row))
        {
            Resynchronise(row, tooLong);
            return false;
        }

        return _due == Due.Start && Whole(out item);
    }

    /// <summary>Takes the row if it is the one due, and moves on to the next; after the last one a start is due again.</summary>
    private bool IsDue(ReadOnlySpan<byte> row)
    {
        switch (_due)
        {
            case Due.Start: return TryStart(row);
            case Due.ProcessId: return HeaderRow.TryProcess(row, out _processId) && Then(Due.ThreadCount);
            case Due.ThreadCount: return HeaderRow.TryThreadCount(row, out _threadCount) && Then(Due.Cpu);
            case Due.Cpu: return HeaderRow.TryCpu(row, out _cpu) && Then(Due.Line);
            case Due.Line:
                _line.Set(row);
                return Then(Due.EmptyRow);
            default: return row.IsEmpty && Then(Due.Start);
        }
    }

    private bool Then(Due next)
    {
        _due = next;
        return true;
    }

    private bool TryStart(ReadOnlySpan<byte> row)
    {
        if (HeaderRow.TryThread(row, out ReadOnlySpan<byte> name))
        {
            _hasThreadRows = true;
            _thread.Set(name);
            return Then(Due.ProcessId);
        }

        if (_hasThreadRows || !HeaderRow.TryProcess(row, out _processId)) return false;
        _thread.Set(default);
        return Then(Due.ThreadCount);
    }

    private bool CanStart(ReadOnlySpan<byte> row) =>
        HeaderRow.TryThread(row, out _) || (!_hasThreadRows && HeaderRow.TryProcess(row, out _));

    /// <summary>Counts the record at hand as torn and looks for the next start, first among the rows already taken: only the line can be one.</summary>
    private void Resynchronise(ReadOnlySpan<byte> row, bool tooLong)
    {
        bool lineWasTaken = _due == Due.EmptyRow;
        Tear(Wanted(_due), EvidenceText.Of(row), Writer);
        if (lineWasTaken && TryStart(_line.Bytes))
        {
            if (!tooLong && IsDue(row)) return;
            Tear(Wanted(_due), EvidenceText.Of(row), Writer);
        }

        _due = Due.AnyStart;
        if (!tooLong) TryStart(row);
    }

    private void TearRest()
    {
        bool lineWasTaken = _due == Due.EmptyRow;
        Tear(Wanted(_due), EndOfOutput, Writer);
        if (lineWasTaken && TryStart(_line.Bytes)) Tear(Wanted(_due), EndOfOutput, Writer);
    }

    private static string Wanted(Due due) => due switch
    {
        Due.Start => "the first row of a record",
        Due.ProcessId => "a row 'current pid:'",
        Due.ThreadCount => "a row 'total threads:'",
        Due.Cpu => "a row 'CPU number:'",
        Due.Line => $"a line of at most {RowSplitter.MaxRowBytes} bytes",
        _ => "an empty row",
    };

    private void Tear(string expected, string got, string? worker)
    {
        Torn++;
        if (_tornEvidence.Count < CheckResult.MaxEvidence) _tornEvidence.Add(new Violation(Items + 1, expected, got, worker));
    }

    private bool Whole(out OutputItem item)
    {
        _due = Due.Start;
        Items++;
        item = new OutputItem { Data = _line.Bytes, Thread = _thread.Bytes, ProcessId = _processId, ThreadCount = _threadCount, CpuNumber = _cpu };
        return true;
    }
}
