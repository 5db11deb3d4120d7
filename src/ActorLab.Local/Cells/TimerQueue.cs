using ActorLab.Core.Actors;

namespace ActorLab.Local.Cells;

/// <summary>The messages of a run that are to be sent later, on one thread that sleeps until the next is due. Equal times keep the order of the calls.</summary>
internal sealed class TimerQueue(LocalRun run)
{
    private readonly object _gate = new();
    private readonly PriorityQueue<Entry, (long Due, long Order)> _entries = new();
    private long _order;
    private bool _closed;
    private Thread? _thread;

    public IScheduledSend Add(ActorCell sender, ActorRef receiver, IMessage message, SimDuration delay)
    {
        var entry = new Entry(this, () => run.Send(sender, receiver, message, null));
        Add(entry, delay);
        return entry;
    }

    public void Add(Action due, SimDuration delay) => Add(new Entry(this, due), delay);

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _entries.Clear();
            Monitor.Pulse(_gate);
        }
    }

    private void Add(Entry entry, SimDuration delay)
    {
        long due = checked(run.Now.Nanoseconds + Math.Max(0, delay.Nanoseconds));
        lock (_gate)
        {
            if (_closed) return;
            _entries.Enqueue(entry, (due, _order++));
            if (_thread is null)
            {
                _thread = new Thread(Loop) { Name = "timer", IsBackground = true };
                _thread.Start();
            }
            else if (_entries.Peek() == entry)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    private void Loop()
    {
        while (NextDue() is { } entry) entry.Fire();
    }

    private Entry? NextDue()
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

                long left = key.Due - run.Now.Nanoseconds;
                if (left <= 0 || entry.Cancelled)
                {
                    _entries.Dequeue();
                    if (entry.TryTake()) return entry;
                    continue;
                }

                // Rounded up: a message is never early. Long waits are cut, Monitor.Wait takes 24 days at most.
                Monitor.Wait(_gate, (int)Math.Min((left + 999_999) / 1_000_000, 3_600_000));
            }

            return null;
        }
    }

    private sealed class Entry(TimerQueue queue, Action due) : IScheduledSend
    {
        private bool _taken;

        public bool Cancelled { get; private set; }

        public void Fire() => due();

        /// <summary>Under the queue's lock.</summary>
        public bool TryTake()
        {
            if (_taken || Cancelled) return false;
            _taken = true;
            return true;
        }

        public bool Cancel()
        {
            lock (queue._gate)
            {
                if (_taken || Cancelled) return false;
                Cancelled = true;
                return true;
            }
        }
    }
}
