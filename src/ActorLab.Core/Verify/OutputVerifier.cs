using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>Reads an output as it grows and says at its end whether it is the input: each line once, whole, in order.</summary>
/// <remarks>Memory is bounded by the disorder of the output (and the index of an input that is not numbered). <c>docs/verifying.md</c> explains the checks.</remarks>
public sealed class OutputVerifier
{
    private readonly InputIdentity _input;
    private readonly int? _workers;
    private readonly RecordReader _reader;
    private readonly MissingIntervals _arrivals;
    private readonly PrivateCounters _counters = new();
    private readonly EvidenceList _positional = new();
    private readonly EvidenceList _order = new();
    private readonly EvidenceList _delivery = new();

    /// <summary>For a line that the input has several times, by its first place: the next of its places to match; 0 when all are used up.</summary>
    private readonly Dictionary<long, long> _nextOccurrence = [];

    private long _duplicated;
    private long _unexpected;
    private long? _processId;
    private bool _severalProcesses;

    /// <param name="input">The lines that should come, in order.</param>
    /// <param name="workers">How many write at the same time, if known; only for naming the cause.</param>
    /// <param name="format">How items stand in the output.</param>
    /// <param name="maxGaps">The most gaps held open before the oldest is given up, at least 1.</param>
    public OutputVerifier(
        InputIdentity input, int? workers = null, RecordFormat format = RecordFormat.Detect, int maxGaps = MissingIntervals.DefaultMaxGaps)
    {
        _input = input;
        _workers = workers;
        _reader = new RecordReader(format);
        _arrivals = new MissingIntervals(maxGaps);
        if (input.HasEqualLines) _counters.Break();
    }

    /// <summary>Whole items so far.</summary>
    public long Items => _reader.Items;

    /// <summary>The most threads that a record named; 0 when there are no records.</summary>
    public int PeakThreads { get; private set; }

    /// <summary>Takes the next bytes of the output, in pieces of any size.</summary>
    /// <exception cref="InvalidOperationException">The verdict was given already.</exception>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (_reader.TryRead(ref bytes, out OutputItem item)) Take(item);
    }

    /// <summary>The output ends here: gives the verdict.</summary>
    /// <param name="acknowledged">How many input items were acknowledged as done, 0 to the input's count. Loss is counted against these: exactly when all were, otherwise
    /// the least that must be missing, since a number does not say which.</param>
    /// <param name="cutReason">Why the output ends early, null if it is complete. Nothing holds for a cut output, nothing is counted as lost, and a part of a record at its
    /// end is not torn; what was violated before stays proven.</param>
    /// <exception cref="InvalidOperationException">The verdict was given already.</exception>
    public Verdict Complete(long acknowledged, string? cutReason)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(acknowledged);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(acknowledged, _input.Count);
        if (_reader.TryEnd(cut: cutReason is not null, out OutputItem last)) Take(last);
        bool lossIsKnown = cutReason is null && !_arrivals.BoundReached;
        StreamFigures figures = Figures(acknowledged, cutReason);
        var judge = new Judge(figures, cutReason, _arrivals.BoundReached);
        ImmutableArray<CheckResult> checks =
        [
            judge.Positional(_positional.Shown),
            judge.Order(_order.Shown, _arrivals.Unique),
            judge.Delivery(DeliveryEvidence(figures.Lost, acknowledged), acknowledged),
            judge.Content(_reader.TornEvidence),
        ];
        return new Verdict(Verdict.WorstOf(checks), Cause.Of(figures, _arrivals.PeakMissing, Copies, _workers, lossIsKnown), figures, checks);
    }

    private long Copies => _processId is not null && !_severalProcesses ? 0 : _counters.Copies;

    private StreamFigures Figures(long acknowledged, string? cutReason)
    {
        long lost = cutReason is null ? Math.Max(0, acknowledged - _arrivals.Unique - _arrivals.TooLate) : 0;
        return new StreamFigures(
            Items, _positional.Count, _arrivals.Reordered, _arrivals.MaxExtent, lost, _duplicated, _unexpected, _reader.Torn);
    }

    private void Take(in OutputItem item)
    {
        PeakThreads = Math.Max(PeakThreads, item.ThreadCount);
        NoteProcess(item.ProcessId);
        CheckPosition(item);
        long first = _input.Find(item.Data);
        if (first == 0)
        {
            _unexpected++;
            _counters.Break();
            if (_delivery.CountOne()) _delivery.Show(Items, "a line of the input", item);
            return;
        }

        _counters.Offer(first);
        CheckArrival(item, ClaimOccurrence(first));
    }

    private void NoteProcess(long? processId)
    {
        if (processId is null) return;
        _severalProcesses |= _processId is { } before && before != processId;
        _processId = processId;
    }

    private void CheckPosition(in OutputItem item)
    {
        if (_input.IsAt(Items, item.Data) || !_positional.CountOne()) return;
        _positional.Show(Items, Items <= _input.Count ? _input.TextAt(Items) : "the end of the output", item);
    }

    /// <summary>The k-th occurrence of a line in the output stands for its k-th in the input.</summary>
    /// <returns>Its place in the input; 0 when all occurrences are used up.</returns>
    private long ClaimOccurrence(long first)
    {
        long after = _input.NextEqual(first);
        if (after == 0) return first;
        long place = _nextOccurrence.GetValueOrDefault(first, first);
        if (place != 0) _nextOccurrence[first] = _input.NextEqual(place);
        return place;
    }

    private void CheckArrival(in OutputItem item, long place)
    {
        long expected = _arrivals.NextExpected;
        Arrival arrival = place == 0 ? new Arrival(ArrivalKind.Duplicate, 0) : _arrivals.Offer(place);
        switch (arrival.Kind)
        {
            case ArrivalKind.Duplicate:
                _duplicated++;
                if (_delivery.CountOne()) _delivery.Show(Items, "no more of a line than the input has", item);
                break;
            case ArrivalKind.Reordered:
                if (_order.CountOne()) _order.Show(Items, $"item {expected} or a later one", item, $" (item {place}, extent {arrival.Extent})");
                break;
        }
    }

    /// <summary>What came too often or should not have come, then what never came, as far as there is room.</summary>
    private ImmutableArray<Violation> DeliveryEvidence(long lost, long acknowledged)
    {
        int room = (int)Math.Min(lost, CheckResult.MaxEvidence - _delivery.Shown.Length);
        if (room <= 0) return _delivery.Shown;
        if (acknowledged < _input.Count) return [.. _delivery.Shown, new Violation(Items + 1, "another acknowledged item", "nothing", null)];
        return [.. _delivery.Shown, .. _arrivals.Missing(_input.Count).Take(room).Select(s => new Violation(Items + 1, _input.TextAt(s), "nothing", null))];
    }
}
