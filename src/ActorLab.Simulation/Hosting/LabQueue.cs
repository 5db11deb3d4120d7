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

/// <summary>A message of the engine, which is no part of what actors say to each other.</summary>
internal interface IHostSignal : IMessage;

/// <summary>The messages that wait for one actor. A message that must be unpacked is given out when that is done, and none is
/// given out while a body runs.</summary>
internal sealed class LabQueue : IMessageQueue, IUnboundedMessageQueueSemantics
{
    private readonly Queue<Waiting> _waiting = new();
    private Waiting? _unpacked;

    public LabQueue(SimulatedActor actor)
    {
        Actor = actor;
        actor.Queue = this;
    }

    public SimulatedActor Actor { get; }

    /// <summary>A message of the engine that goes ahead of all others.</summary>
    public IMessage? Front { get; set; } = Started.Instance;

    public bool HasMessages => (Front is not null || _unpacked is not null || _waiting.Count > 0) && Actor.TakesMessages;

    public int Count => _waiting.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        bool isOfEngine = envelope.Message is IAutoReceivedMessage or IHostSignal;
        (SimulatedActor? sender, long number) = isOfEngine ? default : Actor.Run.TakeSending();
        _waiting.Enqueue(new Waiting(envelope, sender, number));
    }

    public bool TryDequeue(out Envelope envelope)
    {
        envelope = default;
        if (!Actor.MayTakeMessage()) return false;
        if (Front is { } front)
        {
            Front = null;
            envelope = new Envelope(front, ActorRefs.NoSender);
            if (Actor.HasInstance()) Actor.BeginTurn(front, null, 0);
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

        envelope = next.Envelope;

        if (envelope.Message is not IHostSignal && !Actor.IsForgotten(envelope.Message))
        {
            Actor.BeginTurn(envelope.Message, next.Sender, next.Number);
        }

        return true;
    }

    /// <summary>The message that has been unpacked is the next one to be given out.</summary>
    public void GiveFirst(in Waiting unpacked) => _unpacked = unpacked;

    /// <summary>Takes out what nothing will handle.</summary>
    public void Discard(DeadLetterReason reason)
    {
        if (_unpacked is { Sender: not null } unpacked)
        {
            Actor.Run.DeadLetter(reason, unpacked.Sender, Actor, (IMessage)unpacked.Envelope.Message, unpacked.Number);
        }

        _unpacked = null;
        while (_waiting.TryDequeue(out Waiting left))
        {
            if (left is { Sender: not null, Envelope.Message: IMessage message })
                Actor.Run.DeadLetter(reason, left.Sender, Actor, message, left.Number);
        }
    }

    /// <summary>The actor has stopped.</summary>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters) => Discard(DeadLetterReason.ReceiverStopped);

    /// <param name="Envelope">As Akka has it.</param>
    /// <param name="Sender">The actor that sent it; null for a message of the engine.</param>
    /// <param name="Number">Of the message among those of its sender, from 1; 0 for a message of the engine.</param>
    internal readonly record struct Waiting(Envelope Envelope, SimulatedActor? Sender, long Number);
}
