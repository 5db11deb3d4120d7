namespace ActorLab.Simulation.ModelledMachine;

/// <summary>A lock of one run: one holder, and the others in the order in which they asked.</summary>
internal sealed class SimulatedLock(string name)
{
    private readonly Queue<BodyRun> _waiting = new();

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

    /// <summary>The lock goes to who has waited longest, at once: nobody can come between.</summary>
    /// <returns>The next holder, if there is one.</returns>
    public BodyRun? PassOn() => Holder = _waiting.TryDequeue(out BodyRun? next) ? next : null;
}

/// <summary>What hangs on a lock handle. The handle may outlive a run; the lock does not.</summary>
internal sealed class LockSlot
{
    private SimulationRun? _run;
    private SimulatedLock? _lock;

    public SimulatedLock LockOf(SimulationRun run, string name)
    {
        if (_run != run) _lock = new SimulatedLock(name);
        _run = run;
        return _lock!;
    }
}
