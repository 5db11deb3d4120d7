using System.Diagnostics.CodeAnalysis;
using ActorLab.Local.Seats;
using ActorLab.Wire;

namespace ActorLab.Nodes.Engine;

/// <summary>The actors elsewhere that are known here, one reference for each, so that references can be compared.</summary>
/// <remarks>An actor whose end somebody here waits for is kept until it comes. Any other is known only as long as somebody holds its reference: who sees its address again makes another,
/// and nobody can tell the difference. So a run that meets many short-lived actors needs no more memory than one that meets few.</remarks>
internal sealed class RemoteTable
{
    private const int FirstSweep = 1024;

    /// <summary>The last to end are held a little longer, so that a dead letter that is on its way to one can still name it by its path.</summary>
    private const int EndedHeld = 1024;

    private readonly object _gate = new();
    private readonly Dictionary<NodeActorId, WeakReference<RemoteRef>> _known = [];
    private readonly Dictionary<NodeActorId, RemoteRef> _kept = [];
    private readonly Queue<RemoteRef> _ended = new();
    private int _sweepAt = FirstSweep;

    /// <summary>Entries, whether their reference is still held or not.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _known.Count;
        }
    }

    /// <summary>Those that are kept until their end.</summary>
    public int KeptCount
    {
        get
        {
            lock (_gate) return _kept.Count;
        }
    }

    /// <param name="address">Of the actor.</param>
    /// <param name="create">Makes the reference if there is none; must not call this table.</param>
    /// <param name="argument">For <paramref name="create"/>.</param>
    public RemoteRef GetOrAdd<T>(NodeActorId address, Func<NodeActorId, T, RemoteRef> create, T argument)
    {
        lock (_gate)
        {
            if (TryFind(address, out RemoteRef? found)) return found;
            RemoteRef made = create(address, argument);
            Add(address, made);
            return made;
        }
    }

    public RemoteRef? Find(NodeActorId address)
    {
        lock (_gate) return TryFind(address, out RemoteRef? found) ? found : null;
    }

    /// <summary>Somebody here waits for its end.</summary>
    public void Keep(RemoteRef actor)
    {
        NodeActorId address = ActorNumbers.AddressOf(actor.Id);
        lock (_gate)
        {
            if (!TryFind(address, out _)) Add(address, actor);
            _kept[address] = actor;
        }
    }

    /// <summary>Its end has come.</summary>
    public void Release(RemoteRef actor)
    {
        lock (_gate)
        {
            if (!_kept.Remove(ActorNumbers.AddressOf(actor.Id))) return;
            _ended.Enqueue(actor);
            if (_ended.Count > EndedHeld) _ended.Dequeue();
        }
    }

    /// <summary>All that are known on a node, in the order of their numbers.</summary>
    public RemoteRef[] On(int node)
    {
        lock (_gate)
        {
            var found = new List<RemoteRef>();
            foreach ((NodeActorId address, WeakReference<RemoteRef> known) in _known)
            {
                if (address.Node == node && known.TryGetTarget(out RemoteRef? actor)) found.Add(actor);
            }

            return [.. found.OrderBy(a => a.Id.Value)];
        }
    }

    private bool TryFind(NodeActorId address, [NotNullWhen(true)] out RemoteRef? actor)
    {
        actor = null;
        return _known.TryGetValue(address, out WeakReference<RemoteRef>? known) && known.TryGetTarget(out actor);
    }

    private void Add(NodeActorId address, RemoteRef actor)
    {
        if (_known.Count >= _sweepAt) Sweep();
        _known[address] = new WeakReference<RemoteRef>(actor);
    }

    /// <summary>Each time twice as late as there were entries left, so that it costs nothing that counts.</summary>
    private void Sweep()
    {
        foreach ((NodeActorId address, WeakReference<RemoteRef> known) in _known)
        {
            if (!known.TryGetTarget(out _)) _known.Remove(address);
        }

        _sweepAt = Math.Max(FirstSweep, _known.Count * 2);
    }
}
