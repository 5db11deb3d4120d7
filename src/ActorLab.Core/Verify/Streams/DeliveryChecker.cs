using System.Collections.Immutable;

namespace ActorLab.Core.Verify;

/// <summary>Each item comes as often as its delivery class allows: no loss, no duplicate, nothing that was not sent, as far as the class forbids them.</summary>
/// <remarks>How many items a producer sent is known from its announcement or from <see cref="StreamLimits.Count"/>. If it is not known, what is missing below the greatest number
/// is still proven to be lost, but a lost tail and an item that was never sent are not, so the check cannot hold.</remarks>
public sealed class DeliveryChecker(StreamLimits limits, StreamNames names) : IStreamChecker
{
    private readonly RecentTable<long, Producer> _producers = new(limits.MaxProducers);
    private readonly Func<Producer> _make = () => new Producer(new MissingIntervals(limits.MaxGaps));
    private readonly EvidenceList _duplicated = new();
    private readonly EvidenceList _notSent = new();
    private readonly EvidenceList _lost = new();
    private long _items;
    private long _lostCount;
    private long _tooLate;

    public string Name => CheckCatalog.Delivery;

    public void Announce(EndAnnouncement announcement) => _producers.Of(announcement.Producer, _make).Announced = announcement.Count;

    public void Offer(in StreamItem item)
    {
        _items++;
        Producer producer = _producers.Of(item.Producer, _make);
        ArrivalKind kind = producer.Arrivals.Offer(item.Sequence).Kind;
        if (kind == ArrivalKind.TooLate) _tooLate++;
        if (kind != ArrivalKind.Duplicate || !_duplicated.CountOne() || limits.Delivery == DeliveryClass.AtLeastOnce) return;
        _duplicated.Show(_items, "each item once", $"item {item.Sequence}{Whose(item.Producer)} again", item.Worker);
    }

    public CheckResult Complete(string? cutReason)
    {
        // A stream of known length of which nothing came has lost it all; whose it was does not matter.
        if (_producers.Count == 0 && limits.Count is > 0) _producers.Of(0, _make);
        bool allKnown = true;
        foreach ((long id, Producer producer) in _producers.Entries) allKnown &= Settle(id, producer, cutReason);
        bool forbidsLoss = limits.Delivery != DeliveryClass.AtMostOnce;
        bool forbidsDuplicates = limits.Delivery != DeliveryClass.AtLeastOnce;
        bool violated = _notSent.Count > 0 || (forbidsLoss && _lostCount > 0) || (forbidsDuplicates && _duplicated.Count > 0);
        string? bound = _producers.Forgotten > 0 ? Doubt.TooManyProducers
            : _producers.Entries.Any(p => p.Value.Arrivals.BoundReached) ? Doubt.TooManyGaps
            : allKnown ? null : "how many items were sent is not known";
        return CheckResult.Of(
            Name, violated, Doubt.Of(cutReason, _items, bound), Summary(cutReason), Evidence(forbidsLoss, forbidsDuplicates),
            new CheckFigure("items", _items), new CheckFigure("lost", _lostCount), new CheckFigure("duplicated", _duplicated.Count), new CheckFigure("unexpected", _notSent.Count),
            new CheckFigure("tooLate", _tooLate));
    }

    private string Summary(string? cutReason)
    {
        string lost = cutReason is null ? $"{_lostCount} lost" : "lost items not counted";
        return $"{limits.Delivery switch
        {
            DeliveryClass.ExactlyOnce => "exactly once",
            DeliveryClass.AtLeastOnce => "at least once",
            _ => "at most once",
        }}: {lost}, {_duplicated.Count} duplicated, {_notSent.Count} never sent";
    }

    /// <returns>Whether it is known how many items the producer sent.</returns>
    private bool Settle(long id, Producer producer, string? cutReason)
    {
        MissingIntervals arrivals = producer.Arrivals;
        long? sent = producer.Announced ?? limits.Count;
        long last = sent ?? arrivals.NextExpected - 1;
        if (cutReason is null && _producers.Forgotten == 0) CountLost(id, arrivals, last);
        long beyond = arrivals.NextExpected - 1 - last;
        long notSent = beyond <= 0 ? 0 : beyond - (arrivals.CountMissing(arrivals.NextExpected - 1) - arrivals.CountMissing(last));
        for (long i = 0; i < notSent; i++)
        {
            if (_notSent.CountOne()) _notSent.Show(_items, $"{last} items{Whose(id)}", $"item {arrivals.NextExpected - 1}", null);
        }

        return sent is not null;
    }

    private void CountLost(long id, MissingIntervals arrivals, long last)
    {
        // What was given up as lost and then came late cannot be told from a duplicate, so it is not counted as lost.
        _lostCount += arrivals.CountMissing(last) + Math.Max(0, arrivals.GivenUp - arrivals.TooLate);
        foreach (long sequence in arrivals.Missing(last).Take(CheckResult.MaxEvidence))
        {
            if (_lost.CountOne()) _lost.Show(_items + 1, $"item {sequence}{Whose(id)}", "nothing", null);
        }
    }

    private ImmutableArray<Violation> Evidence(bool loss, bool duplicates) =>
        [.. (duplicates ? _duplicated.Shown : []).Concat(_notSent.Shown).Concat(loss ? _lost.Shown : []).Take(CheckResult.MaxEvidence)];

    private string Whose(long producer) => producer == 0 ? "" : $" of {names.Of(producer)}";

    private sealed class Producer(MissingIntervals arrivals)
    {
        public MissingIntervals Arrivals => arrivals;

        public long? Announced { get; set; }
    }
}
