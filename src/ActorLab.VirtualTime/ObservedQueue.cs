using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace ActorLab.VirtualTime;

/// <summary>The queue of an actor in virtual time. It gives out one message per turn, whatever the throughput of the dispatcher,
/// and the world sees which.</summary>
public abstract class ObservedQueue
{
    private protected ObservedQueue(VirtualWorld world, IActorRef? owner, ActorSystem system)
    {
        World = world;
        Number = world.NextActorNumber();
        Owner = owner;
        PathHash = CanonicalPath.HashOf(system.Name, owner, isNumbered: !world.Cures(Traps.NumberedNames));
        world.Adopt(system);
    }

    /// <summary>Counts up with each actor that is created, in any of the world's systems.</summary>
    internal long Number { get; }

    internal IActorRef? Owner { get; }

    /// <summary>Of the name of the system and the path, without uids.</summary>
    internal ulong PathHash { get; }

    /// <summary>Its actor is one of the user's, below /user.</summary>
    internal bool IsOfUser => Owner?.Path is { Depth: > 1, Elements: ["user", ..] };

    private protected VirtualWorld World { get; }

    /// <summary>Puts a queue that can be observed in the place of a mailbox's own, unless it is one already.</summary>
    internal static void Observe(VirtualWorld world, ActorCell cell, Mailbox mailbox)
    {
        IMessageQueue own = mailbox.MessageQueue;
        if (own is ObservedQueue) return;
        QueueOf(mailbox) = own is IDequeBasedMessageQueueSemantics
            ? new OtherDeque(world, cell, own)
            : new OtherQueue(world, cell, own);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<MessageQueue>k__BackingField")]
    private static extern ref IMessageQueue QueueOf(Mailbox mailbox);

    /// <summary>A bounded queue, a priority queue or one of the user's: all that it does is left to it.</summary>
    private class OtherQueue(VirtualWorld world, ActorCell cell, IMessageQueue own)
        : ObservedQueue(world, cell.Self, cell.System), IMessageQueue
    {
        public bool HasMessages => own.HasMessages;

        public int Count => own.Count;

        protected IMessageQueue Own => own;

        public void Enqueue(IActorRef receiver, Envelope envelope) => own.Enqueue(receiver, envelope);

        public bool TryDequeue(out Envelope envelope)
        {
            envelope = default;
            if (!own.HasMessages || !World.MayReceive(this) || !own.TryDequeue(out envelope)) return false;
            World.ReceivedBy(this, envelope);
            return true;
        }

        public void CleanUp(IActorRef owner, IMessageQueue deadletters) => own.CleanUp(owner, deadletters);
    }

    private sealed class OtherDeque(VirtualWorld world, ActorCell cell, IMessageQueue own)
        : OtherQueue(world, cell, own), IDequeBasedMessageQueueSemantics
    {
        public void EnqueueFirst(Envelope envelope) => ((IDequeBasedMessageQueueSemantics)Own).EnqueueFirst(envelope);
    }
}
