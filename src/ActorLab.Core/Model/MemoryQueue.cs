using Akka.Actor;
using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>A work queue that is an actor: both ends of it, for runs within one process and for virtual time.</summary>
/// <remarks>It behaves as the quorum queue of a broker does: what a lost tap had not settled goes back to the front in its order, and what was given out once more than the limit is dead. It can be made
/// to fail as one does (<see cref="Restart"/>).</remarks>
public sealed class MemoryQueue : LabActor
{
    /// <summary>The broker is killed and started again: nobody holds anything any more. What was held goes back, and is given out once more; a moment later the entry makes the queue anew, and tells the feeder
    /// to put in again what is open.</summary>
    /// <param name="Forgets">The broker has forgotten all that was in the queue.</param>
    public sealed record Restart(bool Forgets) : IMessage;

    private sealed record EntryIsBack : IMessage
    {
        public static readonly EntryIsBack Instance = new();
    }

    private readonly record struct Waiting(LeaseBatch Batch, long Tries);

    private sealed class Consumer(IActorRef tap, int credit)
    {
        public IActorRef Tap { get; } = tap;

        public SortedDictionary<long, Waiting> Held { get; } = [];

        public bool HasRoom => Held.Count < credit;
    }

    private readonly IActorRef _feeder;
    private readonly int _deliveryLimit;
    private readonly LinkedList<Waiting> _waiting = new();
    private readonly List<Consumer> _consumers = [];
    private long _number;
    private int _turn;

    /// <param name="feeder">Is told of what is dead.</param>
    /// <param name="deliveryLimit">How often a message is given out again, at least 0.</param>
    public MemoryQueue(IActorRef feeder, int deliveryLimit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deliveryLimit);
        (_feeder, _deliveryLimit) = (feeder, deliveryLimit);
    }

    protected override void PostRestart(Exception reason) =>
        throw new InvalidOperationException("what was in the queue is lost", reason);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WorkQueue.Offered(var batch): _waiting.AddLast(new Waiting(batch, 0)); break;
            case WorkQueue.Attach(var credit):
                _consumers.Add(new Consumer(Sender, credit));
                Context.Watch(Sender);
                break;
            case WorkQueue.Settled(var number): _consumers.Find(c => c.Tap.Equals(Sender))?.Held.Remove(number); break;
            case Terminated terminated: OnTerminated(terminated.ActorRef); break;
            case Restart(var forgets): OnRestart(forgets); break;
            case EntryIsBack: OnEntryIsBack(); break;
            default: Unhandled(message); return;
        }

        Serve();
    }

    private void OnTerminated(IActorRef tap)
    {
        int index = _consumers.FindIndex(c => c.Tap.Equals(tap));
        Consumer gone = _consumers[index];
        _consumers.RemoveAt(index);
        PutBack(gone.Held);
    }

    private void OnRestart(bool forgets)
    {
        SortedDictionary<long, Waiting> held = TakeFromAll();
        if (forgets) _waiting.Clear();
        else PutBack(held);
        Self.Tell(EntryIsBack.Instance);
    }

    private void OnEntryIsBack()
    {
        TakeFromAll();
        _waiting.Clear();
        _feeder.Tell(WorkQueue.Renewed.Instance);
    }

    private SortedDictionary<long, Waiting> TakeFromAll()
    {
        var held = new SortedDictionary<long, Waiting>();
        foreach (Consumer consumer in _consumers)
        {
            foreach ((long number, Waiting each) in consumer.Held) held.Add(number, each);
            consumer.Held.Clear();
            consumer.Tap.Tell(WorkQueue.Renewed.Instance);
        }

        return held;
    }

    private void PutBack(SortedDictionary<long, Waiting> all)
    {
        foreach ((long number, Waiting held) in all.Reverse())
        {
            if (held.Tries < _deliveryLimit) _waiting.AddFirst(held with { Tries = held.Tries + 1 });
            else _feeder.Tell(new WorkQueue.Dead(number, held.Batch, "delivery_limit"));
        }
    }

    private void Serve()
    {
        while (_waiting.First is { } first && NextWithRoom() is { } consumer)
        {
            _waiting.RemoveFirst();
            consumer.Held.Add(++_number, first.Value);
            consumer.Tap.Tell(new WorkQueue.Delivered(_number, first.Value.Batch, first.Value.Tries));
        }
    }

    private Consumer? NextWithRoom()
    {
        for (int i = 0; i < _consumers.Count; i++)
        {
            Consumer consumer = _consumers[(_turn + i) % _consumers.Count];
            if (!consumer.HasRoom) continue;
            _turn = (_turn + i + 1) % _consumers.Count;
            return consumer;
        }

        return null;
    }
}
