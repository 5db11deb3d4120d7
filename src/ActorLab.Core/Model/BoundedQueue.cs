using Akka.Actor;
using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>Holds items between producers and consumers, first in, first out, and never more than its capacity.</summary>
/// <remarks>
/// <para>Both ends are driven by cumulative demand. Consumers say up to which count they want items (<see cref="Demand"/>) and get the items themselves, each consumer in turn; producers are told up to which count they may
/// offer (<see cref="Producer.Credit"/>). With <see cref="OverflowPolicy.Block"/>, held items and unused credit together never exceed the capacity. With the other policies credit is
/// unlimited and overflow is the policy's business.</para>
/// <para>At every moment offered = delivered + dropped + held. What is delivered to a consumer that dies before handling it is gone; leases are the business of a <see cref="Coordinator"/>.</para>
/// <para>When all producers have ended and nothing is held, demand is answered by a <see cref="Sentinel"/>. A producer that dies counts as ended, and in <see cref="Figures.LostProducers"/>.</para>
/// </remarks>
public sealed class BoundedQueue : LabActor
{
    /// <summary>From a producer, first of all; answered with its credit, again when repeated.</summary>
    public sealed record Join : IMessage
    {
        public static readonly Join Instance = new();
    }

    public sealed record Offer(IMessage Item) : IItemMessage
    {
        long IItemMessage.Item => Item is IItemMessage about ? about.Item : 0;
    }

    /// <summary>From a producer: nothing more will come from it.</summary>
    public sealed record End : IMessage
    {
        public static readonly End Instance = new();
    }

    /// <summary>From a consumer: it wants items up to this count since its first demand. A lower count than a known one changes nothing.</summary>
    public sealed record Demand(long UpTo) : IMessage;

    /// <summary>To a consumer, in place of an item: there are no more.</summary>
    public sealed record Sentinel : IMessage
    {
        public static readonly Sentinel Instance = new();
    }

    /// <summary>To everybody, with <see cref="OverflowPolicy.Fail"/>: one item too many came, and all is over.</summary>
    public sealed record Overflowed(int Capacity) : IMessage;

    /// <summary>Answered with <see cref="Figures"/>.</summary>
    public sealed record Ask : IMessage
    {
        public static readonly Ask Instance = new();
    }

    /// <param name="Offered">Items that producers offered.</param>
    /// <param name="Accepted">Items that were let in, though some may have been dropped for later ones.</param>
    /// <param name="Dropped">Items that were not let in or not kept.</param>
    /// <param name="Delivered">Items that were sent to a consumer.</param>
    /// <param name="Held">Items that wait.</param>
    /// <param name="Peak">The most items that waited at the end of a turn.</param>
    /// <param name="LostProducers">Producers that died without an end.</param>
    public sealed record Figures(long Offered, long Accepted, long Dropped, long Delivered, int Held, int Peak, int LostProducers) : IMessage;

    private readonly BoundedQueueOptions _options;
    private readonly ItemRing _held;
    private readonly List<QueueProducer> _producers = [];
    private readonly List<QueueConsumer> _consumers = [];

    private long _offered, _accepted, _dropped, _delivered, _unmet;
    private int _peak, _ended, _lostProducers, _nextConsumer, _nextProducer;
    private bool _failed, _sentinelGiven;

    /// <exception cref="ArgumentOutOfRangeException">A count in <paramref name="options"/> is below 1.</exception>
    public BoundedQueue(BoundedQueueOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Producers, 1);
        _options = options;
        _held = new ItemRing(options.Capacity);
    }

    private bool Blocks => _options.Overflow == OverflowPolicy.Block;

    private bool HasEnded => _ended >= _options.Producers;

    protected override void PostRestart(Exception reason) =>
        throw new InvalidOperationException("the items held are lost, so their number cannot be kept", reason);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Offer(var item) when FindProducer(Sender) is { } producer: OnOffer(producer, item); break;
            case Demand(var upTo): OnDemand(Sender, upTo); break;
            case Join: OnJoin(Sender); break;
            case End when FindProducer(Sender) is { } producer: EndProducer(producer); break;
            case Ask:
                Sender.Tell(new Figures(_offered, _accepted, _dropped, _delivered, _held.Count, _peak, _lostProducers));
                return;
            case Terminated terminated: OnTerminated(terminated.ActorRef); break;
            default: Unhandled(message); return;
        }

        Deliver();
        if (_unmet > 0 && HasEnded && _held.Count == 0) GiveSentinels();
        if (_held.Count > _peak) _peak = _held.Count;
        if (Blocks) GrantCredit();
    }

    private void OnJoin(IActorRef sender)
    {
        QueueProducer? producer = FindProducer(sender);
        if (producer is not null)
        {
            sender.Tell(new Producer.Credit(producer.Credit));
            return;
        }

        Invariant.Check(_producers.Count < _options.Producers, $"{PathOf(sender)} joins and {_options.Producers} producers have joined before");
        producer = new QueueProducer(sender);
        _producers.Add(producer);
        Context.Watch(sender);
        if (_failed) sender.Tell(new Overflowed(_options.Capacity));
        if (Blocks) return;
        producer.Credit = long.MaxValue;
        sender.Tell(new Producer.Credit(producer.Credit));
    }

    private void OnOffer(QueueProducer producer, IMessage item)
    {
        producer.Offered++;
        _offered++;
        Invariant.Check(!producer.Ended, $"{producer.Actor} offers an item after its end");
        Invariant.Check(producer.Offered <= producer.Credit, $"{producer.Actor} offers item {producer.Offered} with credit for {producer.Credit}");
        if (_failed || !MakeRoom())
        {
            _dropped++;
            return;
        }

        _held.AddTail(item);
        _accepted++;
    }

    /// <returns>True if the new item may be added.</returns>
    private bool MakeRoom()
    {
        if (!_held.IsFull) return true;
        switch (_options.Overflow)
        {
            case OverflowPolicy.DropNew: return false;
            case OverflowPolicy.DropHead:
                _held.RemoveHead();
                _dropped++;
                return true;
            case OverflowPolicy.DropTail:
                _held.RemoveTail();
                _dropped++;
                return true;
            case OverflowPolicy.DropBuffer:
                DropAll();
                return true;
            case OverflowPolicy.Fail:
                DropAll();
                Fail();
                return false;
            default: throw new InvariantViolatedException($"credit with {_options.Overflow} let one item too many come");
        }
    }

    private void DropAll()
    {
        _dropped += _held.Count;
        while (_held.Count > 0) _held.RemoveHead();
    }

    private void Fail()
    {
        _failed = true;
        var overflowed = new Overflowed(_options.Capacity);
        foreach (QueueProducer producer in _producers)
            if (!producer.Ended) producer.Actor.Tell(overflowed);
        foreach (QueueConsumer consumer in _consumers) consumer.Actor.Tell(overflowed);
    }

    private void OnDemand(IActorRef sender, long upTo)
    {
        QueueConsumer? consumer = FindConsumer(sender);
        if (consumer is null)
        {
            consumer = new QueueConsumer(sender);
            _consumers.Add(consumer);
            Context.Watch(sender);
            if (_failed) sender.Tell(new Overflowed(_options.Capacity));
        }

        if (upTo <= consumer.DemandUpTo) return;
        _unmet -= consumer.Unmet;
        consumer.DemandUpTo = upTo;
        _unmet += consumer.Unmet;
    }

    private void EndProducer(QueueProducer producer)
    {
        if (producer.Ended) return;
        producer.Ended = true;
        _ended++;
    }

    private void OnTerminated(IActorRef actor)
    {
        if (FindProducer(actor) is { Ended: false } producer)
        {
            EndProducer(producer);
            _lostProducers++;
        }

        if (FindConsumer(actor) is not { } consumer) return;
        _unmet -= consumer.Unmet;
        int index = _consumers.IndexOf(consumer);
        _consumers.RemoveAt(index);
        if (index < _nextConsumer) _nextConsumer--;
    }

    private void Deliver()
    {
        while (_unmet > 0 && _held.Count > 0)
        {
            QueueConsumer consumer = NextHungry();
            consumer.Given++;
            _unmet--;
            _delivered++;
            consumer.Actor.Tell(_held.RemoveHead());
        }
    }

    private QueueConsumer NextHungry()
    {
        for (int i = 0; i < _consumers.Count; i++)
        {
            if (_nextConsumer >= _consumers.Count) _nextConsumer = 0;
            QueueConsumer consumer = _consumers[_nextConsumer++];
            if (consumer.Unmet > 0) return consumer;
        }

        throw new InvariantViolatedException($"{_unmet} items are wanted and no consumer wants one");
    }

    private void GiveSentinels()
    {
        if (_failed) return;
        bool forAll = _options.Sentinels == SentinelPolicy.OneForAll;
        while (_unmet > 0 && !(forAll && _sentinelGiven))
        {
            QueueConsumer consumer = NextHungry();
            _unmet -= consumer.Unmet;
            consumer.HasSentinel = true;
            _sentinelGiven = true;
            consumer.Actor.Tell(Sentinel.Instance);
        }
    }

    /// <summary>Refills the credit of a producer that has used half of its share, so that a fast one neither waits for every single item nor takes all the room.</summary>
    private void GrantCredit()
    {
        int free = _options.Capacity - _held.Count;
        foreach (QueueProducer producer in _producers) free -= (int)producer.Unused;
        if (free == 0) return;
        int share = Math.Max(1, _options.Capacity / _options.Producers);
        for (int i = 0; i < _producers.Count && free > 0; i++)
        {
            if (_nextProducer >= _producers.Count) _nextProducer = 0;
            QueueProducer producer = _producers[_nextProducer++];
            if (producer.Ended || producer.Unused > share / 2) continue;
            int granted = Math.Min(free, share - (int)producer.Unused);
            free -= granted;
            producer.Credit += granted;
            producer.Actor.Tell(new Producer.Credit(producer.Credit));
        }
    }

    private QueueProducer? FindProducer(IActorRef actor)
    {
        foreach (QueueProducer producer in _producers)
            if (producer.Actor.Equals(actor)) return producer;
        return null;
    }

    private QueueConsumer? FindConsumer(IActorRef actor)
    {
        foreach (QueueConsumer consumer in _consumers)
            if (consumer.Actor.Equals(actor)) return consumer;
        return null;
    }
}
