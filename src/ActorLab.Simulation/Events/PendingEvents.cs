using System.Diagnostics.CodeAnalysis;

namespace ActorLab.Simulation.Events;

/// <summary>The pending-event set: gives events in the order of (time, priority, source, sequence), where the sequence is the order of adding.</summary>
/// <remarks>A heap with four children per node, keys beside each other in one array. Each event knows its slot, so taking one back costs O(log n) too.</remarks>
internal sealed class PendingEvents
{
    private const int Arity = 4;
    private const int PriorityShift = 56;

    private Entry[] _heap = new Entry[64];
    private long _sequence;

    private readonly record struct Entry(long Time, long Tie, long Sequence, PendingEvent Event)
    {
        public bool IsBefore(in Entry other) =>
            Time != other.Time ? Time < other.Time :
            Tie != other.Tie ? Tie < other.Tie :
            Sequence < other.Sequence;
    }

    public int Count { get; private set; }

    /// <param name="what">Not pending now.</param>
    /// <param name="time">In nanoseconds.</param>
    /// <param name="priority">First of the ties.</param>
    /// <param name="source">Second of the ties: the number of the actor it belongs to.</param>
    public void Add(PendingEvent what, long time, EventPriority priority, ActorId source)
    {
        Invariant.Check(!what.IsPending, "an event is pending already");
        if (Count == _heap.Length) Array.Resize(ref _heap, Count * 2);
        var entry = new Entry(time, ((long)priority << PriorityShift) | source.Value, _sequence++, what);
        MoveUp(Count++, entry);
    }

    public bool TryTake([NotNullWhen(true)] out PendingEvent? what, out long time)
    {
        if (Count == 0)
        {
            what = null;
            time = 0;
            return false;
        }

        ref readonly Entry first = ref _heap[0];
        what = first.Event;
        time = first.Time;
        RemoveAt(0);
        return true;
    }

    /// <summary>Takes an event back.</summary>
    /// <returns>False if it was not pending.</returns>
    public bool Remove(PendingEvent what)
    {
        if (!what.IsPending) return false;
        RemoveAt(what.Slot);
        return true;
    }

    private void RemoveAt(int slot)
    {
        _heap[slot].Event.Slot = -1;
        Entry last = _heap[--Count];
        _heap[Count] = default;
        if (slot == Count) return;
        if (slot > 0 && last.IsBefore(_heap[(slot - 1) / Arity])) MoveUp(slot, last);
        else MoveDown(slot, last);
    }

    private void MoveUp(int slot, in Entry entry)
    {
        while (slot > 0)
        {
            int parent = (slot - 1) / Arity;
            if (!entry.IsBefore(_heap[parent])) break;
            Place(slot, _heap[parent]);
            slot = parent;
        }

        Place(slot, entry);
    }

    private void MoveDown(int slot, in Entry entry)
    {
        while (true)
        {
            int first = (slot * Arity) + 1;
            if (first >= Count) break;
            int least = first, end = Math.Min(first + Arity, Count);
            for (int i = first + 1; i < end; i++)
            {
                if (_heap[i].IsBefore(_heap[least])) least = i;
            }

            if (!_heap[least].IsBefore(entry)) break;
            Place(slot, _heap[least]);
            slot = least;
        }

        Place(slot, entry);
    }

    private void Place(int slot, in Entry entry)
    {
        _heap[slot] = entry;
        entry.Event.Slot = slot;
    }
}
