using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>Offers the items of a source to a queue as far as there is credit, then tells it the end and stops.</summary>
public sealed class Producer : IActor
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

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Credit(var upTo):
                _credit = Math.Max(_credit, upTo);
                OfferMore(context);
                break;
            case Continue or Due:
                _mustWait = false;
                OfferMore(context);
                break;
            case Repeat: AskAgain(context); break;
            case Started:
                _due = context.Now;
                context.Send(_options.Queue, BoundedQueue.Join.Instance);
                ArmRepeat(context);
                EndIfAllOffered(context);
                break;
            case BoundedQueue.Overflowed: Finish(context); break;
            case Restarted(var cause): throw new InvalidOperationException("how far the source was offered is forgotten", cause);
            case Stopping:
                _repeat?.Cancel();
                _wake?.Cancel();
                break;
            default: context.Unhandled(message); break;
        }
    }

    private void OfferMore(IActorContext context)
    {
        if (_mustWait || _ended) return;
        int most = _options.Interval is null ? _options.ItemsPerTurn : 1;
        for (int i = 0; i < most && _offered < _credit && _offered < _options.Source.Count; i++) OfferNext(context);
        EndIfAllOffered(context);
        if (_ended || _offered == _credit) return;
        _mustWait = true;
        if (_options.Interval is null) context.Send(context.Self, Continue.Instance);
    }

    private void OfferNext(IActorContext context)
    {
        bool given = _options.Source.TryNext(out WorkItem? item);
        Invariant.Check(given, $"the source promised {_options.Source.Count} items and ended after {_offered}");
        _offered++;
        context.Send(_options.Queue, new BoundedQueue.Offer(item!));
        if (_options.Interval is { } interval) WaitFor(context, interval);
    }

    /// <summary>Keeps to the beat when it was late by less than one interval, and does not catch up more.</summary>
    private void WaitFor(IActorContext context, SimDuration interval)
    {
        SimTime now = context.Now;
        SimTime next = _due + interval;
        _due = next < now ? now + interval : next;
        _mustWait = true;
        _wake = context.SendLater(context.Self, Due.Instance, _due - now);
    }

    private void EndIfAllOffered(IActorContext context)
    {
        if (_ended || _offered < _options.Source.Count) return;
        context.Send(_options.Queue, BoundedQueue.End.Instance);
        Finish(context);
    }

    private void Finish(IActorContext context)
    {
        _ended = true;
        context.Stop(context.Self);
    }

    private void AskAgain(IActorContext context)
    {
        if (_offered == _credit && _offered == _offeredAtLastLook) context.Send(_options.Queue, BoundedQueue.Join.Instance);
        _offeredAtLastLook = _offered;
        ArmRepeat(context);
    }

    private void ArmRepeat(IActorContext context) => _repeat = context.SendLater(context.Self, Repeat.Instance, _options.RepeatPeriod);
}
