using System.Diagnostics;
using ActorLab.Local.Tracing;

namespace ActorLab.Local.Dispatchers;

/// <summary>A set of threads that give actors their turns. Threads start when work finds none idle, up to the dispatcher's number.</summary>
internal sealed class Dispatcher
{
    private const int SearchRounds = 6;

    private readonly DispatcherThread[] _threads;
    private readonly RunQueue _shared = new();
    private readonly Stack<DispatcherThread> _sleepers = new();
    private readonly object _gate = new();
    private int _started;
    private int _parked;
    private int _searching;
    private volatile bool _closed;

    /// <param name="name">Threads are called <c>name-1</c>, <c>name-2</c>, …; a dispatcher of one pinned actor has a thread called <paramref name="name"/>.</param>
    /// <param name="threadCount">At least 1.</param>
    /// <param name="broken">Told what a turn threw: never an actor's failure, always the engine's own.</param>
    /// <param name="numbered">Whether thread names get a number.</param>
    /// <param name="callerDriven">True when a thread that already exists will call <see cref="RunOnThisThread"/>.</param>
    /// <param name="trace">Of the run; null if it is not traced.</param>
    public Dispatcher(string name, int threadCount, Action<Exception> broken, bool numbered = true, bool callerDriven = false, LocalTrace? trace = null)
    {
        Trace = trace;
        Name = name;
        Broken = broken;
        Context = new DispatcherContext(this);
        _threads = new DispatcherThread[threadCount];
        for (int i = 0; i < threadCount; i++) _threads[i] = new DispatcherThread(this, numbered ? $"{name}-{i + 1}" : name, i);
        if (callerDriven) _started = 1;
    }

    public string Name { get; }

    public Action<Exception> Broken { get; }

    public LocalTrace? Trace { get; }

    public int ThreadCount => _threads.Length;

    public int StartedCount => Volatile.Read(ref _started);

    public int ParkedCount => Volatile.Read(ref _parked);

    /// <summary>Brings the rest of an asynchronous body back to this dispatcher when its wait is over.</summary>
    public SynchronizationContext Context { get; }

    public (long Sends, long Turns) Counts()
    {
        long sends = 0, turns = 0;
        foreach (DispatcherThread thread in _threads)
        {
            sends += thread.Sends;
            turns += thread.Turns;
        }

        return (sends, turns);
    }

    /// <summary>Gives a runnable its turn.</summary>
    /// <param name="runnable">What is to run; nobody else has it.</param>
    /// <param name="current">The dispatcher thread that the caller runs on, if it is one.</param>
    public void Schedule(IRunnable runnable, DispatcherThread? current)
    {
        if (current is not null && current.Dispatcher == this)
        {
            current.ScheduleNext(runnable);
            return;
        }

        _shared.Push(runnable, ref _parked, out int parked);
        WakeOrStart(parked);
    }

    /// <summary>Puts a runnable behind all others that wait on this thread.</summary>
    public void PushLocal(DispatcherThread thread, IRunnable runnable)
    {
        thread.Queue.Push(runnable, ref _parked, out int parked);
        WakeOrStart(parked);
    }

    public IRunnable? TakeShared() => _shared.TryPop();

    /// <summary>What the thread should run now; waits for it. Null when the dispatcher is closed.</summary>
    public IRunnable? Next(DispatcherThread thread)
    {
        while (!_closed)
        {
            if ((thread.TakeOwn() ?? Search(thread)) is { } runnable) return runnable;
            if (SleepUnlessWork(thread) is { } late) return late;
        }

        return null;
    }

    /// <summary>Makes the calling thread the one thread of this dispatcher until it is closed.</summary>
    public void RunOnThisThread() => _threads[0].Loop();

    /// <summary>No more turns; threads end after the one they are in.</summary>
    public void Close()
    {
        DispatcherThread[] sleepers;
        lock (_gate)
        {
            _closed = true;
            sleepers = [.. _sleepers];
            _sleepers.Clear();
        }

        foreach (DispatcherThread sleeper in sleepers) sleeper.Wake();
    }

    /// <summary>Waits for the threads to end. Not from one of them.</summary>
    /// <param name="limit">How long at most; <see cref="TimeSpan.MaxValue"/> for ever.</param>
    /// <returns>False if one was still in a turn after the time.</returns>
    public bool Join(TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (DispatcherThread thread in _threads)
        {
            TimeSpan left = limit == TimeSpan.MaxValue ? limit : limit - Stopwatch.GetElapsedTime(start);
            if (!thread.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero)) return false;
        }

        return true;
    }

    private void WakeOrStart(int parked)
    {
        // A searching thread will find it; it looks at all queues again after it has announced that it goes to sleep.
        if (Volatile.Read(ref _searching) > 0) return;
        // Who slept a moment ago may have been woken for other work, or have found some by itself.
        if (parked > 0 && WakeOne()) return;
        if (Volatile.Read(ref _started) < _threads.Length) StartOne();
    }

    private bool WakeOne()
    {
        DispatcherThread? sleeper;
        lock (_gate)
        {
            if (!_sleepers.TryPop(out sleeper)) return false;
            _parked--;
        }

        sleeper.Wake();
        return true;
    }

    private void StartOne()
    {
        try
        {
            // Under the lock, so that a dispatcher that is closed knows all threads it must join.
            lock (_gate)
            {
                if (_closed || _started == _threads.Length) return;
                _threads[_started].Start();
                _started++;
            }
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            Broken(new InvalidOperationException($"dispatcher '{Name}' could start only {_started} of {_threads.Length} threads: {failure.Message}", failure));
        }
    }

    private IRunnable? Search(DispatcherThread thread)
    {
        if (_threads.Length == 1) return SpinForWork(thread);
        // One searcher is enough: a second would only heat the other core.
        if (Interlocked.CompareExchange(ref _searching, 1, 0) != 0) return TakeAny(thread);
        IRunnable? found = SpinForWork(thread);
        Interlocked.Exchange(ref _searching, 0);
        // What came while we searched was left to us; if there is more than this one, somebody else must come.
        if (found is not null && HasWork()) WakeOrStart(Volatile.Read(ref _parked));
        return found;
    }

    private IRunnable? SpinForWork(DispatcherThread thread)
    {
        for (int round = 0; round < SearchRounds && !_closed; round++)
        {
            if (TakeAny(thread) is { } runnable) return runnable;
            Thread.SpinWait(20);
        }

        return null;
    }

    private IRunnable? TakeAny(DispatcherThread thread)
    {
        if (_shared.TryPop() is { } shared) return shared;
        for (int i = 1; i < _threads.Length; i++)
        {
            if (_threads[(thread.Index + i) % _threads.Length].Queue.TryPop() is { } stolen) return stolen;
        }

        return null;
    }

    private bool HasWork()
    {
        if (_shared.Count > 0) return true;
        foreach (DispatcherThread thread in _threads)
        {
            if (thread.Queue.Count > 0) return true;
        }

        return false;
    }

    private IRunnable? SleepUnlessWork(DispatcherThread thread)
    {
        lock (_gate)
        {
            if (_closed) return null;
            _sleepers.Push(thread);
            _parked++;
        }

        if (TakeCertainly() is { } runnable)
        {
            // Somebody woke us for other work: take the wake-up, or it would end a later sleep.
            if (!CancelSleep(thread)) thread.Park();
            // There may be more: some was left to us while we searched, or we were counted on as asleep.
            if (HasWork()) WakeOrStart(Volatile.Read(ref _parked));
            return runnable;
        }

        thread.Park();
        return null;
    }

    private IRunnable? TakeCertainly()
    {
        if (_shared.TryPopCertainly() is { } shared) return shared;
        foreach (DispatcherThread thread in _threads)
        {
            if (thread.Queue.TryPopCertainly() is { } stolen) return stolen;
        }

        return null;
    }

    private bool CancelSleep(DispatcherThread thread)
    {
        lock (_gate)
        {
            if (!_sleepers.Contains(thread)) return false;
            DispatcherThread[] others = [.. _sleepers.Where(s => s != thread).Reverse()];
            _sleepers.Clear();
            foreach (DispatcherThread other in others) _sleepers.Push(other);
            _parked--;
            return true;
        }
    }
}
