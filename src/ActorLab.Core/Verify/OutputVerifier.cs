using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>Reads an output as it grows and says at its end whether it is the input: each line once, whole, in order.</summary>
/// <remarks>Memory is bounded by the disorder of the output (and the index of an input that is not numbered). <c>docs/verifying.md</c> explains the checks.
/// The place of a line in the input is its sequence number for checks that need one.</remarks>
public sealed class OutputVerifier
{
    private static readonly ImmutableArray<string> UsualChecks = [CheckCatalog.Positional, CheckCatalog.Order, CheckCatalog.Delivery, CheckCatalog.Content];

    /// <summary>Writers whose names are kept to be shown.</summary>
    private const int MaxOvertakers = 64;

    private readonly InputIdentity _input;
    private readonly int? _workers;
    private readonly StreamLimits _limits;
    private readonly ImmutableArray<string> _checks;
    private readonly Dictionary<string, IStreamChecker> _more = [];
    private readonly MultisetHash? _output;
    private readonly MultisetHash? _expected;
    private readonly WriterTurns _writers = new();
    private readonly List<string> _overtakers = [""];
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

    /// <param name="input">The lines that should come, in order.</param>
    /// <param name="workers">How many write at the same time, if known; only for naming the cause.</param>
    /// <param name="format">How items stand in the output.</param>
    /// <param name="maxGaps">The most gaps held open before the oldest is given up, at least 1.</param>
    /// <param name="limits">What is tolerated.</param>
    /// <param name="checks">Which checks to make, by their names in the <see cref="CheckCatalog"/>; null for positional, order, delivery and content.</param>
    /// <exception cref="ArgumentException">A check looks at something that an output of lines does not have.</exception>
    public OutputVerifier(
        InputIdentity input, int? workers = null, RecordFormat format = RecordFormat.Detect, int maxGaps = MissingIntervals.DefaultMaxGaps,
        StreamLimits? limits = null, IEnumerable<string>? checks = null)
    {
        _input = input;
        _workers = workers;
        _limits = (limits ?? StreamLimits.Default) with { MaxGaps = maxGaps };
        _reader = new RecordReader(format);
        _arrivals = new MissingIntervals(maxGaps);
        _checks = checks is null ? UsualChecks : [.. checks];
        var names = new StreamNames();
        foreach (string check in _checks.Except(UsualChecks).Where(c => c != CheckCatalog.Multiset)) _more.Add(check, CheckCatalog.ForStream(check, _limits, names));
        if (_checks.Contains(CheckCatalog.Multiset)) (_output, _expected) = (new MultisetHash(), input.Fingerprint());
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
    /// <param name="run">What is known about the run besides; only for naming the cause.</param>
    public Verdict Complete(long acknowledged, string? cutReason, RunEvidence? run = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(acknowledged);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(acknowledged, _input.Count);
        if (_reader.TryEnd(cut: cutReason is not null, out OutputItem last)) Take(last);
        bool lossIsKnown = cutReason is null && !_arrivals.BoundReached;
        StreamFigures figures = Figures(acknowledged, cutReason);
        var judge = new Judge(figures, _limits, cutReason, _arrivals.BoundReached);
        ImmutableArray<CheckResult> checks = [.. _checks.Select(c => Check(c, judge, figures, acknowledged, cutReason))];
        RunEvidence known = run ?? RunEvidence.None;
        string? cause = Cause.Of(
            figures, _arrivals.PeakMissing, _counters.Counters, known with { Workers = known.Workers ?? _workers }, _writers,
            lossIsKnown);
        return new Verdict(Verdict.WorstOf(checks), cause, figures, checks);
    }

    private CheckResult Check(string name, Judge judge, StreamFigures figures, long acknowledged, string? cutReason) => name switch
    {
        CheckCatalog.Positional => judge.Positional(_positional.Shown),
        CheckCatalog.Order => judge.Order(_order.Shown, _arrivals.Unique),
        CheckCatalog.Delivery => judge.Delivery(DeliveryEvidence(figures.Lost, acknowledged), acknowledged),
        CheckCatalog.Content => judge.Content(_reader.TornEvidence),
        CheckCatalog.Multiset => _output!.Compare(_expected!, cutReason),
        _ => _more[name].Complete(cutReason),
    };

    private StreamFigures Figures(long acknowledged, string? cutReason)
    {
        long lost = cutReason is null ? Math.Max(0, acknowledged - _arrivals.Unique - _arrivals.TooLate) : 0;
        return new StreamFigures(
            Items, _positional.Count, _arrivals.Reordered, _arrivals.MaxExtent, lost, _duplicated, _unexpected, _reader.Torn);
    }

    private void Take(in OutputItem item)
    {
        PeakThreads = Math.Max(PeakThreads, item.ThreadCount);
        _writers.Offer(item);
        _output?.Add(item.Data);
        CheckPosition(item);
        long first = _input.Find(item.Data);
        if (first == 0)
        {
            _unexpected++;
            _counters.Break();
            if (_delivery.CountOne()) _delivery.Show(Items, "a line of the input", item);
            return;
        }

        _counters.Offer(first, item.ProcessId);
        CheckArrival(item, ClaimOccurrence(first));
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
        Arrival arrival = place == 0 ? new Arrival(ArrivalKind.Duplicate, 0) : _arrivals.Offer(place, place > expected ? WriterTag(item) : 0);
        if (place != 0 && _more.Count > 0) OfferToMore(new StreamItem(place) { Worker = item.Worker });
        switch (arrival.Kind)
        {
            case ArrivalKind.Duplicate:
                _duplicated++;
                if (_delivery.CountOne()) _delivery.Show(Items, "no more of a line than the input has", item);
                break;
            case ArrivalKind.Reordered:
                if (_order.CountOne()) _order.Show(Items, $"item {expected} or a later one", item, $" (item {place}, behind {Overtaker(arrival)}, extent {arrival.Extent})");
                break;
        }
    }

    private void OfferToMore(StreamItem item)
    {
        foreach (IStreamChecker checker in _more.Values) checker.Offer(item);
    }

    /// <summary>Remembers who wrote an item that left a gap, as long as there is evidence left to show it in.</summary>
    private long WriterTag(in OutputItem item)
    {
        if (_order.Count >= CheckResult.MaxEvidence || item.Worker is not { } worker) return 0;
        int known = _overtakers.IndexOf(worker);
        if (known >= 0) return known;
        if (_overtakers.Count > MaxOvertakers) return 0;
        _overtakers.Add(worker);
        return _overtakers.Count - 1;
    }

    private string Overtaker(Arrival arrival)
    {
        string writer = _overtakers[(int)arrival.OvertakerTag];
        return writer.Length == 0 ? $"item {arrival.Overtaker}" : $"item {arrival.Overtaker} from {writer}";
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
