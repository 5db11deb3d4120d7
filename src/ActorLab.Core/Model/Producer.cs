using Akka.Actor;
using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>Offers the items of a source to a queue as far as there is credit, then tells it the end and stops.</summary>
public sealed class Producer : LabActor
{
    /// <summary>From the queue: items up to this count may be offered, in all. A lower count than a known one changes nothing.</summary>
    public sealed record Credit(long UpTo) : IMessage;

    private sealed record Continue : IMessage
    {
        public static readonly Continue Instance = new();
    }

    private sealed record Due : IMessage
    {
        public static readonly Due Instance = new();
    }

    private sealed record Repeat : IMessage
    {
        public static readonly Repeat Instance = new();
    }

    private readonly ProducerOptions _options;
    private long _offered;
    private long _offeredAtLastLook;
    private long _credit;
    private bool _mustWait, _ended;
    private SimTime _due;
    private IScheduledSend? _repeat, _wake;

    /// <exception cref="ArgumentOutOfRangeException">A count or a time in <paramref name="options"/> is below its least value.</exception>
    public Producer(ProducerOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ItemsPerTurn, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RepeatPeriod, new SimDuration(1), nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Interval ?? SimDuration.Zero, SimDuration.Zero, nameof(options));
        _options = options;
    }

    protected override void PreStart()
    {
        _due = Now;
        _options.Queue.Tell(BoundedQueue.Join.Instance);
        ArmRepeat();
        EndIfAllOffered();
    }

    protected override void PostRestart(Exception reason) =>
        throw new InvalidOperationException("how far the source was offered is forgotten", reason);

    protected override void PostStop()
    {
        _repeat?.Cancel();
        _wake?.Cancel();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Credit(var upTo):
                _credit = Math.Max(_credit, upTo);
                OfferMore();
                break;
            case Continue or Due:
                _mustWait = false;
                OfferMore();
                break;
            case Repeat: AskAgain(); break;
            case BoundedQueue.Overflowed: Finish(); break;
            default: Unhandled(message); break;
        }
    }

    private void OfferMore()
    {
        if (_mustWait || _ended) return;
        int most = _options.Interval is null ? _options.ItemsPerTurn : 1;
        for (int i = 0; i < most && _offered < _credit && _offered < _options.Source.Count; i++) OfferNext();
        EndIfAllOffered();
        if (_ended || _offered == _credit) return;
        _mustWait = true;
        if (_options.Interval is null) Self.Tell(Continue.Instance);
    }

    private void OfferNext()
    {
        bool given = _options.Source.TryNext(out WorkItem? item);
        Invariant.Check(given, $"the source promised {_options.Source.Count} items and ended after {_offered}");
        _offered++;
        _options.Queue.Tell(new BoundedQueue.Offer(item!));
        if (_options.Interval is { } interval) WaitFor(interval);
    }

    /// <summary>Keeps to the beat when it was late by less than one interval, and does not catch up more.</summary>
    private void WaitFor(SimDuration interval)
    {
        SimTime now = Now;
        SimTime next = _due + interval;
        _due = next < now ? now + interval : next;
        _mustWait = true;
        _wake = SendLater(Self, Due.Instance, _due - now);
    }

    private void EndIfAllOffered()
    {
        if (_ended || _offered < _options.Source.Count) return;
        _options.Queue.Tell(BoundedQueue.End.Instance);
        Finish();
    }

    private void Finish()
    {
        _ended = true;
        Self.Tell(PoisonPill.Instance);
    }

    private void AskAgain()
    {
        if (_offered == _credit && _offered == _offeredAtLastLook) _options.Queue.Tell(BoundedQueue.Join.Instance);
        _offeredAtLastLook = _offered;
        ArmRepeat();
    }

    private void ArmRepeat() => _repeat = SendLater(Self, Repeat.Instance, _options.RepeatPeriod);
}
