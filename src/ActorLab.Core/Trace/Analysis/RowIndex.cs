namespace ActorLab.Core.Trace.Analysis;

/// <summary>Some rows of a trace, sorted by two keys and then by row: what is asked for is found by halving.</summary>
internal sealed class RowIndex
{
    private readonly int[] _rows;
    private readonly Func<int, long> _major;
    private readonly Func<int, long> _minor;

    public RowIndex(int[] rows, Func<int, long> major, Func<int, long> minor)
    {
        _rows = rows;
        _major = major;
        _minor = minor;
        Array.Sort(rows, Compare);
    }

    public int this[int position] => _rows[position];

    /// <summary>The first position at which the keys are not less than these.</summary>
    public int PositionOf(long major, long minor)
    {
        int from = 0, to = _rows.Length;
        while (from < to)
        {
            int middle = (from + to) >>> 1;
            long key = _major(_rows[middle]);
            if (key < major || (key == major && _minor(_rows[middle]) < minor)) from = middle + 1;
            else to = middle;
        }

        return from;
    }

    /// <summary>The first row with these keys; −1 if there is none.</summary>
    public int Find(long major, long minor)
    {
        int position = PositionOf(major, minor);
        return position < _rows.Length && _major(_rows[position]) == major && _minor(_rows[position]) == minor ? _rows[position] : -1;
    }

    /// <summary>All rows with this first key, in the order of the second.</summary>
    public ReadOnlySpan<int> Of(long major)
    {
        int from = PositionOf(major, long.MinValue);
        int to = major == long.MaxValue ? _rows.Length : PositionOf(major + 1, long.MinValue);
        return _rows.AsSpan(from, to - from);
    }

    private int Compare(int a, int b)
    {
        int order = _major(a).CompareTo(_major(b));
        if (order == 0) order = _minor(a).CompareTo(_minor(b));
        return order != 0 ? order : a.CompareTo(b);
    }
}
