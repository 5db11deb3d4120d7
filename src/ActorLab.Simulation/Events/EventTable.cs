using System.Runtime.CompilerServices;
using ActorLab.Simulation.Cells;

namespace ActorLab.Simulation.Events;

/// <summary>The pending events and what breaks the ties between them. A row is kept until the last key that names it has been dropped.</summary>
/// <remarks>A message that nobody can take back is kept in its row: an object for each would be one more piece of memory to wait for, twice, when there are more of them than the caches hold.</remarks>
internal sealed class EventTable
{
    private const int PriorityShift = 56;
    private const int None = -1;

    private Row[] _rows = new Row[64];
    private int _used;
    private int _free = None;

    /// <param name="What">The event or the message; null if it was taken back, and in a free row.</param>
    /// <param name="Sender">Of the message; null for an event.</param>
    /// <param name="Target">Of the message; null for the outside.</param>
    /// <param name="Tie">Priority, then source.</param>
    /// <param name="Sequence">The order of adding; in a free row the next free one.</param>
    /// <param name="Number">Of the message among the sender's.</param>
    /// <param name="Turn">Of the sender, in which it asked for it.</param>
    private record struct Row(object? What, SimulatedActor? Sender, SimulatedActor? Target, long Tie, long Sequence, long Number, long Turn);

    /// <summary>How many events were ever added.</summary>
    public long Added { get; private set; }

    /// <summary>All rows below it may hold events.</summary>
    public int Length => _used;

    /// <summary>It was taken back, or is free.</summary>
    public bool IsDead(int row) => _rows[row].What is null;

    public PendingEvent? EventOf(int row) => _rows[row] is { Sender: null, What: { } what } ? Unsafe.As<PendingEvent>(what) : null;

    public SimulatedActor? SenderOf(int row) => _rows[row].Sender;

    public int Add(PendingEvent what, EventPriority priority, ActorId source)
    {
        ref Row free = ref NewRow(out int row);
        free.What = what;
        free.Tie = ((long)priority << PriorityShift) | source.Value;
        return row;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int AddSend(SimulatedActor sender, in DelayedSend send)
    {
        ref Row free = ref NewRow(out int row);
        free.What = send.Message;
        free.Sender = sender;
        free.Target = send.Target;
        free.Tie = ((long)EventPriority.Timer << PriorityShift) | sender.Id.Value;
        free.Number = send.Number;
        free.Turn = send.Turn;
        return row;
    }

    /// <summary>The row is looked up soon.</summary>
    public void LoadAhead(int row) => CacheLine.LoadElement(ref _rows[row]);

    /// <summary>What the row names is touched soon.</summary>
    /// <param name="row">Has been loaded.</param>
    /// <param name="step">0, then 1: see <see cref="PendingEvent.Approach"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Approach(int row, int step)
    {
        ref readonly Row near = ref _rows[row];
        if (near.Sender is null) EventOf(row)?.Approach(step);
        else if (step > 0) near.Target?.LoadParts();
        else DelayedSend.Approach(near.Target, near.What);
    }

    /// <summary>Its key stays where it is, and finds nothing here.</summary>
    public void TakeBack(int row)
    {
        _rows[row].What = null;
        _rows[row].Sender = null;
        _rows[row].Target = null;
    }

    /// <summary>Frees the row, whose key has been dropped, of an event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(int row)
    {
        ref Row released = ref _rows[row];
        released.What = null;
        released.Sequence = _free;
        _free = row;
    }

    /// <summary>Takes out what a key, which has been dropped, has named.</summary>
    /// <returns>The event, or else null.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PendingEvent? Take(int row, out SimulatedActor? sender, out DelayedSend send)
    {
        ref Row taken = ref _rows[row];
        sender = taken.Sender;
        object what = taken.What!;
        taken.What = null;
        taken.Sequence = _free;
        _free = row;
        if (sender is null)
        {
            send = default;
            return Unsafe.As<PendingEvent>(what);
        }

        // A free row must not keep its message alive; actors live as long as the run anyway. The sender says what the row is for.
        send = new DelayedSend(taken.Target, Unsafe.As<IMessage>(what), taken.Number, taken.Turn);
        taken.Sender = null;
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsBefore(EventKey a, EventKey b) => a.Time != b.Time ? a.Time < b.Time : BreaksTie(a.Row, b.Row);

    public int Compare(EventKey a, EventKey b) => a.Row == b.Row ? 0 : IsBefore(a, b) ? -1 : 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Row NewRow(out int row)
    {
        row = _free;
        if (row == None)
        {
            row = Grow();
        }
        else
        {
            _free = (int)_rows[row].Sequence;
        }

        ref Row free = ref _rows[row];
        free.Sequence = Added++;
        return ref free;
    }

    private int Grow()
    {
        if (_used == _rows.Length) Array.Resize(ref _rows, _used * 2);
        return _used++;
    }

    private bool BreaksTie(int a, int b)
    {
        ref readonly Row first = ref _rows[a];
        ref readonly Row second = ref _rows[b];
        return first.Tie != second.Tie ? first.Tie < second.Tie : first.Sequence < second.Sequence;
    }
}
