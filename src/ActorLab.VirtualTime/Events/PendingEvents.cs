namespace ActorLab.VirtualTime.Events;

/// <summary>The pending events by (time, order of adding): a heap with four children per node.</summary>
internal sealed class PendingEvents
{
    private const int Arity = 4;
    private const int LeastSweep = 1024;

    private readonly record struct Key(long Time, long Number, int Row)
    {
        public bool IsBefore(in Key other) => Time != other.Time ? Time < other.Time : Number < other.Number;
    }

    private Key[] _heap = new Key[64];
    private PendingEvent[] _rows = new PendingEvent[64];
    private readonly Stack<int> _free = [];
    private int _usedRows;
    private long _number;
    private int _sweepAt = LeastSweep;

    public int Count { get; private set; }

    /// <summary>How many of them happen once.</summary>
    public int OnceCount { get; private set; }

    /// <param name="time">Nanoseconds of the virtual clock; not negative.</param>
    /// <param name="what">The event.</param>
    public void Add(long time, in PendingEvent what)
    {
        if (Count >= _sweepAt) Sweep();
        if (Count == _heap.Length) Array.Resize(ref _heap, Count * 2);
        if (!_free.TryPop(out int row))
        {
            row = _usedRows++;
            if (row == _rows.Length) Array.Resize(ref _rows, row * 2);
        }

        _rows[row] = what;
        if (what.Every == 0) OnceCount++;
        MoveUp(Count++, new Key(time, _number++, row));
    }

    public bool TryPeekTime(out long time)
    {
        time = _heap[0].Time;
        return Count > 0;
    }

    /// <summary>Takes the first event out.</summary>
    public PendingEvent Take()
    {
        int row = _heap[0].Row;
        PendingEvent first = _rows[row];
        _rows[row] = default;
        _free.Push(row);
        if (first.Every == 0) OnceCount--;
        Key last = _heap[--Count];
        if (Count > 0) MoveDown(0, last);
        return first;
    }

    /// <summary>Takes all out that <paramref name="meant"/> says.</summary>
    public void RemoveWhere(Func<PendingEvent, bool> meant)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            int row = _heap[i].Row;
            if (!meant(_rows[row]))
            {
                _heap[kept++] = _heap[i];
                continue;
            }

            if (_rows[row].Every == 0) OnceCount--;
            _rows[row] = default;
            _free.Push(row);
        }

        Count = kept;
        for (int i = (kept - 2) / Arity; i >= 0 && kept > 1; i--) MoveDown(i, _heap[i]);
    }

    /// <summary>Events that were taken back stay until their time; when they may be many, they go at once.</summary>
    private void Sweep()
    {
        RemoveWhere(what => what.IsCancelled);
        _sweepAt = Math.Max(LeastSweep, Count * 2);
    }

    private void MoveUp(int slot, Key key)
    {
        Key[] heap = _heap;
        while (slot > 0)
        {
            int parent = (slot - 1) / Arity;
            if (!key.IsBefore(heap[parent])) break;
            heap[slot] = heap[parent];
            slot = parent;
        }

        heap[slot] = key;
    }

    private void MoveDown(int slot, Key key)
    {
        Key[] heap = _heap;
        int count = Count;
        while (true)
        {
            int first = (slot * Arity) + 1;
            if (first >= count) break;
            int least = first, end = Math.Min(first + Arity, count);
            for (int i = first + 1; i < end; i++)
            {
                if (heap[i].IsBefore(heap[least])) least = i;
            }

            if (!heap[least].IsBefore(key)) break;
            heap[slot] = heap[least];
            slot = least;
        }

        heap[slot] = key;
    }
}
