using System.Runtime.CompilerServices;

namespace ActorLab.Simulation.Events;

/// <summary>The pending events and what breaks the ties between them. A row is kept until the last key that names it has been dropped.</summary>
internal sealed class EventTable
{
    private const int PriorityShift = 56;
    private const int None = -1;

    private Row[] _rows = new Row[64];
    private int _used;
    private int _free = None;

    /// <param name="Event">Null if it was taken back, and in a free row.</param>
    /// <param name="Tie">Priority, then source.</param>
    /// <param name="Sequence">The order of adding; in a free row the next free one.</param>
    private record struct Row(PendingEvent? Event, long Tie, long Sequence);

    /// <summary>How many events were ever added.</summary>
    public long Added { get; private set; }

    /// <summary>All rows below it may hold events.</summary>
    public int Length => _used;

    public PendingEvent? this[int row] => _rows[row].Event;

    public int Add(PendingEvent what, EventPriority priority, ActorId source)
    {
        int row = _free;
        if (row == None)
        {
            if (_used == _rows.Length) Array.Resize(ref _rows, _used * 2);
            row = _used++;
        }
        else
        {
            _free = (int)_rows[row].Sequence;
        }

        ref Row free = ref _rows[row];
        free.Event = what;
        free.Tie = ((long)priority << PriorityShift) | source.Value;
        free.Sequence = Added++;
        return row;
    }

    /// <summary>The row is looked up soon.</summary>
    public void LoadAhead(int row) => CacheLine.LoadElement(ref _rows[row]);

    /// <summary>Its key stays where it is, and finds nothing here.</summary>
    public void TakeBack(int row) => _rows[row].Event = null;

    /// <summary>Frees the row, whose key has been dropped.</summary>
    /// <returns>Null if the event was taken back before.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PendingEvent? Release(int row)
    {
        ref Row released = ref _rows[row];
        PendingEvent? what = released.Event;
        released.Event = null;
        released.Sequence = _free;
        _free = row;
        return what;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsBefore(EventKey a, EventKey b) => a.Time != b.Time ? a.Time < b.Time : BreaksTie(a.Row, b.Row);

    public int Compare(EventKey a, EventKey b) => a.Row == b.Row ? 0 : IsBefore(a, b) ? -1 : 1;

    private bool BreaksTie(int a, int b)
    {
        ref readonly Row first = ref _rows[a];
        ref readonly Row second = ref _rows[b];
        return first.Tie != second.Tie ? first.Tie < second.Tie : first.Sequence < second.Sequence;
    }
}
