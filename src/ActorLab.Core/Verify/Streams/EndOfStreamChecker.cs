namespace ActorLab.Core.Verify;

/// <summary>Each producer's items are as many as it announced, and their hashes sum up to what it announced. Repeated items count once.</summary>
public sealed class EndOfStreamChecker(StreamLimits limits, StreamNames names) : IStreamChecker
{
    private readonly RecentTable<long, Producer> _producers = new(limits.MaxProducers);
    private readonly Func<Producer> _make = () => new Producer(new MissingIntervals(limits.MaxGaps));
    private readonly EvidenceList _evidence = new();
    private long _position;

    public string Name => CheckCatalog.EndOfStream;

    public void Offer(in StreamItem item)
    {
        _position++;
        Producer producer = _producers.Of(item.Producer, _make);
        if (producer.Arrivals.Offer(item.Sequence).Kind is ArrivalKind.Duplicate or ArrivalKind.TooLate) return;
        producer.HashSum = unchecked(producer.HashSum + item.Hash);
    }

    public void Announce(EndAnnouncement announcement)
    {
        Producer producer = _producers.Of(announcement.Producer, _make);
        if (producer.Announced is { } before && before != announcement && _evidence.CountOne())
        {
            _evidence.Show(_position, $"{before.Count} items of {names.Of(announcement.Producer)}, as announced before", $"an announcement of {announcement.Count}", null);
        }

        producer.Announced = announcement;
    }

    public CheckResult Complete(string? cutReason)
    {
        long announced = 0;
        bool boundReached = false;
        foreach ((long id, Producer producer) in _producers.Entries)
        {
            boundReached |= producer.Arrivals.BoundReached;
            if (producer.Announced is not { } announcement) continue;
            announced++;
            if (cutReason is null && !producer.Arrivals.BoundReached && _producers.Forgotten == 0) Compare(id, producer, announcement);
        }

        long silent = _producers.Count - announced;
        string? bound = _producers.Forgotten > 0 ? Doubt.TooManyProducers : boundReached ? Doubt.TooManyGaps
            : silent > 0 ? $"{silent} producers announced no end" : null;
        return CheckResult.Of(
            Name, _evidence.Count > 0, Doubt.Of(cutReason, announced, bound),
            $"{announced} of {_producers.Count} producers announced their end, {_evidence.Count} announcements do not agree with what came", _evidence.Shown,
            new CheckFigure("producers", _producers.Count), new CheckFigure("announced", announced), new CheckFigure("disagreements", _evidence.Count));
    }

    private void Compare(long id, Producer producer, EndAnnouncement announcement)
    {
        long unique = producer.Arrivals.Unique;
        if (unique != announcement.Count)
        {
            if (_evidence.CountOne()) _evidence.Show(_position, $"{announcement.Count} items of {names.Of(id)}", $"{unique} items", null);
        }
        else if (announcement.Hash is { } hash && hash != producer.HashSum && _evidence.CountOne())
        {
            _evidence.Show(_position, $"hashes of {names.Of(id)} that sum up to {hash}", $"a sum of {producer.HashSum}", null);
        }
    }

    private sealed class Producer(MissingIntervals arrivals)
    {
        public MissingIntervals Arrivals => arrivals;

        public ulong HashSum { get; set; }

        public EndAnnouncement? Announced { get; set; }
    }
}
