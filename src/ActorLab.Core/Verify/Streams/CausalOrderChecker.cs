using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>No message is delivered before one that happened before it (Fidge 1988; Mattern 1989; Birman, Schiper and Stephenson 1991).</summary>
/// <remarks>
/// A message of j with clock V is in order iff V[j] = D[j] + 1 and V[k] ≤ D[k] for all others, where D[k] is how far the messages of k have come without a gap. Cost: one comparison
/// for each component. Of the first <see cref="MaxPairMessages"/> messages the pairs are counted as well: ordered, concurrent, and inverted (ordered, but delivered the other way round).
/// </remarks>
public sealed class CausalOrderChecker(StreamLimits limits, StreamNames names) : IStreamChecker
{
    public const int MaxPairMessages = 2_000;

    private readonly RecentTable<long, MissingIntervals> _delivered = new(limits.MaxProducers);
    private readonly Func<MissingIntervals> _make = () => new MissingIntervals(limits.MaxGaps);
    private readonly List<(long Sender, ImmutableArray<ClockEntry> Clock)> _first = [];
    private readonly EvidenceList _evidence = new();
    private long _position;
    private long _withoutClock;
    private long _duplicates;
    private bool _boundReached;

    public string Name => CheckCatalog.CausalOrder;

    public void Offer(in StreamItem item)
    {
        _position++;
        long own = CountOf(item.Clock, item.Producer);
        if (own == 0)
        {
            _withoutClock++;
            return;
        }

        (long Process, long Count)? awaited = FirstAwaited(item, own);
        MissingIntervals ofSender = _delivered.Of(item.Producer, _make);
        ArrivalKind kind = ofSender.Offer(own).Kind;
        _boundReached |= ofSender.BoundReached;
        if (kind == ArrivalKind.Duplicate)
        {
            _duplicates++;
            return;
        }

        if (_first.Count < MaxPairMessages) _first.Add((item.Producer, item.Clock));
        if (awaited is { } missing && kind != ArrivalKind.TooLate && _evidence.CountOne())
        {
            _evidence.Show(_position, $"message {missing.Count} of {names.Of(missing.Process)} first", $"message {own} of {names.Of(item.Producer)}", item.Worker);
        }
    }

    public CheckResult Complete(string? cutReason)
    {
        string? bound = _delivered.Forgotten > 0 ? Doubt.TooManyProducers : _boundReached ? Doubt.TooManyGaps
            : _withoutClock > 0 ? $"{_withoutClock} messages carry no clock of their sender" : null;
        (long ordered, long concurrent, long inverted) = CountPairs();
        long unique = _position - _withoutClock - _duplicates;
        bool all = unique <= MaxPairMessages;
        string pairs = all ? $"; {ordered} ordered pairs, {concurrent} concurrent, {inverted} inverted" : "";
        ImmutableArray<CheckFigure> pairFigures = all
            ? [new CheckFigure("orderedPairs", ordered), new CheckFigure("concurrentPairs", concurrent), new CheckFigure("invertedPairs", inverted)] : [];
        return CheckResult.Of(
            Name, _evidence.Count > 0, Doubt.Of(cutReason, unique, bound), $"{_evidence.Count} of {unique} messages delivered before a cause of theirs{pairs}", _evidence.Shown,
            [new CheckFigure("messages", unique), new CheckFigure("beforeTheirCause", _evidence.Count), .. pairFigures]);
    }

    private static long CountOf(ImmutableArray<ClockEntry> clock, long process)
    {
        if (clock.IsDefault) return 0;
        foreach (ClockEntry entry in clock)
        {
            if (entry.Process == process) return entry.Count;
        }

        return 0;
    }

    private (long Process, long Count)? FirstAwaited(in StreamItem item, long own)
    {
        foreach (ClockEntry entry in item.Clock)
        {
            long needed = entry.Process == item.Producer ? own - 1 : entry.Count;
            if (needed == 0) continue;
            long come = _delivered.TryGet(entry.Process, out MissingIntervals arrivals) ? arrivals.FirstMissing - 1 : 0;
            if (come < needed) return (entry.Process, come + 1);
        }

        return null;
    }

    /// <summary>One message happened before another iff the other's clock counts it.</summary>
    private (long Ordered, long Concurrent, long Inverted) CountPairs()
    {
        long ordered = 0, inverted = 0;
        long[] own = [.. _first.Select(m => CountOf(m.Clock, m.Sender))];
        for (int later = 0; later < _first.Count; later++)
        {
            for (int earlier = 0; earlier < later; earlier++)
            {
                if (CountOf(_first[later].Clock, _first[earlier].Sender) >= own[earlier]) ordered++;
                else if (CountOf(_first[earlier].Clock, _first[later].Sender) >= own[later]) inverted++;
            }
        }

        long pairs = (long)_first.Count * (_first.Count - 1) / 2;
        return (ordered + inverted, pairs - ordered - inverted, inverted);
    }
}
