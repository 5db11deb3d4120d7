using System.Numerics;

namespace ActorLab.VirtualTime.Events;

/// <summary>The bucket that is being used up: its keys in order.</summary>
/// <remarks>Times spread evenly over most buckets, so one pass distributes the keys over about as many bins as there are keys,
/// and insertion does the rest. Where many keys share a bin, as after a burst, they are sorted by comparing them.</remarks>
internal sealed class OpenBucket
{
    /// <summary>How far <see cref="RowAhead"/> looks.</summary>
    public const int Margin = 16;

    private const int FewKeys = 12;
    private const int CrowdedBin = 24;
    private const int MaxBins = 1 << 16;

    private readonly EventTable _table;
    private readonly Comparison<EventKey> _comparison;
    private EventKey[] _keys = new EventKey[64];
    private EventKey[] _unsorted = new EventKey[64];
    private int[] _binEnds = new int[64];
    private int _next;
    private int _count;

    public OpenBucket(EventTable table)
    {
        _table = table;
        _comparison = table.Compare;
    }

    public bool IsEmpty => _next == _count;

    /// <summary>There must be one.</summary>
    public EventKey First => _keys[_next];

    /// <summary>Those not taken yet.</summary>
    public ReadOnlySpan<EventKey> Keys => _keys.AsSpan(_next, _count - _next);

    public EventKey Take() => _keys[_next++];

    /// <summary>The row of the one that comes so many after the next, at most <see cref="Margin"/>; that of another one if the
    /// bucket has not so many left.</summary>
    public int RowAhead(int distance) => _keys[_next + distance].Row;

    public void Clear() => _next = _count = 0;

    /// <summary>Takes over a bucket of the ring; what was open must be used up.</summary>
    /// <param name="ring">Loses the keys.</param>
    /// <param name="number">Of the bucket.</param>
    /// <param name="widthBits">Its times are those whose upper bits, without so many lower ones, are its number.</param>
    public void Open(EventRing ring, long number, int widthBits)
    {
        _next = 0;
        _count = ring.CountOf(number);
        if (_count + Margin > _keys.Length)
        {
            _keys = new EventKey[BitOperations.RoundUpToPowerOf2((uint)(_count + Margin))];
            _unsorted = new EventKey[_keys.Length];
        }

        if (_count <= FewKeys)
        {
            ring.Empty(number, _keys);
            SortByInsertion(_keys.AsSpan(0, _count));
        }
        else
        {
            ring.Empty(number, _unsorted);
            int binBits = Math.Min(BitOperations.Log2((uint)Math.Min(_count, MaxBins)), widthBits);
            Distribute(widthBits - binBits, 1 << binBits);
        }

        // Row 0 is as good as any where nothing comes.
        _keys.AsSpan(_count, Margin).Clear();
    }

    /// <param name="shift">Lower bits of a time that its bin does not depend on.</param>
    /// <param name="bins">A power of two.</param>
    private void Distribute(int shift, int bins)
    {
        if (_binEnds.Length < bins) _binEnds = new int[bins];
        Span<int> ends = _binEnds.AsSpan(0, bins);
        ends.Clear();
        ReadOnlySpan<EventKey> unsorted = _unsorted.AsSpan(0, _count);
        int mask = bins - 1;
        foreach (EventKey key in unsorted) ends[(int)(key.Time >> shift) & mask]++;
        int start = 0, most = 0;
        for (int bin = 0; bin < ends.Length; bin++)
        {
            int size = ends[bin];
            if (size > most) most = size;
            ends[bin] = start;
            start += size;
        }

        Span<EventKey> keys = _keys;
        foreach (EventKey key in unsorted) keys[ends[(int)(key.Time >> shift) & mask]++] = key;
        if (most > CrowdedBin) SortCrowdedBins(ends);
        SortByInsertion(_keys.AsSpan(0, _count));
    }

    private void SortCrowdedBins(ReadOnlySpan<int> ends)
    {
        int start = 0;
        foreach (int end in ends)
        {
            if (end - start > CrowdedBin) _keys.AsSpan(start, end - start).Sort(_comparison);
            start = end;
        }
    }

    private void SortByInsertion(Span<EventKey> keys)
    {
        if (keys.IsEmpty) return;
        EventTable table = _table;
        // What comes before the key at hand; most keys are in their place already.
        EventKey before = keys[0];
        for (int i = 1; i < keys.Length; i++)
        {
            EventKey key = keys[i];
            if (!table.IsBefore(key, before))
            {
                before = key;
                continue;
            }

            int place = i;
            do
            {
                keys[place] = keys[place - 1];
                place--;
            }
            while (place > 0 && table.IsBefore(key, keys[place - 1]));
            keys[place] = key;
        }
    }
}
