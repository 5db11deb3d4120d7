using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using Akka.Util.Internal;
using ActorLab.VirtualTime.Runtime;

namespace ActorLab.VirtualTime;

/// <summary>The unbounded mailbox of actors in virtual time, with a place at the front for unstashed messages:
/// <c>akka.actor.default-mailbox.mailbox-type</c>.</summary>
/// <param name="settings">Of the system.</param>
/// <param name="config">The section of the mailbox.</param>
public sealed class VirtualMailbox(Settings settings, Config config) : MailboxType(settings, config),
    IProducesMessageQueue<VirtualMessageQueue>
{
    /// <inheritdoc/>
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) =>
        system is ExtendedActorSystem { Scheduler: VirtualScheduler scheduler }
            ? new VirtualMessageQueue(scheduler.World, owner, system)
            : throw new ConfigurationException(
                "a mailbox of type ActorLab.VirtualTime.VirtualMailbox works in virtual time only: expected akka.scheduler.implementation to be " +
                "\"ActorLab.VirtualTime.VirtualScheduler, ActorLab.VirtualTime\" (put hocon/akka/virtual.conf before your own settings)");
}

/// <summary>A ring for a single thread.</summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix",
    Justification = "It is a message queue in Akka's sense.")]
public sealed class VirtualMessageQueue : ObservedQueue, IMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    private Envelope[] _items = new Envelope[4];
    private int _head;

    internal VirtualMessageQueue(VirtualWorld world, IActorRef? owner, ActorSystem system)
        : base(world, owner, system)
    {
        if (world.Cures(Traps.ThrottleClock)) ThrottleClock.Watch(owner, world);
    }

    /// <inheritdoc/>
    public bool HasMessages => Count > 0;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (Count == _items.Length) Grow();
        _items[(_head + Count++) & (_items.Length - 1)] = envelope;
    }

    /// <inheritdoc/>
    public void EnqueueFirst(Envelope envelope)
    {
        if (Count == _items.Length) Grow();
        _head = (_head - 1) & (_items.Length - 1);
        _items[_head] = envelope;
        Count++;
    }

    /// <inheritdoc/>
    public bool TryDequeue(out Envelope envelope)
    {
        if (Count == 0 || !World.MayReceive(this))
        {
            envelope = default;
            return false;
        }

        Take(out envelope);
        World.ReceivedBy(this, envelope);
        return true;
    }

    /// <inheritdoc/>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        ArgumentNullException.ThrowIfNull(deadletters);
        while (Count > 0)
        {
            Take(out Envelope envelope);
            deadletters.Enqueue(owner, envelope);
        }
    }

    private void Take(out Envelope envelope)
    {
        ref Envelope place = ref _items[_head];
        envelope = place;
        place = default;
        _head = (_head + 1) & (_items.Length - 1);
        Count--;
    }

    private void Grow()
    {
        var larger = new Envelope[_items.Length * 2];
        for (int i = 0; i < Count; i++) larger[i] = _items[(_head + i) & (_items.Length - 1)];
        _items = larger;
        _head = 0;
    }
}
