using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>
/// The inputs of an actor: the queue of each, with what came and was not taken yet, and how much more may come.
/// </summary>
/// <remarks>
/// <para>Items of one input are taken in the order in which they came. A queue that drops is sent whatever there is, and drops
/// here, where it is known what has been taken: an item that waits has its place in the queue and nowhere else.</para>
/// <para>Credit is cumulative. It is given anew when half of it is used, so that a busy input costs a message for many items, and
/// at once when the sender has none left: room that there is holds nothing back.</para>
/// </remarks>
internal sealed class Inlets
{
    private readonly Wiring _wiring;
    private readonly Inlet[] _inlets;
    private StreamAccount _dropped;
    private long _arrivals;
    private int _ended;
    private bool _failed;

    public Inlets(Wiring wiring)
    {
        _wiring = wiring;
        _inlets = [.. wiring.Inlets.Select(w => new Inlet(w))];
    }

    public int Count => _inlets.Length;

    public bool AllEnded => _ended == _inlets.Length;

    /// <summary>Items that came and were not taken.</summary>
    public int Waiting { get; private set; }

    /// <summary>Whether nothing waits, no item and none that was skipped.</summary>
    public bool IsEmpty => Array.TrueForAll(_inlets, i => i.IsEmpty);

    public int PeakWaiting { get; private set; }

    public long Taken => _inlets.Sum(i => i.Taken);

    /// <summary>Items that left a queue: those that were taken, and those that it dropped.</summary>
    public long Left => Taken + Dropped;

    /// <summary>Items that a full queue dropped.</summary>
    public long Dropped => _dropped.Items;

    /// <summary>Which ones those were.</summary>
    public StreamAccount DroppedItems => _dropped;

    /// <summary>The inputs that have not ended and from which nothing waits.</summary>
    public IEnumerable<string> Open => _inlets.Where(i => !i.HasEnded && i.IsEmpty).Select(i => i.From);

    public IEnumerable<EdgeAccount> Accounts => _inlets.Select(i => new EdgeAccount(i.From, i.Received, i.Sum));

    public Inlet this[int port] => _inlets[port];

    public void OnConnect(IActorRef sender, Connect connect) => _inlets[connect.Port].Source = sender;

    public void OnEnd(IActorRef sender)
    {
        Inlet inlet = Of(sender);
        Invariant.Check(!inlet.HasEnded, $"{inlet.From} has ended twice");
        inlet.HasEnded = true;
        _ended++;
    }

    /// <summary>An item came, and is taken at once.</summary>
    public void TakeNow(IActorRef sender, PipelineItem item)
    {
        Inlet inlet = Of(sender);
        inlet.Count(item);
        inlet.Take();
    }

    /// <summary>An item came, and waits, unless its queue has no room for it and drops what comes.</summary>
    public void Keep(IActorRef sender, IItemMessage item)
    {
        Inlet inlet = Of(sender);
        if (item is PipelineItem real)
        {
            inlet.Count(real);
            if (inlet.IsFull && !MakeRoom(inlet))
            {
                _dropped.Add(real);
                return;
            }

            if (++Waiting > PeakWaiting) PeakWaiting = Waiting;
        }

        inlet.Keep(item, ++_arrivals);
    }

    /// <summary>Takes what has waited longest, from whichever input: an item, or one that was skipped.</summary>
    public bool TryTake([NotNullWhen(true)] out IItemMessage? next)
    {
        Inlet? first = null;
        foreach (Inlet inlet in _inlets)
            if (!inlet.IsEmpty && (first is null || inlet.NextArrival < first.NextArrival)) first = inlet;
        next = first is null ? null : Take(first);
        return next is not null;
    }

    /// <summary>Takes what an input has kept longest: an item, or one that was skipped.</summary>
    public IItemMessage Take(Inlet inlet)
    {
        IItemMessage next = inlet.TakeFirst();
        if (next is not PipelineItem) return next;
        Waiting--;
        inlet.Take();
        return next;
    }

    /// <summary>Lets more items come by an input at which none can wait.</summary>
    /// <param name="room">How many it can begin at once, those that were let in before and have not come included.</param>
    public void Invite(int room)
    {
        foreach (Inlet inlet in _inlets) inlet.Invite(room);
    }

    /// <summary>The input that a message came by.</summary>
    private Inlet Of(IActorRef sender)
    {
        if (_inlets.Length == 1) return _inlets[0];
        foreach (Inlet inlet in _inlets)
            if (Equals(inlet.Source, sender)) return inlet;
        throw new InvariantViolatedException($"{sender.Path} sends items and has not connected");
    }

    /// <returns>True if the new item may be added.</returns>
    private bool MakeRoom(Inlet inlet)
    {
        switch (inlet.Overflow)
        {
            case OverflowPolicy.DropNew: return false;
            case OverflowPolicy.DropHead:
                NoteDropped(inlet.TakeFirst());
                return true;
            case OverflowPolicy.DropTail:
                NoteDropped(inlet.TakeLast());
                return true;
            case OverflowPolicy.DropBuffer:
                while (!inlet.IsEmpty) NoteDropped(inlet.TakeFirst());
                return true;
            case OverflowPolicy.Fail:
                if (!_failed)
                {
                    _wiring.Root.Tell(new StageFailed(
                            QueueNameOf(inlet), new QueueOverflowException($"the queue of {inlet.Capacity} items overflowed")));
                }

                _failed = true;
                return false;
            default: throw new InvariantViolatedException(
                $"credit with {inlet.Overflow} let one item too many come from {inlet.From}");
        }
    }

    private void NoteDropped(IItemMessage message)
    {
        if (message is not PipelineItem item) return;
        _dropped.Add(item);
        Waiting--;
    }

    private string QueueNameOf(Inlet inlet) =>
        Count == 1 ? $"{_wiring.Name}.queue" : $"{_wiring.Name}.queue-{Array.IndexOf(_inlets, inlet) + 1}";
}

/// <summary>One input of an actor.</summary>
internal sealed class Inlet(InletWiring wiring)
{
    private readonly LinkedList<(IItemMessage Message, long Arrival)> _kept = new();
    private readonly bool _givesCredit = wiring is { Capacity: not null, Overflow: OverflowPolicy.Block };
    private long _granted =
        wiring.IsByInvitation ? 0 : wiring is { Capacity: { } room, Overflow: OverflowPolicy.Block } ? room : long.MaxValue;
    private int _items;

    public string From { get; } = wiring.From;

    public OverflowPolicy Overflow { get; } = wiring.Overflow;

    /// <summary>Items that may wait; null for any number.</summary>
    public int? Capacity { get; } = wiring.Capacity;

    public IActorRef? Source { get; set; }

    public bool HasEnded { get; set; }

    public long Received { get; private set; }

    public ulong Sum { get; private set; }

    public long Taken { get; private set; }

    public bool IsEmpty => _kept.Count == 0;

    public bool IsFull => _items == Capacity;

    /// <summary>What has waited longest. Only where something waits.</summary>
    public IItemMessage Next => _kept.First!.Value.Message;

    public long NextArrival => _kept.First!.Value.Arrival;

    public void Count(PipelineItem item)
    {
        Received++;
        Sum = unchecked(Sum + item.Fingerprint);
        // Nothing is made ready for the message: this is done for every item.
        if (Received > _granted) throw new InvariantViolatedException($"{From} sends item {Received} with credit for {_granted}");
    }
    /// <param name="item">Came, and waits.</param>
    /// <param name="arrival">Its number among those that came by all inputs.</param>
    public void Keep(IItemMessage item, long arrival)
    {
        _kept.AddLast((item, arrival));
        if (item is PipelineItem) _items++;
        GiveCredit();
    }

    public IItemMessage TakeFirst()
    {
        IItemMessage first = Next;
        _kept.RemoveFirst();
        if (first is PipelineItem) _items--;
        return first;
    }

    /// <summary>Takes what came last.</summary>
    public IItemMessage TakeLast()
    {
        IItemMessage last = _kept.Last!.Value.Message;
        _kept.RemoveLast();
        if (last is PipelineItem) _items--;
        return last;
    }

    /// <summary>An item has left the queue.</summary>
    public void Take()
    {
        Taken++;
        GiveCredit();
    }

    public void Invite(int room)
    {
        if (!wiring.IsByInvitation || HasEnded || Source is null || Taken + room <= _granted) return;
        _granted = Taken + room;
        Source.Tell(new Credit(_granted));
    }

    private void GiveCredit()
    {
        if (!_givesCredit || HasEnded) return;
        int capacity = Capacity!.Value;
        long room = Taken + capacity - _granted;
        bool senderHasNone = Received == _granted;
        if (room == 0 || (room < HalfOf(capacity) && !senderHasNone)) return;
        _granted += room;
        Source.Tell(new Credit(_granted));
    }

    private static int HalfOf(int capacity) => (capacity + 1) / 2;
}

/// <summary>One item too many came to a queue that fails then.</summary>
public sealed class QueueOverflowException : Exception
{
    public QueueOverflowException(string message) : base(message)
    {
    }

    public QueueOverflowException(string message, Exception inner) : base(message, inner)
    {
    }

    public QueueOverflowException()
    {
    }
}
