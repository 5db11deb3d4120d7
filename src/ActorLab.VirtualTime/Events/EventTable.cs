using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Akka.Actor;

namespace ActorLab.VirtualTime.Events;

/// <summary>What a pending event is ordered by, without a reference, so that moving keys costs no write barrier and the garbage
/// collector need not look at them.</summary>
/// <param name="Time">In nanoseconds; not negative.</param>
/// <param name="Row">Where the <see cref="EventTable"/> has the rest: what breaks ties, and the event.</param>
internal readonly record struct EventKey(long Time, int Row);

/// <summary>The pending events, and the order of adding that breaks ties between equal times.</summary>
internal sealed class EventTable
{
    private const int None = -1;

    /// <summary>Bytes of a cell and of what is made right after it and so stands behind it: its state, its mailbox, the queue and
    /// its ring.</summary>
    private const int CellAndMailbox = 416;

    /// <summary>Bytes of an actor of a few fields and of the delegate behind it.</summary>
    private const int ActorAndBehaviour = 128;

    private Row[] _rows = new Row[64];
    private int _used;
    private int _free = None;

    private struct Row
    {
        /// <summary>Empty in a free row.</summary>
        public PendingEvent Event;

        /// <summary>The order of adding; in a free row the next free one.</summary>
        public long Sequence;
    }

    /// <summary>How many events were ever added.</summary>
    public long Added { get; private set; }

    public int Add(in PendingEvent what)
    {
        int row = _free;
        if (row == None) row = Grow();
        else _free = (int)_rows[row].Sequence;
        ref Row free = ref _rows[row];
        free.Event = what;
        free.Sequence = Added++;
        return row;
    }

    /// <summary>The event of a row.</summary>
    public ref readonly PendingEvent this[int row] => ref _rows[row].Event;

    /// <summary>Takes an event out of its row.</summary>
    public PendingEvent Take(int row)
    {
        ref Row taken = ref _rows[row];
        PendingEvent what = taken.Event;
        taken.Event = default;
        taken.Sequence = _free;
        _free = row;
        return what;
    }

    /// <summary>Takes an event out of its row if it is a message that is sent once, from a running system.</summary>
    public bool TryTakeTell(
        int row, [NotNullWhen(true)] out ICanTell? receiver, [NotNullWhen(true)] out object? message, out IActorRef? sender)
    {
        ref Row taken = ref _rows[row];
        ref readonly PendingEvent what = ref taken.Event;
        if (what.Kind != EventKind.Tell || what.Every != 0 || what.System.Life != SystemLife.Running)
        {
            receiver = null;
            message = null;
            sender = null;
            return false;
        }

        receiver = Unsafe.As<ICanTell>(what.Target);
        message = what.Message!;
        sender = what.Sender;
        taken.Event = default;
        taken.Sequence = _free;
        _free = row;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsBefore(EventKey a, EventKey b) => a.Time != b.Time ? a.Time < b.Time : BreaksTie(a.Row, b.Row);

    public int Compare(EventKey a, EventKey b) => a.Row == b.Row ? 0 : IsBefore(a, b) ? -1 : 1;

    /// <summary>The row is looked up soon.</summary>
    public void LoadAhead(int row) => CacheLine.LoadElement(ref _rows[row]);

    /// <summary>What the row names is touched soon: the receiver and the message, then the cell with its mailbox, then its actor.
    /// Each must have come before the next is asked for.</summary>
    /// <param name="row">Has been loaded.</param>
    /// <param name="step">0 to 2.</param>
    public void Approach(int row, int step)
    {
        ref readonly PendingEvent what = ref _rows[row].Event;
        object? target = what.Target;
        if (step == 0)
        {
            CacheLine.Load(target, 64);
            CacheLine.Load(what.Message);
            return;
        }

        if (target is not ActorRefWithCell { Underlying: ActorCell cell }) return;
        if (step == 1) CacheLine.Load(cell, CellAndMailbox);
        else CacheLine.Load(ActorOf(cell), ActorAndBehaviour);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Actor")]
    private static extern ActorBase? ActorOf(ActorCell cell);

    private bool BreaksTie(int a, int b)
    {
        ref readonly Row first = ref _rows[a];
        ref readonly Row second = ref _rows[b];
        long firstTie = first.Event.Tie, secondTie = second.Event.Tie;
        return firstTie != secondTie ? firstTie < secondTie : first.Sequence < second.Sequence;
    }

    private int Grow()
    {
        if (_used == _rows.Length) Array.Resize(ref _rows, _used * 2);
        return _used++;
    }
}
