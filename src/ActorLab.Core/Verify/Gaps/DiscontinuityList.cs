namespace ActorLab.Core.Verify;

/// <summary>Discontinuities in ascending order of their numbers, which is also the order in which they were opened.</summary>
/// <remarks>A new one comes last. A closed one stays where it is until half of them are closed, so closing costs no more than O(1) on average.</remarks>
internal sealed class DiscontinuityList
{
    private const int LeastToCompact = 32;

    private Discontinuity[] _items = [];
    private int _start;
    private int _end;
    private int _closed;

    public bool IsEmpty => _start == _end;

    /// <summary>The lowest that is open. Only when there is one.</summary>
    public ref Discontinuity First => ref _items[_start];

    /// <summary>Those that are open, and perhaps some that are closed.</summary>
    public ReadOnlyMemory<Discontinuity> All => _items.AsMemory(_start, _end - _start);

    public void Add(Discontinuity item)
    {
        if (_end == _items.Length) MakeRoom();
        _items[_end++] = item;
    }

    /// <returns>The place of the one whose range holds the number; −1 if none does.</returns>
    public int Find(long sequence)
    {
        int low = _start;
        int high = _end;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_items[middle].High > sequence) high = middle;
            else low = middle + 1;
        }

        return low < _end && _items[low].Low <= sequence ? low : -1;
    }

    public ref Discontinuity At(int place) => ref _items[place];

    /// <summary>Told when one was closed. Places found before are no longer good.</summary>
    public void CountClosed()
    {
        _closed++;
        while (_start < _end && _items[_start].IsClosed) Forget(_start++);
        while (_start < _end && _items[_end - 1].IsClosed) Forget(--_end);
        if (_start == _end) _start = _end = 0;
        else if (_closed > LeastToCompact && _closed > (_end - _start) / 2) Compact();
    }

    private void Forget(int place)
    {
        _items[place] = default;
        _closed--;
    }

    private void MakeRoom()
    {
        int count = _end - _start;
        Discontinuity[] target = count >= _items.Length / 2 ? new Discontinuity[Math.Max(4, 2 * count)] : _items;
        Array.Copy(_items, _start, target, 0, count);
        if (target == _items) Array.Clear(_items, count, _items.Length - count);
        _items = target;
        _start = 0;
        _end = count;
    }

    private void Compact()
    {
        int to = _start;
        for (int from = _start; from < _end; from++)
        {
            if (!_items[from].IsClosed) _items[to++] = _items[from];
        }

        Array.Clear(_items, to, _end - to);
        _end = to;
        _closed = 0;
    }
}
