using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using ActorLab.Core.Actors;
using ActorLab.Simulation.Cells;

namespace ActorLab.Simulation.Hosting;

/// <summary>The mailbox of an actor on a simulated machine.</summary>
/// <param name="settings">Of the system.</param>
/// <param name="config">Of the mailbox.</param>
internal sealed class LabMailbox(Settings settings, Config config) : MailboxType(settings, config)
{
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new LabQueue(LabWorld.Current.TakeNewborn());
}

/// <summary>The messages that wait for one actor. A message that must be unpacked is given out when that is done, and none is
/// given out while a body runs.</summary>
internal sealed class LabQueue : IMessageQueue, IUnboundedMessageQueueSemantics, ISeatedQueue
{
    private readonly Queue<Waiting> _waiting = new();
    private Waiting? _unpacked;
    private (SimulatedActor? Sender, long Number) _given;

    public LabQueue(SimulatedActor actor)
    {
        Actor = actor;
        actor.Queue = this;
    }

    public SimulatedActor Actor { get; }

    IActorSeat ISeatedQueue.Seat => Actor;

    /// <summary>What came of a body: it goes ahead of all messages.</summary>
    public IMessage? Front { get; set; }

    public bool HasMessages => (Front is not null || _unpacked is not null || _waiting.Count > 0) && Actor.TakesMessages;

    public int Count => _waiting.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        (SimulatedActor? sender, long number) = envelope.Message is IMessage message
            ? Actor.Run.CountSend(envelope.Sender, Actor, message)
            : default;
        var waiting = new Waiting(envelope, sender, number);
        if (Actor.HasStopped) Lose(waiting, Actor.Process.IsLost ? DeadLetterReason.NodeLost : DeadLetterReason.ReceiverStopped);
        else _waiting.Enqueue(waiting);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        envelope = default;
        if (!Actor.MayTakeMessage()) return false;
        if (Front is { } front)
        {
            Front = null;
            envelope = new Envelope(front, ActorRefs.NoSender);
            return true;
        }

        if (_unpacked is { } next)
        {
            _unpacked = null;
        }
        else if (!_waiting.TryDequeue(out next))
        {
            return false;
        }
        else if (next.Sender is not null && Actor.MustUnpack(next.Sender, (IMessage)next.Envelope.Message))
        {
            Actor.BeginUnpacking(next);
            return false;
        }

        _given = (next.Sender, next.Number);
        envelope = next.Envelope.Message is PoisonPill ? new Envelope(Drain.Instance, next.Envelope.Sender) : next.Envelope;
        return true;
    }

    /// <summary>Of the message that was given out last, once: its sender and its number among the sender's.</summary>
    public (SimulatedActor? Sender, long Number) TakeGiven()
    {
        (SimulatedActor?, long) given = _given;
        _given = default;
        return given;
    }

    /// <summary>The message that has been unpacked is the next one to be given out.</summary>
    public void GiveFirst(in Waiting unpacked) => _unpacked = unpacked;

    /// <summary>Takes out what nothing will handle.</summary>
    public void Discard(DeadLetterReason reason)
    {
        if (_unpacked is { } unpacked) Lose(unpacked, reason);
        _unpacked = null;
        while (_waiting.TryDequeue(out Waiting left)) Lose(left, reason);
    }

    /// <summary>The actor has stopped.</summary>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        Actor.HostStopped();
        Discard(DeadLetterReason.ReceiverStopped);
    }

    private void Lose(in Waiting lost, DeadLetterReason reason)
    {
        if (lost.Sender is not null) Actor.Run.DeadLetter(reason, lost.Sender, Actor, lost.Envelope.Message, lost.Number);
    }

    /// <param name="Envelope">As Akka has it.</param>
    /// <param name="Sender">The actor that sent it; null for a message of the engine.</param>
    /// <param name="Number">Of the message among those of its sender, from 1; 0 for a message of the engine.</param>
    internal readonly record struct Waiting(Envelope Envelope, SimulatedActor? Sender, long Number);
}
