using Akka.Dispatch;

namespace ActorLab.VirtualTime.Schedules;

/// <summary>Something that may run now.</summary>
/// <param name="Run">A mailbox, a piece of pool work or a posted continuation.</param>
/// <param name="Dispatcher">The dispatcher whose threads run it; null for work of no system.</param>
internal readonly record struct Ready(IRunnable Run, VirtualDispatcher? Dispatcher)
{
    public VirtualSystem? System => Dispatcher?.System;

    /// <summary>What a strategy knows it by: the mailbox.</summary>
    public object Key => Run;
}

/// <summary>What is ready, in the order in which it became ready, in a ring. Any place can be taken out; the others keep their
/// order.</summary>
internal sealed class ReadyQueue
{
    private Ready[] _items = new Ready[64];
    private int _head;

    public int Count { get; private set; }

    public Ready this[int index] => _items[(_head + index) & (_items.Length - 1)];

    public void Add(in Ready item)
    {
        if (Count == _items.Length) Grow();
        _items[(_head + Count++) & (_items.Length - 1)] = item;
    }

    public Ready TakeFirst()
    {
        ref Ready place = ref _items[_head];
        Ready first = place;
        place = default;
        _head = (_head + 1) & (_items.Length - 1);
        Count--;
        return first;
    }

    public Ready TakeAt(int index)
    {
        if (index == 0) return TakeFirst();
        int mask = _items.Length - 1;
        Ready taken = this[index];
        for (int i = index; i > 0; i--) _items[(_head + i) & mask] = _items[(_head + i - 1) & mask];
        TakeFirst();
        return taken;
    }

    /// <summary>Sorts the items that came last by a number; those with equal numbers keep their order.</summary>
    /// <param name="count">How many; 2 or more.</param>
    /// <param name="numberOf">What they are sorted by.</param>
    public void SortLast(int count, Func<IRunnable, long> numberOf)
    {
        // An insertion sort is stable, and there are few of them.
        int mask = _items.Length - 1, first = Count - count;
        for (int i = first + 1; i < Count; i++)
        {
            Ready item = this[i];
            long number = numberOf(item.Run);
            int place = i;
            for (; place > first &&
                numberOf(this[place - 1].Run) > number; place--) _items[(_head + place) & mask] = this[place - 1];
            _items[(_head + place) & mask] = item;
        }
    }

    /// <summary>Takes out all that <paramref name="meant"/> says; the others keep their order.</summary>
    public void RemoveWhere(Func<Ready, bool> meant)
    {
        for (int left = Count; left > 0; left--)
        {
            Ready item = TakeFirst();
            if (!meant(item)) Add(item);
        }
    }

    private void Grow()
    {
        var larger = new Ready[_items.Length * 2];
        for (int i = 0; i < Count; i++) larger[i] = this[i];
        _items = larger;
        _head = 0;
    }
}
