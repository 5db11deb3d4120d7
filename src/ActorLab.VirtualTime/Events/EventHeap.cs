namespace ActorLab.VirtualTime.Events;

/// <summary>A heap of keys with four children per node.</summary>
internal sealed class EventHeap(EventTable table)
{
    private const int Arity = 4;

    private EventKey[] _keys = new EventKey[64];

    public int Count { get; private set; }

    public EventKey First => _keys[0];

    public ReadOnlySpan<EventKey> Keys => _keys.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(EventKey key)
    {
        if (Count == _keys.Length) Array.Resize(ref _keys, Count * 2);
        int slot = Count++;
        EventKey[] keys = _keys;
        while (slot > 0)
        {
            int parent = (slot - 1) / Arity;
            if (!table.IsBefore(key, keys[parent])) break;
            keys[slot] = keys[parent];
            slot = parent;
        }

        keys[slot] = key;
    }

    public EventKey Take()
    {
        EventKey first = _keys[0];
        EventKey last = _keys[--Count];
        if (Count > 0) MoveDown(last);
        return first;
    }

    private void MoveDown(EventKey key)
    {
        EventKey[] keys = _keys;
        int count = Count, slot = 0;
        while (true)
        {
            int first = (slot * Arity) + 1;
            if (first >= count) break;
            int least = first, end = Math.Min(first + Arity, count);
            for (int i = first + 1; i < end; i++)
            {
                if (table.IsBefore(keys[i], keys[least])) least = i;
            }

            if (!table.IsBefore(keys[least], key)) break;
            keys[slot] = keys[least];
            slot = least;
        }

        keys[slot] = key;
    }
}
