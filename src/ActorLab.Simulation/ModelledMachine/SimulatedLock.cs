using ActorLab.Core.Machine;
using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.ModelledMachine;

/// <summary>A lock of one run: one holder, and the others in the order in which they asked.</summary>
/// <remarks>Under <see cref="LockFairness.Fifo"/> it never is free while somebody waits. Under <see cref="LockFairness.Barging"/> it is, from its release until the first of those who wait is awake, and
/// whoever asks in between has it.</remarks>
internal sealed class SimulatedLock(string name, LockFairness fairness)
{
    private readonly Queue<BodyRun> _waiting = new();

    /// <summary>Who is being woken since the lock was released, which is the first in the line; under <see cref="LockFairness.Barging"/> only.</summary>
    private BodyRun? _woken;

    public string Name { get; } = name;

    public BodyRun? Holder { get; private set; }

    public bool TryTake(BodyRun body)
    {
        if (Holder is not null)
        {
            _waiting.Enqueue(body);
            return false;
        }

        Holder = body;
        return true;
    }

    /// <summary>The body was woken and looks whether it has the lock, or can have it.</summary>
    /// <returns>False if somebody else was faster: it waits on, where it stood.</returns>
    public bool TryTakeAwake(BodyRun body)
    {
        if (Holder == body) return true;
        _woken = null;
        if (Holder is not null) return false;
        Invariant.Check(_waiting.Dequeue() == body, $"another body than the first that waits for {Name} was woken");
        Holder = body;
        return true;
    }

    /// <summary>The body does not wait for it any more.</summary>
    /// <returns>Who is to be woken in its place, if anybody is.</returns>
    public BodyRun? Withdraw(BodyRun body)
    {
        _waiting.RemoveWhere(b => b == body);
        if (_woken != body) return null;
        _woken = null;
        return Holder is null ? WakeFirst() : null;
    }

    /// <summary>The holder has no use for it any more.</summary>
    /// <returns>Who is to be woken, if anybody is.</returns>
    public BodyRun? PassOn()
    {
        if (fairness == LockFairness.Fifo) return Holder = _waiting.TryDequeue(out BodyRun? next) ? next : null;
        Holder = null;
        return _woken is null ? WakeFirst() : null;
    }

    private BodyRun? WakeFirst() => _woken = _waiting.TryPeek(out BodyRun? first) ? first : null;
}

/// <summary>What hangs on a lock handle. The handle may outlive a run; the lock does not.</summary>
internal sealed class LockSlot
{
    private SimulationRun? _run;
    private SimulatedLock? _lock;

    public SimulatedLock LockOf(SimulationRun run, string name)
    {
        if (_run != run) _lock = new SimulatedLock(name, run.Machine.LockFairness);
        _run = run;
        return _lock!;
    }
}
