using System.Diagnostics;
using ActorLab.Local.RealMachine;

namespace ActorLab.Local.Dispatchers;

/// <summary>One thread of a dispatcher: runs what it activated last, then its own queue, then what others have too much of.</summary>
/// <remarks>The last-in slot keeps a conversation of two actors on one core, with a budget, or it would starve the queue. The slot belongs to the thread alone; before
/// anything that may block, and now and then in a long turn, it is moved to the queue where neighbours can take it.</remarks>
internal sealed class DispatcherThread
{
    private const int SlotBudget = 64;
    private const int SharedQueueEvery = 61;
    private const int SendsBeforeSharing = 256;

    private readonly Dispatcher _dispatcher;
    private readonly RunQueue _queue = new();
    private readonly object _park = new();
    private IRunnable? _slot;
    private int _slotRuns;
    private int _ticks;
    private long _sends;
    private long _shareAt = SendsBeforeSharing;
    private bool _woken;
    private int _systemId;

    public DispatcherThread(Dispatcher dispatcher, string name, int index)
    {
        _dispatcher = dispatcher;
        Name = name;
        Index = index;
    }

    public string Name { get; }

    /// <summary>From 0, within its dispatcher.</summary>
    public int Index { get; }

    public Dispatcher Dispatcher => _dispatcher;

    /// <summary>Counted by this thread alone and added up when it has ended.</summary>
    public long Sends => _sends;

    public long Turns { get; set; }

    public RunQueue Queue => _queue;

    /// <summary>The operating system's thread, once started; null for the calling thread.</summary>
    public Thread? OsThread { get; private set; }

    public void Start()
    {
        var thread = new Thread(Loop) { Name = Name, IsBackground = true };
        // Before it runs: the first thing it does may be to end, and to have itself joined.
        OsThread = thread;
        try
        {
            thread.Start();
        }
        catch
        {
            OsThread = null;
            throw;
        }
    }

    /// <summary>Waits until the thread, if there is one, has ended and the system has taken it down: whoever counts threads next counts it no more.</summary>
    /// <returns>False if it was still in a turn after the time.</returns>
    public bool Join(TimeSpan limit)
    {
        if (OsThread is null) return true;
        if (limit != TimeSpan.MaxValue && !OsThread.Join(limit)) return false;
        OsThread.Join();
        long joined = Stopwatch.GetTimestamp();
        var spin = new SpinWait();
        // Bounded only because the number might already be another thread's.
        while (Posix.HasThread(_systemId) && Stopwatch.GetElapsedTime(joined) < TimeSpan.FromSeconds(1)) spin.SpinOnce(sleep1Threshold: -1);
        return true;
    }

    /// <summary>Runs until the dispatcher is closed.</summary>
    public void Loop()
    {
        _systemId = Posix.ThreadId();
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_dispatcher.Context);
        _dispatcher.Trace?.Enter(Name);
        while (_dispatcher.Next(this) is { } runnable)
        {
            try
            {
                runnable.Run(this);
            }
            catch (Exception bug)
            {
                _dispatcher.Broken(bug);
            }
        }

        _dispatcher.Trace?.Leave();
        SynchronizationContext.SetSynchronizationContext(before);
    }

    /// <summary>Called by an actor that runs on this thread for one that it woke.</summary>
    public void ScheduleNext(IRunnable runnable)
    {
        IRunnable? earlier = _slot;
        _slot = runnable;
        if (earlier is not null) _dispatcher.PushLocal(this, earlier);
    }

    /// <summary>Counts a send of the running turn; a turn that sends very many shares what it woke before it ends.</summary>
    public void CountSend()
    {
        if (++_sends >= _shareAt) ShareSlot();
    }

    /// <summary>Makes what this thread would run next available to its neighbours.</summary>
    public void ShareSlot()
    {
        _shareAt = _sends + SendsBeforeSharing;
        if (_slot is not { } runnable) return;
        _slot = null;
        _dispatcher.PushLocal(this, runnable);
    }

    /// <summary>What this thread has for itself; null if nothing.</summary>
    public IRunnable? TakeOwn()
    {
        _shareAt = _sends + SendsBeforeSharing;
        if (++_ticks % SharedQueueEvery == 0 && _dispatcher.TakeShared() is { } shared) return shared;
        if (_slot is { } next)
        {
            if (_slotRuns < SlotBudget)
            {
                _slotRuns++;
                _slot = null;
                return next;
            }

            // Over budget: whoever waits in a queue goes first.
            _slotRuns = 0;
            if ((_queue.TryPop() ?? _dispatcher.TakeShared()) is { } waiting) return waiting;
            _slot = null;
            return next;
        }

        _slotRuns = 0;
        return _queue.TryPop();
    }

    /// <summary>Sleeps until <see cref="Wake"/>.</summary>
    public void Park()
    {
        lock (_park)
        {
            while (!_woken) Monitor.Wait(_park);
            _woken = false;
        }
    }

    public void Wake()
    {
        lock (_park)
        {
            _woken = true;
            Monitor.Pulse(_park);
        }
    }
}
