using System.Diagnostics;

namespace ActorLab.Local.RealMachine;

/// <summary>The lock that only one computing body may hold, as CPython's: a holder gives it up while it waits, and at a checkpoint when its interval has passed and someone else wants it.</summary>
/// <remarks>Like CPython's since 3.2, a forced hand-over waits until another thread really has taken the lock; otherwise the releasing thread, still running, would
/// win it back every time. A voluntary release forces nothing.</remarks>
internal sealed class InterpreterLock(SimDuration switchInterval)
{
    private readonly object _gate = new();
    private readonly long _intervalTicks = (long)(switchInterval.Nanoseconds * (Stopwatch.Frequency / 1e9));
    private int _waiting;
    private bool _held;
    private long _acquiredAt;
    private long _switches;

    public void Acquire()
    {
        lock (_gate)
        {
            _waiting++;
            while (_held) Monitor.Wait(_gate);
            _waiting--;
            _held = true;
            _switches++;
            Volatile.Write(ref _acquiredAt, Stopwatch.GetTimestamp());
            // A thread may be waiting in Checkpoint to see that the lock changed hands.
            Monitor.PulseAll(_gate);
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _held = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Between two slices of a computation.</summary>
    public void Checkpoint()
    {
        if (Volatile.Read(ref _waiting) == 0) return;
        if (Stopwatch.GetTimestamp() - Volatile.Read(ref _acquiredAt) < _intervalTicks) return;
        lock (_gate)
        {
            if (_waiting == 0) return;
            long before = _switches;
            _held = false;
            Monitor.PulseAll(_gate);
            while (_switches == before) Monitor.Wait(_gate);
        }

        Acquire();
    }
}
