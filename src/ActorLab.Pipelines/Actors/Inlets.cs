using ActorLab.Core.Actors;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>The inputs of an actor: what came and was not taken yet, and how much more may come.</summary>
/// <remarks>Items of one input are taken in the order in which they came. Credit is cumulative and given anew when half of it is used, so that a busy input costs a message for many items.</remarks>
internal sealed class Inlets
{
    private readonly Inlet[] _inlets;
    private int _ended;

    public Inlets(Wiring wiring) => _inlets = [.. wiring.Inlets.Select(w => new Inlet(w))];

    public int Count => _inlets.Length;

    public bool AllEnded => _ended == _inlets.Length;

    /// <summary>Items that came and were not taken.</summary>
    public int Waiting { get; private set; }

    public int PeakWaiting { get; private set; }

    public long Taken => _inlets.Sum(i => i.Taken);

    /// <summary>The inputs that have not ended and from which nothing waits.</summary>
    public IEnumerable<string> Open => _inlets.Where(i => !i.HasEnded && i.Kept.Count == 0).Select(i => i.From);

    public IEnumerable<EdgeAccount> Accounts => _inlets.Select(i => new EdgeAccount(i.From, i.Received, i.Sum));

    public Inlet this[int port] => _inlets[port];

    public void OnConnect(IActorContext context, Connect connect) => _inlets[connect.Port].Source = context.Sender;

    /// <summary>The input that a message came by.</summary>
    public Inlet Of(IActorContext context)
    {
        if (_inlets.Length == 1) return _inlets[0];
        foreach (Inlet inlet in _inlets)
            if (inlet.Source?.Id == context.Sender?.Id) return inlet;
        throw new InvariantViolatedException($"{context.Sender} sends to {context.Self} and has not connected");
    }

    public void OnEnd(IActorContext context)
    {
        Inlet inlet = Of(context);
        Invariant.Check(!inlet.HasEnded, $"{inlet.From} has ended twice");
        inlet.HasEnded = true;
        _ended++;
    }

    /// <summary>An item came, and is taken at once.</summary>
    public void TakeNow(IActorContext context, PipelineItem item)
    {
        Inlet inlet = Of(context);
        inlet.Count(item);
        inlet.Take(context);
    }

    /// <summary>An item came, and waits.</summary>
    public void Keep(IActorContext context, IItemMessage item)
    {
        Inlet inlet = Of(context);
        if (item is PipelineItem real)
        {
            inlet.Count(real);
            if (++Waiting > PeakWaiting) PeakWaiting = Waiting;
        }

        inlet.Kept.Enqueue(item);
    }

    /// <summary>Takes what an input has kept longest: an item, or one that was skipped.</summary>
    public IItemMessage Take(IActorContext context, Inlet inlet)
    {
        IItemMessage next = inlet.Kept.Dequeue();
        if (next is not PipelineItem) return next;
        Waiting--;
        inlet.Take(context);
        return next;
    }
}

/// <summary>One input of an actor.</summary>
internal sealed class Inlet(InletWiring wiring)
{
    private readonly int? _capacity = wiring.Capacity;
    private long _granted = wiring.Capacity ?? long.MaxValue;

    /// <summary>How many must be taken before credit is given anew.</summary>
    private long _grantAt = wiring.Capacity is { } capacity ? HalfOf(capacity) : long.MaxValue;

    public string From { get; } = wiring.From;

    public ActorRef? Source { get; set; }

    public bool HasEnded { get; set; }

    public long Received { get; private set; }

    public ulong Sum { get; private set; }

    public Queue<IItemMessage> Kept { get; } = new();

    public long Taken { get; private set; }

    public void Count(PipelineItem item)
    {
        Received++;
        Sum = unchecked(Sum + item.Fingerprint);
        // Nothing is made ready for the message: this is done for every item.
        if (Received > _granted) throw new InvariantViolatedException($"{From} sends item {Received} with credit for {_granted}");
    }

    public void Take(IActorContext context)
    {
        if (++Taken < _grantAt || HasEnded) return;
        int capacity = _capacity!.Value;
        _granted = Taken + capacity;
        _grantAt = Taken + HalfOf(capacity);
        context.Send(Source!, new Credit(_granted));
    }

    private static int HalfOf(int capacity) => (capacity + 1) / 2;
}
