#pragma warning disable RS0030 // Its threads are real ones.
using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using ActorLab.Local.RealMachine;
using ActorLab.Local.Tracing;

namespace ActorLab.Local.Hosting;

/// <summary>A dispatcher that has exactly its threads, each started when work finds none idle, and that can be waited
/// for.</summary>
/// <remarks>Akka's own pool of dedicated threads wakes no more of them at a time than there are processors, so that work waits
/// although threads are idle where turns block; and its threads end some time after their actors.</remarks>
internal sealed class ThreadDispatcher : MessageDispatcher
{
    private const int Spins = 20;

    private static readonly Config s_noSettings = ConfigurationFactory.ParseString("id = actorlab");

    private readonly ConcurrentQueue<IRunnable> _work = new();
    private readonly object _bed = new();
    private readonly DispatcherThreads _threads;
    private readonly Worker[] _workers;
    private readonly object _gate = new();
    private int _started;
    private int _sleeping;
    private int _searching;
    private int _wakes;
    private volatile bool _isClosed;

    private ThreadDispatcher(MessageDispatcherConfigurator configurator, string id, DispatcherThreads threads)
        : base(configurator)
    {
        Id = id;
        // The queue of each actor knows its share.
        Throughput = int.MaxValue;
        ShutdownTimeout = TimeSpan.FromSeconds(1);
        _threads = threads;
        _workers = new Worker[threads.Count];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Worker(this, threads.IsNumbered ? $"{threads.Name}-{i + 1}" : threads.Name);
        }

        if (threads.IsCallers) _started = 1;
    }

    public int ThreadCount => _workers.Length;

    public int StartedCount => Volatile.Read(ref _started);

    /// <summary>Threads that sleep and that nothing has woken.</summary>
    public int SleepingCount => Volatile.Read(ref _sleeping);

    /// <param name="system">Where it can be looked up from now on.</param>
    /// <param name="id">Its name there.</param>
    /// <param name="threads">What it has.</param>
    public static ThreadDispatcher Register(ActorSystem system, string id, DispatcherThreads threads)
    {
        var configurator = new OneConfigurator(s_noSettings, system.Dispatchers.Prerequisites);
        var dispatcher = new ThreadDispatcher(configurator, id, threads);
        configurator.Made = dispatcher;
        system.Dispatchers.RegisterConfigurator(id, configurator);
        return dispatcher;
    }

    /// <summary>Makes the calling thread the one thread of this dispatcher until it is closed.</summary>
    public void RunOnThisThread() => _workers[0].Loop();

    /// <summary>No more turns; threads end after the one they are in.</summary>
    public void Close()
    {
        // Under the lock, so that it knows all threads that it has.
        lock (_gate) _isClosed = true;
        Wake(_workers.Length);
    }

    /// <summary>Waits for the threads to end. Not from one of them.</summary>
    /// <param name="limit">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>False if one was still in a turn after the time.</returns>
    public bool Join(TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (Worker worker in _workers)
        {
            TimeSpan left = limit == Timeout.InfiniteTimeSpan ? limit : limit - Stopwatch.GetElapsedTime(start);
            if (!worker.Join(left == limit || left > TimeSpan.Zero ? left : TimeSpan.Zero)) return false;
        }

        return true;
    }

    protected override void ExecuteTask(IRunnable run)
    {
        _work.Enqueue(run);
        // A thread that goes to sleep says so before it looks again.
        Interlocked.MemoryBarrier();
        Summon();
    }

    protected override void Shutdown()
    {
        // The run ends it.
    }

    private void WakeOne()
    {
        int sleeping;
        while ((sleeping = Volatile.Read(ref _sleeping)) > 0)
        {
            if (Interlocked.CompareExchange(ref _sleeping, sleeping - 1, sleeping) != sleeping) continue;
            Wake(1);
            return;
        }
    }

    private void Wake(int threads)
    {
        lock (_bed)
        {
            _wakes += threads;
            if (threads == 1) Monitor.Pulse(_bed);
            else Monitor.PulseAll(_bed);
        }
    }

    private void Sleep()
    {
        lock (_bed)
        {
            while (_wakes == 0) Monitor.Wait(_bed);
            _wakes--;
        }
    }

    private void StartOne()
    {
        try
        {
            lock (_gate)
            {
                if (_isClosed || _started == _workers.Length) return;
                _workers[_started].Start();
                _started++;
            }
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            _threads.Broken(new InvalidOperationException(
                $"dispatcher '{Id}' could start only {_started} of {_workers.Length} threads: {failure.Message}", failure));
        }
    }

    /// <summary>What a thread should run now; waits for it. Null when the dispatcher is closed.</summary>
    private IRunnable? Next()
    {
        while (!_isClosed)
        {
            if (_work.TryDequeue(out IRunnable? run) || TrySearch(out run))
            {
                // Others may be asleep or not there yet while more waits.
                if (!_work.IsEmpty) Summon();
                return run;
            }

            Interlocked.Increment(ref _sleeping);
            if (!_work.IsEmpty) WakeOne();
            Sleep();
        }

        return null;
    }

    /// <summary>Sees to it that a thread comes for what waits.</summary>
    private void Summon()
    {
        if (Volatile.Read(ref _searching) > 0) return;
        if (Volatile.Read(ref _sleeping) > 0) WakeOne();
        else if (Volatile.Read(ref _started) < _workers.Length) StartOne();
    }

    private bool TrySearch(out IRunnable? run)
    {
        run = null;
        // One is enough: a second would only heat the other core.
        if (Interlocked.CompareExchange(ref _searching, 1, 0) != 0) return false;
        for (int i = 0; i < Spins && !_isClosed && run is null; i++)
        {
            if (!_work.TryDequeue(out run)) Thread.SpinWait(20);
        }

        Interlocked.Exchange(ref _searching, 0);
        // What came at the last moment was left to this thread.
        return run is not null || _work.TryDequeue(out run);
    }

    private sealed class Worker(ThreadDispatcher dispatcher, string name)
    {
        private Thread? _thread;
        private int _systemId;

        public void Start()
        {
            var thread = new Thread(Loop) { Name = name, IsBackground = true };
            _thread = thread;
            try
            {
                thread.Start();
            }
            catch
            {
                _thread = null;
                throw;
            }
        }

        public void Loop()
        {
            _systemId = Posix.ThreadId();
            LocalTrace? trace = dispatcher._threads.Trace;
            trace?.Enter(name);
            while (dispatcher.Next() is { } run)
            {
                try
                {
                    run.Run();
                }
                catch (Exception bug)
                {
                    dispatcher._threads.Broken(bug);
                }
            }

            trace?.Leave();
        }

        /// <summary>Waits until the thread, if there is one, has ended and the system has taken it down: what counts threads next
        /// counts it no more.</summary>
        public bool Join(TimeSpan limit)
        {
            if (_thread is null) return true;
            if (!_thread.Join(limit)) return false;
            long joined = Stopwatch.GetTimestamp();
            var spin = new SpinWait();
            // Bounded only because the number might already be another thread's.
            while (Posix.HasThread(_systemId) && Stopwatch.GetElapsedTime(joined) < TimeSpan.FromSeconds(1))
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            return true;
        }
    }

    private sealed class OneConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : MessageDispatcherConfigurator(config, prerequisites)
    {
        public MessageDispatcher? Made { get; set; }

        public override MessageDispatcher Dispatcher() => Made!;
    }
}

/// <summary>The threads of a dispatcher.</summary>
/// <param name="Name">They are called <c>name-1</c>, <c>name-2</c>, … if they are numbered.</param>
/// <param name="Count">At least 1.</param>
/// <param name="Trace">Of the run; null if it is not traced.</param>
/// <param name="Broken">Told what a turn threw: never an actor's failure, always the engine's own.</param>
internal sealed record DispatcherThreads(string Name, int Count, LocalTrace? Trace, Action<Exception> Broken)
{
    public bool IsNumbered { get; init; }

    /// <summary>A thread that exists already will call <see cref="ThreadDispatcher.RunOnThisThread"/>.</summary>
    public bool IsCallers { get; init; }
}
