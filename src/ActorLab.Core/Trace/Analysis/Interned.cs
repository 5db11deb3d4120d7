using System.Runtime.InteropServices;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>Values that occur often, numbered from 0 in the order in which they first came.</summary>
internal sealed class Interned<T>(IEqualityComparer<T>? comparer = null)
    where T : notnull
{
    private readonly Dictionary<T, int> _indices = new(comparer);
    private readonly List<T> _values = [];

    public int Count => _values.Count;

    public T this[int index] => _values[index];

    public int Add(T value)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_indices, value, out bool known);
        if (known) return index;
        index = _values.Count;
        _values.Add(value);
        return index;
    }

    /// <returns>−1 if it has not come.</returns>
    public int Find(T value) => _indices.TryGetValue(value, out int index) ? index : -1;
}
