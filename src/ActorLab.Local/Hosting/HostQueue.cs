using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using Akka.Event;
using ActorLab.Local.Cells;
using ActorCell = ActorLab.Local.Cells.ActorCell;

namespace ActorLab.Local.Hosting;

/// <summary>The mailbox of a <see cref="Host"/>.</summary>
/// <param name="settings">Of the system.</param>
/// <param name="config">Of the mailbox.</param>
internal sealed class HostMailbox(Settings settings, Config config) : MailboxType(settings, config)
{
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new HostQueue();
}

/// <summary>A message of the engine that goes before all others.</summary>
internal interface IHostSignal : IMessage, IDeadLetterSuppression;

/// <summary>The messages that wait for one actor: signals of the engine go before all others, and an actor that may handle
/// nothing but signals is given nothing else.</summary>
internal sealed class HostQueue : IMessageQueue, IUnboundedMessageQueueSemantics
{
    private readonly ConcurrentQueue<Envelope> _signals = new();
    private readonly ConcurrentQueue<Envelope> _messages = new();
    private ActorCell? _cell;
    private int _given;
    private volatile bool _takesMessages = true;
    private volatile bool _isClosed;

    /// <summary>False while only signals may be handled; for the thread that runs the actor.</summary>
    public bool TakesMessages
    {
        get => _takesMessages;
        set => _takesMessages = value;
    }

    /// <summary>Nothing else reaches its actor.</summary>
    public bool IsClosed => _isClosed;

    public bool HasMessages => _cell is { IsRunOver: false } && (!_signals.IsEmpty || (_takesMessages && !_messages.IsEmpty));

    public int Count => _signals.Count + _messages.Count;

    /// <summary>Before anything is sent.</summary>
    public void BelongTo(ActorCell cell) => _cell = cell;

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (envelope.Message is IHostSignal)
        {
            _signals.Enqueue(envelope);
            return;
        }

        _messages.Enqueue(envelope);
        // The one that closes drains what it sees; what it cannot have seen is left to its sender.
        Interlocked.MemoryBarrier();
        if (_isClosed) _cell!.DrainToDeadLetters();
    }

    /// <summary>Gives out as many messages in a row as the actor's share allows.</summary>
    public bool TryDequeue(out Envelope envelope)
    {
        envelope = default;
        if (_cell is not { IsRunOver: false } cell) return false;
        if (_given < cell.Throughput && (_signals.TryDequeue(out envelope) || TryTakeInTurn(out envelope)))
        {
            _given++;
            return true;
        }

        _given = 0;
        return false;
    }

    /// <summary>Takes the first message, unless a signal has come since none was seen: what sends both sends the signal first, and
    /// the actor must not learn of the message before it.</summary>
    private bool TryTakeInTurn(out Envelope envelope)
    {
        envelope = default;
        if (!_takesMessages || _messages.IsEmpty) return false;
        return _signals.TryDequeue(out envelope) || TryTake(out envelope);
    }

    /// <summary>Takes the first message, whatever the actor may handle.</summary>
    public bool TryTake(out Envelope envelope) => _messages.TryDequeue(out envelope);

    public void Close()
    {
        _isClosed = true;
        Interlocked.MemoryBarrier();
    }

    /// <summary>What is left is the cell's affair.</summary>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
    }
}
