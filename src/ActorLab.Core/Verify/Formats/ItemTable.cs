using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;

namespace ActorLab.Core.Verify;

/// <summary>Checks a table of numbered items. Which checks, if nobody says, depends on the columns of the first file.</summary>
public sealed class ItemTable(IReadOnlyList<string> checks, StreamLimits limits, bool watermark = false) : IRowSink
{
    private const int MaxWorkers = 4_096;

    private readonly StreamNames _names = new();
    private readonly Dictionary<long, string> _workers = [];
    private HashSet<ColumnRole> _columns = [];
    private StreamVerifier? _verifier;

    public string? Begin(string file, IReadOnlySet<ColumnRole> columns)
    {
        string[] chosen = checks.Count > 0 ? [.. checks] : [.. Usual(columns)];
        string? objection = chosen.Select(c => Objection(CheckCatalog.Find(c)!, columns)).FirstOrDefault(o => o is not null);
        if (objection is not null) return objection;
        if (columns.Contains(ColumnRole.Checksum) && !columns.Contains(ColumnRole.Data)) return "expected a column data that the checksum is over, got none";
        if (chosen.Length == 0) return $"expected a column seq or clock, got {Listed(columns)}";
        if (_verifier is not null && !_columns.SetEquals(columns)) return $"expected the columns of the first file, {Listed(_columns)}, got {Listed(columns)}";
        _columns = [.. columns];
        _verifier ??= new StreamVerifier(chosen, limits, _names);
        return null;
    }

    public void Take(FieldRow row, RowProblems problems)
    {
        if (row.Has(ColumnRole.Count)) Announce(row, problems);
        else if (TryItem(row, problems, out StreamItem item)) _verifier!.Offer(item);
    }

    /// <param name="cutReason">Why the stream ends early; null if it is complete.</param>
    public Verdict Complete(string? cutReason) =>
        _verifier?.Complete(cutReason) ?? Verdict.Unknown(cutReason ?? "there was no item to check");

    private IEnumerable<string> Usual(IReadOnlySet<ColumnRole> columns)
    {
        if (columns.Contains(ColumnRole.Sequence))
        {
            yield return columns.Contains(ColumnRole.Producer) ? CheckCatalog.ProducerOrder : CheckCatalog.Order;
            if (columns.Contains(ColumnRole.Key)) yield return CheckCatalog.KeyOrder;
            yield return CheckCatalog.Delivery;
            if (columns.Contains(ColumnRole.Count)) yield return CheckCatalog.EndOfStream;
        }

        if (columns.Contains(ColumnRole.Checksum)) yield return CheckCatalog.Content;
        if (columns.Contains(ColumnRole.Clock)) yield return CheckCatalog.CausalOrder;
        if (watermark) yield return CheckCatalog.Watermark;
    }

    private static string? Objection(CheckDescription check, IReadOnlySet<ColumnRole> columns)
    {
        (CheckNeeds Need, ColumnRole Role)[] needs =
        [
            (CheckNeeds.Sequence, ColumnRole.Sequence), (CheckNeeds.Producer, ColumnRole.Producer), (CheckNeeds.Key, ColumnRole.Key), (CheckNeeds.Time, ColumnRole.Time),
            (CheckNeeds.Checksum, ColumnRole.Checksum), (CheckNeeds.Announcement, ColumnRole.Count), (CheckNeeds.Clock, ColumnRole.Clock), (CheckNeeds.Clock, ColumnRole.Producer),
        ];
        foreach ((CheckNeeds need, ColumnRole role) in needs)
        {
            if (check.Needs.HasFlag(need) && !columns.Contains(role)) return $"expected a column {ColumnMap.NameOf(role)} for the check {check.Name}, got {Listed(columns)}";
        }

        bool several = check.Needs.HasFlag(CheckNeeds.OneProducer) && columns.Contains(ColumnRole.Producer);
        return several ? $"expected a stream without a column producer for the check {check.Name}, since each producer has numbers of its own" : null;
    }

    private static string Listed(IReadOnlySet<ColumnRole> columns) =>
        columns.Count == 0 ? "none of the known columns" : string.Join(", ", columns.Order().Select(ColumnMap.NameOf));

    private void Announce(FieldRow row, RowProblems problems)
    {
        if (!FieldNumbers.TryInteger(row, ColumnRole.Count, 0, long.MaxValue - 1, problems, out long count)) return;
        ulong hash = 0;
        if (row.Has(ColumnRole.Hash) && !FieldNumbers.TryHash(row, ColumnRole.Hash, problems, out hash)) return;
        _verifier!.Announce(new EndAnnouncement(ProducerOf(row), count, row.Has(ColumnRole.Hash) ? hash : null));
    }

    private bool TryItem(FieldRow row, RowProblems problems, out StreamItem item)
    {
        bool good = true;
        long sequence = 1, time = 0;
        ulong hash = 0;
        uint checksum = 0;
        ImmutableArray<ClockEntry> clock = default;
        if (_columns.Contains(ColumnRole.Sequence)) good &= FieldNumbers.TryInteger(row, ColumnRole.Sequence, 1, long.MaxValue - 1, problems, out sequence);
        if (_columns.Contains(ColumnRole.Time)) good &= FieldNumbers.TryTime(row, problems, out time);
        if (row.Has(ColumnRole.Hash)) good &= FieldNumbers.TryHash(row, ColumnRole.Hash, problems, out hash);
        bool hasChecksum = row.Has(ColumnRole.Checksum);
        if (hasChecksum) good &= FieldNumbers.TryChecksum(row, problems, out checksum);
        if (row.Has(ColumnRole.Clock)) good &= TryClock(row, problems, out clock);
        item = default;
        if (!good) return false;
        item = new StreamItem(sequence)
        {
            Producer = ProducerOf(row),
            Key = row.Has(ColumnRole.Key) ? _names.Add(row[ColumnRole.Key]) : 0,
            Time = time,
            Hash = hash,
            IsWhole = hasChecksum ? checksum == Checksum.Of(row[ColumnRole.Data]) : null,
            Clock = clock,
            Worker = WorkerOf(row),
        };
        return true;
    }

    private long ProducerOf(FieldRow row) => _columns.Contains(ColumnRole.Producer) ? _names.Add(row[ColumnRole.Producer]) : 0;

    /// <summary>Many rows name the same few workers: each name is made once.</summary>
    private string? WorkerOf(FieldRow row)
    {
        if (!row.Has(ColumnRole.Worker)) return null;
        long id = StreamNames.IdOf(row[ColumnRole.Worker]);
        if (_workers.TryGetValue(id, out string? name)) return name;
        name = EvidenceText.Of(row[ColumnRole.Worker]);
        if (_workers.Count < MaxWorkers) _workers.Add(id, name);
        return name;
    }

    private bool TryClock(FieldRow row, RowProblems problems, out ImmutableArray<ClockEntry> clock)
    {
        var entries = ImmutableArray.CreateBuilder<ClockEntry>();
        clock = default;
        foreach (string part in Encoding.UTF8.GetString(row[ColumnRole.Clock]).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = part.LastIndexOf(':');
            byte[] count = Encoding.UTF8.GetBytes(part[(colon + 1)..]);
            bool isCount = Utf8Parser.TryParse(count, out long value, out int consumed) && consumed == count.Length && value is >= 0 and < long.MaxValue;
            if (colon < 1 || !isCount) return FieldNumbers.Reject(row, ColumnRole.Clock, "name:count, separated by blanks,", problems);
            entries.Add(new ClockEntry(_names.Add(Encoding.UTF8.GetBytes(part[..colon])), value));
        }

        clock = entries.ToImmutable();
        return true;
    }
}
