namespace ActorLab.Local.Dispatchers;

/// <summary>A first-in, first-out ring of runnables under a small lock, so that idle neighbours can take from it.</summary>
internal sealed class RunQueue
{
    private IRunnable?[] _ring = new IRunnable?[16];
    private int _head;
    private int _count;
    private SpinLock _lock = new(enableThreadOwnerTracking: false);

    /// <summary>A hint, read without the lock.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds at the tail.</summary>
    /// <param name="runnable">What is to run.</param>
    /// <param name="parked">How many threads sleep.</param>
    /// <param name="parkedNow">The same, read under the lock when the runnable was added: a thread that goes to sleep announces it first and then looks at every
    /// queue under its lock, so either it sees the runnable or we see it.</param>
    public void Push(IRunnable runnable, ref int parked, out int parkedNow)
    {
        bool taken = false;
        _lock.Enter(ref taken);
        if (_count == _ring.Length) Grow();
        _ring[(_head + _count) & (_ring.Length - 1)] = runnable;
        _count++;
        parkedNow = Volatile.Read(ref parked);
        _lock.Exit(useMemoryBarrier: true); // the caller reads next whether somebody searches; that read must not move up
    }

    public IRunnable? TryPop()
    {
        if (Count == 0) return null;
        return TryPopCertainly();
    }

    /// <summary>Looks under the lock even if the count hints at nothing.</summary>
    public IRunnable? TryPopCertainly()
    {
        bool taken = false;
        _lock.Enter(ref taken);
        IRunnable? runnable = null;
        if (_count > 0)
        {
            ref IRunnable? slot = ref _ring[_head];
            runnable = slot;
            slot = null; // a popped slot must not keep a dead actor alive
            _head = (_head + 1) & (_ring.Length - 1);
            _count--;
        }

        _lock.Exit(useMemoryBarrier: false);
        return runnable;
    }

    private void Grow()
    {
        var grown = new IRunnable?[_ring.Length * 2];
        for (int i = 0; i < _count; i++) grown[i] = _ring[(_head + i) & (_ring.Length - 1)];
        _ring = grown;
        _head = 0;
    }
}
