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

    /// <returns>How long it had to be waited for, in ticks of <see cref="Stopwatch"/>; 0 if it was free.</returns>
    public long Acquire()
    {
        lock (_gate)
        {
            long asked = _held ? Stopwatch.GetTimestamp() : 0;
            _waiting++;
            while (_held) Monitor.Wait(_gate);
            _waiting--;
            _held = true;
            _switches++;
            long now = Stopwatch.GetTimestamp();
            Volatile.Write(ref _acquiredAt, now);
            // A thread may be waiting in Checkpoint to see that the lock changed hands.
            Monitor.PulseAll(_gate);
            return asked == 0 ? 0 : now - asked;
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
    /// <returns>How long the computation was without the lock, in ticks of <see cref="Stopwatch"/>.</returns>
    public long Checkpoint()
    {
        if (Volatile.Read(ref _waiting) == 0) return 0;
        long given = Stopwatch.GetTimestamp();
        if (given - Volatile.Read(ref _acquiredAt) < _intervalTicks) return 0;
        lock (_gate)
        {
            if (_waiting == 0) return 0;
            long before = _switches;
            _held = false;
            Monitor.PulseAll(_gate);
            while (_switches == before) Monitor.Wait(_gate);
        }

        Acquire();
        return Stopwatch.GetTimestamp() - given;
    }
}
