using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using Akka.Event;
using ActorLab.Core.Actors;
using ActorLab.Local.Seats;
using ActorLab.Local.Tracing;

namespace ActorLab.Local.Hosting;

/// <summary>The mailbox of an actor of the lab.</summary>
/// <param name="settings">Of the system.</param>
/// <param name="config">Of the mailbox.</param>
internal sealed class HostMailbox(Settings settings, Config config) : MailboxType(settings, config)
{
    /// <summary>The seat of the actor that the thread has Akka make.</summary>
    [ThreadStatic]
    private static LocalSeat? t_newborn;

    /// <summary>Has Akka make the actor of a seat.</summary>
    public static void Make(LocalSeat seat, ActorCell parent, Props props, string name)
    {
        t_newborn = seat;
        try
        {
            parent.ActorOf(props, name);
        }
        finally
        {
            t_newborn = null;
        }
    }

    public override IMessageQueue Create(IActorRef owner, ActorSystem system)
    {
        LocalSeat seat = t_newborn ?? throw new InvalidOperationException("this mailbox is for actors that the lab spawns");
        t_newborn = null;
        seat.BeThatOf(owner);
        return seat.Queue;
    }
}

/// <summary>A message of the engine that goes before all others.</summary>
internal interface IHostSignal : IMessage, IDeadLetterSuppression;

/// <summary>The messages that wait for one actor: first the result of a body, and none while one runs.</summary>
internal sealed class HostQueue(LocalSeat seat) : IMessageQueue, IUnboundedMessageQueueSemantics, ISeatedQueue
{
    private readonly ConcurrentQueue<Envelope> _messages = new();
    private Envelope _given;
    private long _givenNumber;
    private int _givenInRow;
    private BodyEnded? _bodyEnded;
    private volatile IMessage? _front;
    private volatile bool _isInBody;
    private volatile bool _isDrained;
    private volatile bool _isClosed;

    public IActorSeat Seat => seat;

    /// <summary>The next message of all; for the thread that runs the actor.</summary>
    public IMessage? Front
    {
        get => _front;
        set => _front = value;
    }

    /// <summary>An asynchronous body runs: its result is the next message.</summary>
    public bool IsInBody
    {
        get => _isInBody;
        set => _isInBody = value;
    }

    /// <summary>Nothing is given out any more.</summary>
    public bool IsDrained
    {
        get => _isDrained;
        set => _isDrained = value;
    }

    public bool HasMessages =>
        !seat.Run.IsOver && (Volatile.Read(ref _bodyEnded) is not null || (TakesMessages && (_front is not null || !_messages.IsEmpty)));

    public int Count => _messages.Count + (Volatile.Read(ref _bodyEnded) is null ? 0 : 1);

    private bool TakesMessages => !_isInBody && !_isDrained;

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (envelope.Message is BodyEnded ended)
        {
            // The next begins when the actor knows of it.
            Volatile.Write(ref _bodyEnded, ended);
            seat.Woken();
            return;
        }

        if (envelope.Message is IMessage message and not TracedMessage)
        {
            SendMark mark = LocalSeat.CountSend(envelope.Sender, seat.Id, message, out _);
            if (mark.Number != 0) envelope = new Envelope(TracedMessage.Of(message, mark.Number), envelope.Sender);
        }

        _messages.Enqueue(envelope);
        seat.Woken();
        // The one that closes drains what it sees; what it cannot have seen is left to its sender.
        Interlocked.MemoryBarrier();
        if (_isClosed) seat.Discard();
    }

    /// <summary>Gives out as many messages in a row as the actor's share allows.</summary>
    public bool TryDequeue(out Envelope envelope)
    {
        envelope = default;
        if (seat.Run.IsOver) return false;
        if (_givenInRow < seat.Throughput && TryGive(out envelope))
        {
            _givenInRow++;
            return true;
        }

        _givenInRow = 0;
        return false;
    }

    /// <summary>The sender of the message that was given out last, and its number among those of the sender.</summary>
    public (IActorRef? Sender, long Number) WayOf(object message) =>
        ReferenceEquals(message, _given.Message) && message is not Akka.Actor.Terminated ? (_given.Sender, _givenNumber) : default;

    /// <summary>Takes the first message, whatever the actor may handle.</summary>
    public bool TryTake(out Envelope envelope) => _messages.TryDequeue(out envelope);

    public void Close()
    {
        _isClosed = true;
        Interlocked.MemoryBarrier();
    }

    /// <summary>The actor has stopped.</summary>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        try
        {
            seat.End();
        }
        catch (Exception bug)
        {
            seat.Run.Broken(bug);
        }
    }

    private bool TryGive(out Envelope envelope)
    {
        envelope = default;
        if (Interlocked.Exchange(ref _bodyEnded, null) is { } ended) seat.EndBody(ended);
        if (!TakesMessages) return false;
        _givenNumber = 0;
        if (_front is { } front)
        {
            _front = null;
            _given = envelope = new Envelope(front, ActorRefs.NoSender);
            return true;
        }

        // What tells Akka something of this actor first and then sends to it: the actor must not learn of the message before.
        if (_messages.IsEmpty || HasSystemMessages(seat.Mailbox) || !_messages.TryDequeue(out envelope)) return false;
        if (envelope.Message is PoisonPill)
        {
            envelope = new Envelope(Drain.Instance, envelope.Sender);
        }
        else if (envelope.Message is TracedMessage traced)
        {
            _givenNumber = traced.Number;
            envelope = new Envelope(traced.Content, envelope.Sender);
        }

        _given = envelope;
        return true;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_HasSystemMessages")]
    private static extern bool HasSystemMessages(Mailbox mailbox);
}
