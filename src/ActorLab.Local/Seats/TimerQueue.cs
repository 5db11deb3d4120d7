using ActorLab.Core.Actors;

namespace ActorLab.Local.Seats;

/// <summary>What a run is to do later, on one thread that sleeps until the next is due. Equal times keep the order of the
/// calls.</summary>
/// <param name="now">The clock of the run.</param>
/// <param name="broken">Told what an entry threw: never a failure of the scenario, always the engine's own.</param>
internal sealed class TimerQueue(Func<SimTime> now, Action<Exception> broken)
{
    private const int CancelledWorthPruning = 64;

    private readonly object _gate = new();
    private readonly PriorityQueue<Entry, (long Due, long Order)> _entries = new();
    private long _order;
    private int _cancelled;
    private bool _closed;
    private Thread? _thread;

    private enum State
    {
        /// <summary>The turn that asked for it has not ended.</summary>
        Prepared,
        Waiting,
        Taken,
        Cancelled,
    }

    /// <summary>How many wait, cancelled ones that are still kept included.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    /// <summary>Does something after a delay from now.</summary>
    public Entry Add(Action due, SimDuration delay)
    {
        var entry = new Entry(this, due, delay);
        Start([entry], now());
        return entry;
    }

    /// <summary>Starts the delays of entries, but for those that were cancelled meanwhile: all at once, or a late thread would
    /// see the first fire before a shorter one stands in the queue.</summary>
    public void Start(IReadOnlyList<Entry> entries, SimTime from)
    {
        lock (_gate)
        {
            if (_closed) return;
            foreach (Entry entry in entries)
            {
                if (entry.TryStart()) _entries.Enqueue(entry, (entry.DueAfter(from), _order++));
            }

            if (_thread is null)
            {
                _thread = new Thread(Loop) { Name = "timer", IsBackground = true };
                _thread.Start();
            }
            else
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Nothing is done any more, but for what is being done.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _entries.Clear();
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for the thread of a closed queue. Not from an entry.</summary>
    /// <returns>False if it was still busy after the time.</returns>
    public bool Join(TimeSpan limit)
    {
        Thread? thread;
        lock (_gate) thread = _thread;
        return thread is null || thread.Join(limit);
    }

    private void Loop()
    {
        while (NextDue() is { } due)
        {
            try
            {
                due();
            }
            catch (Exception bug)
            {
                broken(bug);
            }
        }
    }

    private Action? NextDue()
    {
        lock (_gate)
        {
            while (!_closed)
            {
                if (!_entries.TryPeek(out Entry? entry, out (long Due, long Order) key))
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                long left = entry.IsCancelled ? 0 : key.Due - now().Nanoseconds;
                if (left <= 0)
                {
                    _entries.Dequeue();
                    if (entry.TryTake() is { } due) return due;
                    _cancelled--;
                    continue;
                }

                // Rounded up: a message is never early. Long waits are cut, Monitor.Wait takes 24 days at most.
                Monitor.Wait(_gate, (int)Math.Min((left / 1_000_000) + (left % 1_000_000 > 0 ? 1 : 0), 3_600_000));
            }

            return null;
        }
    }

    /// <summary>Most timers are leases and time-outs that are taken back long before they are due: kept until then, they would be
    /// most of the memory.</summary>
    private void ForgetCancelled()
    {
        if (++_cancelled < CancelledWorthPruning || _cancelled <= _entries.Count / 2) return;
        (Entry, (long, long))[] kept = [.. _entries.UnorderedItems.Where(e => !e.Element.IsCancelled)];
        _entries.Clear();
        _entries.EnqueueRange(kept);
        _cancelled = 0;
    }

    internal sealed class Entry(TimerQueue queue, Action due, SimDuration delay) : IScheduledSend
    {
        private Action? _due = due;
        private State _state;

        public bool IsCancelled => _state == State.Cancelled;

        /// <summary>In nanoseconds; beyond the end of time is never.</summary>
        public long DueAfter(SimTime from)
        {
            long left = Math.Max(0, delay.Nanoseconds);
            return left > long.MaxValue - from.Nanoseconds ? long.MaxValue : from.Nanoseconds + left;
        }

        /// <summary>Under the queue's lock.</summary>
        public bool TryStart()
        {
            if (_state != State.Prepared) return false;
            _state = State.Waiting;
            return true;
        }

        /// <summary>Under the queue's lock.</summary>
        public Action? TryTake()
        {
            if (_state != State.Waiting) return null;
            _state = State.Taken;
            return _due;
        }

        public bool Cancel()
        {
            lock (queue._gate)
            {
                if (_state is State.Taken or State.Cancelled) return false;
                bool waited = _state == State.Waiting;
                _state = State.Cancelled;
                _due = null;
                if (waited && !queue._closed) queue.ForgetCancelled();
                return true;
            }
        }
    }
}
