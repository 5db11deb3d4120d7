namespace ActorLab.Core.Verify;

/// <summary>Reorder buffer-occupancy density, RFC 5236, section 7.2: how many arrivals left how many items waiting for an earlier one.</summary>
/// <remarks>When BT items wait and another would have to, the earliest missing ones are given up. Memory: BT numbers.</remarks>
public sealed class BufferDensity
{
    private readonly SortedSet<long> _buffer = [];
    private readonly long[] _counts;
    private readonly int _threshold;
    private long _expected = 1;

    /// <param name="threshold">BT, at least 1.</param>
    public BufferDensity(int threshold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        _threshold = threshold;
        _counts = new long[threshold + 1];
    }

    /// <summary>N′ of the RFC: items that count.</summary>
    public long Items { get; private set; }

    /// <summary>FB[b]: arrivals after which this many items waited.</summary>
    /// <param name="occupancy">0 to BT.</param>
    public long Count(int occupancy) => _counts[occupancy];

    public void Offer(long sequence)
    {
        if (sequence < _expected) return;
        if (sequence == _expected)
        {
            _expected++;
            Release();
        }
        else if (!_buffer.Add(sequence))
        {
            return;
        }
        else if (_buffer.Count > _threshold)
        {
            _expected = _buffer.Min;
            Release();
        }

        _counts[_buffer.Count]++;
        Items++;
    }

    private void Release()
    {
        while (_buffer.Remove(_expected)) _expected++;
    }
}
