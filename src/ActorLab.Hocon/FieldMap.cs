namespace ActorLab.Hocon;

/// <summary>Keys and values in the order of their first appearance. Small ones, the usual kind, are searched; large ones get an index.</summary>
internal struct FieldMap
{
    private const int MaxSearched = 8;

    private string[]? _keys;
    private HoconValue[]? _values;
    private Dictionary<string, int>? _index;

    public int Count { get; private set; }

    public readonly string KeyAt(int index) => _keys![index];

    public readonly HoconValue ValueAt(int index) => _values![index];

    public readonly void SetValueAt(int index, HoconValue value) => _values![index] = value;

    public readonly int IndexOf(string key)
    {
        if (_index is not null) return _index.TryGetValue(key, out int at) ? at : -1;
        for (int i = 0; i < Count; i++)
        {
            if (string.Equals(_keys![i], key, StringComparison.Ordinal)) return i;
        }

        return -1;
    }

    /// <summary>Adds a key that is not there yet.</summary>
    public void Add(string key, HoconValue value)
    {
        if (_keys is null || Count == _keys.Length)
        {
            int capacity = Math.Max(4, Count * 2);
            Array.Resize(ref _keys, capacity);
            Array.Resize(ref _values, capacity);
        }

        _keys[Count] = key;
        _values![Count] = value;
        if (_index is null && Count == MaxSearched)
        {
            _index = new Dictionary<string, int>(MaxSearched * 2, StringComparer.Ordinal);
            for (int i = 0; i < Count; i++) _index.Add(_keys[i], i);
        }

        _index?.Add(key, Count);
        Count++;
    }
}
