using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace ActorLab.Local.Hosting;

/// <summary>Akka's scheduler of a real run, without ticks: one thread, which is there from the first thing that is scheduled,
/// sleeps until the next is due. Equal times keep the order of the calls; nothing is early, and no later than the system wakes a
/// thread.</summary>
/// <remarks>Akka's own turns a wheel every 10 ms, also where nothing is due for hours.</remarks>
internal sealed class PreciseScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private const int LeastPruned = 64;

    private readonly object _gate = new();
    private readonly PriorityQueue<Entry, (long Due, long Order)> _entries = new();
    private readonly TimeSpan _patience;
    private long _order;
    private int _pruneAt = LeastPruned;
    private bool _isClosed;
    private Thread? _thread;

    /// <param name="config">The whole configuration of the system, as Akka gives it.</param>
    /// <param name="log">Told what an action threw.</param>
    public PreciseScheduler(Config config, ILoggingAdapter log)
        : base(config, log)
    {
        _patience = config.GetTimeSpan("akka.scheduler.shutdown-timeout");
    }

    private sealed record Entry(Action Run, ICancelable? Cancelable, long Every)
    {
        public bool IsCancelled => Cancelable?.IsCancellationRequested == true;
    }

    /// <summary>How many wait, cancelled ones that are still kept included.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    /// <summary>How often the thread has looked what is due.</summary>
    public long Looks { get; private set; }

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(0);

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => DateTimeOffset.UtcNow;

    /// <summary>Akka calls this when the system has ended. What has not come due is done at once, if it was to be done once, as
    /// Akka's own scheduler does: dispatchers end their threads by it.</summary>
    public void Dispose()
    {
        Entry[] left;
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
            left = [.. Ordered().Where(e => e.Every == 0)];
            _entries.Clear();
            Monitor.Pulse(_gate);
        }

        if (_thread is { } thread && thread != Thread.CurrentThread && !thread.Join(_patience))
            Log.Warning("an action of the scheduler had not ended after {0}", _patience);
        foreach (Entry entry in left) Run(entry);
    }

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(delay, () => receiver.Tell(message, sender), cancelable, TimeSpan.Zero);

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(initialDelay, () => receiver.Tell(message, sender), cancelable, interval);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Add(delay, action, cancelable, TimeSpan.Zero);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Add(delay, action.Run, cancelable, TimeSpan.Zero);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(initialDelay, action, cancelable, interval);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Add(initialDelay, action.Run, cancelable, interval);

    private void Add(TimeSpan delay, Action run, ICancelable? cancelable, TimeSpan every)
    {
        ArgumentNullException.ThrowIfNull(run);
        long due = Stopwatch.GetTimestamp() + Timestamps(delay);
        lock (_gate)
        {
            if (_isClosed) throw new SchedulerException("nothing can be scheduled after the end of the system");
            Enqueue(new Entry(run, cancelable, Timestamps(every)), due);
            if (_thread is null)
            {
                _thread = new Thread(Loop) { Name = "scheduler", IsBackground = true };
                _thread.Start();
            }
            else if (_entries.TryPeek(out _, out (long Due, long Order) first) && first.Due == due)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    private void Enqueue(Entry entry, long due)
    {
        if (_entries.Count >= _pruneAt)
        {
            // Most of what is scheduled are time-outs that are taken back long before they are due.
            (Entry, (long, long))[] kept = [.. _entries.UnorderedItems.Where(e => !e.Element.IsCancelled)];
            _entries.Clear();
            _entries.EnqueueRange(kept);
            _pruneAt = Math.Max(LeastPruned, 2 * kept.Length);
        }

        _entries.Enqueue(entry, (due, _order++));
    }

    private void Loop()
    {
        while (Next() is { } entry) Run(entry);
    }

    private Entry? Next()
    {
        lock (_gate)
        {
            while (!_isClosed)
            {
                Looks++;
                if (!_entries.TryPeek(out Entry? entry, out (long Due, long Order) key))
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                long left = entry.IsCancelled ? 0 : key.Due - Stopwatch.GetTimestamp();
                if (left > 0)
                {
                    // Rounded up: nothing is early. Long waits are cut, Monitor.Wait takes 24 days at most.
                    double milliseconds = Math.Ceiling(left * 1_000.0 / Stopwatch.Frequency);
                    Monitor.Wait(_gate, (int)Math.Min(milliseconds, 3_600_000));
                    continue;
                }

                _entries.Dequeue();
                if (entry.IsCancelled) continue;
                if (entry.Every > 0) Enqueue(entry, key.Due + entry.Every);
                return entry;
            }

            return null;
        }
    }

    private void Run(Entry entry)
    {
        if (entry.IsCancelled) return;
        try
        {
            entry.Run();
        }
        catch (Exception failure)
        {
            Log.Error(failure, "an action of the scheduler failed");
        }
    }

    private IEnumerable<Entry> Ordered() => _entries.UnorderedItems.OrderBy(e => e.Priority).Select(e => e.Element);

    private static long Timestamps(TimeSpan span)
    {
        double timestamps = span.TotalSeconds * Stopwatch.Frequency;
        // A quarter of the range is beyond the end of any run and leaves room to add.
        return timestamps >= long.MaxValue / 4 ? long.MaxValue / 4 : (long)Math.Ceiling(timestamps);
    }
}
