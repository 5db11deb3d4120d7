using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>What a coordinator knows about one of its workers, and about the next one that takes its place.</summary>
internal sealed class WorkerSlot(int index)
{
    private readonly Queue<Claim> _held = new();

    // Failures the worker has told of and not yet counted as finished: nearly always empty, never more than one without lost reports.
    private readonly List<(Lease Lease, Exception Cause)> _failures = [];

    private bool _heardOf;

    public int Index { get; } = index;

    /// <summary>Null while no worker lives here.</summary>
    public IActorRef? Worker { get; private set; }

    /// <summary>How many items the worker has been given, in all.</summary>
    public long Given { get; private set; }

    public long Finished => Given - _held.Count;

    /// <summary>The worker wants items up to this count, in all.</summary>
    public long DemandUpTo { get; private set; }

    public int Outstanding => _held.Count;

    /// <summary>It has one item, over which a worker was lost, and gets no more before that is done.</summary>
    public bool HoldsSuspect => _held.TryPeek(out Claim first) && first.IsSuspect;

    public bool IsHungry => DemandUpTo > Given;

    /// <summary>It has nothing to do, and wants or is about to want something.</summary>
    public bool IsIdle => Worker is not null && _held.Count == 0 && (IsHungry || !_heardOf);

    /// <summary>It has done all it was given and asked for no more, so its end is a retirement and not a loss.</summary>
    public bool HasRetired => _held.Count == 0 && Given > 0 && !IsHungry;

    public void Begin(IActorRef worker)
    {
        Invariant.Check(Worker is null && _held.Count == 0, $"slot {Index} is taken");
        Worker = worker;
        Given = 0;
        DemandUpTo = 0;
        _heardOf = false;
        _failures.Clear();
    }

    public void End() => Worker = null;

    public void Give(Claim claim)
    {
        _held.Enqueue(claim);
        Given++;
    }

    public void Demand(long upTo)
    {
        _heardOf = true;
        if (upTo > DemandUpTo) DemandUpTo = upTo;
    }

    /// <summary>Remembers a failure until the item is taken off. A lease that the worker does not hold, or that failed already, changes nothing.</summary>
    public void Fail(Lease lease, Exception cause)
    {
        foreach (Claim claim in _held)
        {
            if (claim.Lease != lease) continue;
            if (FailureOf(lease) < 0) _failures.Add((lease, cause));
            return;
        }
    }

    /// <summary>Takes off the item it was given first of those it holds.</summary>
    /// <param name="failure">How it failed, if it did.</param>
    public Claim TakeOff(out Exception? failure)
    {
        Claim claim = _held.Dequeue();
        failure = null;
        int place = _failures.Count == 0 ? -1 : FailureOf(claim.Lease);
        if (place < 0) return claim;
        failure = _failures[place].Cause;
        _failures.RemoveAt(place);
        return claim;
    }

    private int FailureOf(Lease lease)
    {
        for (int i = 0; i < _failures.Count; i++)
            if (_failures[i].Lease == lease) return i;
        return -1;
    }
}
