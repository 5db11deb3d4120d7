using System.Numerics;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>Counts lengths of time. As long as they are few their percentiles are exact; beyond that they are off by less than 1 %.</summary>
/// <remarks>Each power of two is divided into 128 equal ranges, as in HdrHistogram. A percentile is the least length that is not less than so many percent of all (nearest rank); of a range, its upper end.</remarks>
public sealed class LatencyHistogram(int exactLimit = 1 << 16)
{
    private const int SubBits = 7;

    private readonly List<long> _exact = [];
    private SortedDictionary<int, long>? _ranges;
    private bool _sorted;

    public long Count { get; private set; }

    /// <summary>Nanoseconds.</summary>
    public Int128 Sum { get; private set; }

    /// <summary>Nanoseconds; 0 if there are none.</summary>
    public long Maximum { get; private set; }

    public bool IsExact => _ranges is null;

    /// <summary>Nanoseconds, rounded down; 0 if there are none.</summary>
    public long Mean => Count == 0 ? 0 : (long)(Sum / Count);

    /// <param name="nanoseconds">Less than 0 counts as 0.</param>
    public void Add(long nanoseconds)
    {
        nanoseconds = Math.Max(0, nanoseconds);
        Count++;
        Sum += nanoseconds;
        Maximum = Math.Max(Maximum, nanoseconds);
        if (_ranges is null && _exact.Count >= exactLimit) Spill();
        if (_ranges is not null) Count1(RangeOf(nanoseconds));
        else _exact.Add(nanoseconds);
        _sorted = false;
    }

    /// <param name="permille">From 0 to 1000: 990 for the 99th percentile.</param>
    /// <returns>Nanoseconds; 0 if there are none.</returns>
    public long Percentile(int permille)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)permille, 1000u);
        if (Count == 0) return 0;
        long rank = Math.Max(1, (long)(((Int128)Count * permille + 999) / 1000));
        if (_ranges is null) return Sorted()[(int)rank - 1];
        foreach ((int range, long count) in _ranges)
        {
            rank -= count;
            if (rank <= 0) return Math.Min(UpperEndOf(range), Maximum);
        }

        return Maximum;
    }

    private List<long> Sorted()
    {
        if (!_sorted) _exact.Sort();
        _sorted = true;
        return _exact;
    }

    private void Spill()
    {
        _ranges = [];
        foreach (long value in _exact) Count1(RangeOf(value));
        _exact.Clear();
        _exact.TrimExcess();
    }

    private void Count1(int range) => _ranges![range] = _ranges.GetValueOrDefault(range) + 1;

    private static int RangeOf(long value)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)value) - SubBits);
        return (shift << (SubBits + 1)) | (int)(value >> shift);
    }

    private static long UpperEndOf(int range)
    {
        int shift = range >> (SubBits + 1);
        long mantissa = range & ((1 << (SubBits + 1)) - 1);
        return ((mantissa + 1) << shift) - 1;
    }
}
