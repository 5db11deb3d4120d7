namespace ActorLab.Core.Trace.Analysis;

/// <summary>A growing column of values, in pages: it never copies what it holds.</summary>
internal sealed class Column<T>
{
    private const int PageBits = 14;
    private const int PageMask = (1 << PageBits) - 1;

    private readonly List<T[]> _pages = [];

    public int Count { get; private set; }

    public T this[int row] => _pages[row >> PageBits][row & PageMask];

    public void Add(T value)
    {
        if ((Count & PageMask) == 0) _pages.Add(new T[1 << PageBits]);
        _pages[Count >> PageBits][Count & PageMask] = value;
        Count++;
    }
}
