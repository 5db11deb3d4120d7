using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ActorLab.Hocon;

/// <summary>Fields in the order in which their keys first appeared.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "An object is what the specification calls it.")]
public sealed class HoconObject : HoconValue, IReadOnlyCollection<KeyValuePair<string, HoconValue>>
{
    private FieldMap _fields;
    private bool _resolved = true;
    private long _weight = 2;
    private int _height = 1;
    private Dictionary<string, HoconValue>? _uses;

    /// <param name="fields">A later field with the same key replaces an earlier one, or is merged with it if both are objects.</param>
    public HoconObject(params IEnumerable<KeyValuePair<string, HoconValue>> fields)
        : this(HoconSource.Code, 0)
    {
        ArgumentNullException.ThrowIfNull(fields);
        foreach ((string key, HoconValue value) in fields) SetOrMerge(key, value);
    }

    internal HoconObject(HoconSource source, int offset)
        : base(source, offset)
    {
    }

    public int Count => _fields.Count;

    public override string Kind => "an object";

    public IEnumerable<string> Keys => this.Select(f => f.Key);

    /// <summary>The scalar that the fields took the place of, or null.</summary>
    internal HoconScalar? Replaced { get; set; }

    /// <summary>Whether the object has replaced something that was no object, so that nothing below it may be merged into it any more.</summary>
    internal bool Closed { get; set; }

    internal override bool IsResolved => _resolved;

    internal override long Weight => _weight;

    internal override int Height => _height;

    /// <summary>The value of <paramref name="key"/>, which is one key and not a path, or null.</summary>
    public HoconValue? this[string key] => TryGet(key, out HoconValue? value) ? value : null;

    public bool TryGet(string key, [NotNullWhen(true)] out HoconValue? value)
    {
        ArgumentNullException.ThrowIfNull(key);
        int index = _fields.IndexOf(key);
        value = index < 0 ? null : _fields.ValueAt(index);
        return index >= 0;
    }

    /// <summary>This object with what it lacks taken from <paramref name="fallback"/>, as if both had been assigned to one key, the fallback first.</summary>
    public HoconObject WithFallback(HoconValue fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        if (Closed) return this;
        HoconObject merged = new(Source, Offset);
        if (fallback is HoconObject below)
        {
            foreach ((string key, HoconValue value) in below) merged.Set(key, value);
            merged.Closed = below.Closed;
            merged.Replaced = below.Replaced;
        }
        else
        {
            merged.Closed = true;
            merged.Replaced = fallback as HoconScalar;
        }

        foreach ((string key, HoconValue value) in this) merged.SetOrMerge(key, value);
        return merged;
    }

    public IEnumerator<KeyValuePair<string, HoconValue>> GetEnumerator()
    {
        for (int i = 0; i < _fields.Count; i++) yield return new(_fields.KeyAt(i), _fields.ValueAt(i));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(HoconValue? other) =>
        other is HoconObject o && (ReferenceEquals(this, o) || (o.Count == Count && this.All(f => o.TryGet(f.Key, out HoconValue? value) && value.Equals(f.Value))));

    public override int GetHashCode()
    {
        int sum = Count;
        foreach ((string key, HoconValue value) in this) sum = unchecked(sum + HashCode.Combine(key, value));
        return sum;
    }

    /// <summary>Only for who is still building the object.</summary>
    internal void Set(string key, HoconValue value) => Set(key, value, static (_, top) => top);

    /// <summary>Sets a field, or lets <paramref name="combine"/> say what becomes of the value that it had and the new one. Only for who is still building the object.</summary>
    internal void Set(string key, HoconValue value, Func<HoconValue, HoconValue, HoconValue> combine)
    {
        int index = _fields.IndexOf(key);
        if (index < 0)
        {
            _fields.Add(key, value);
            _weight += key.Length + value.Weight + 4;
        }
        else
        {
            HoconValue below = _fields.ValueAt(index);
            // Taken before: the value below may be changed in place.
            _weight -= below.Weight;
            value = combine(below, value);
            _weight += value.Weight;
            _fields.SetValueAt(index, value);
        }

        _resolved &= value.IsResolved;
        _height = Math.Max(_height, value.Height + 1);
    }

    /// <summary>The substitution that brought a field here; null if none did.</summary>
    internal HoconValue? UseOf(string key) => _uses?.GetValueOrDefault(key);

    /// <summary>Only for who is still building the object.</summary>
    internal void SetUse(string key, HoconValue use) => (_uses ??= new(StringComparer.Ordinal))[key] = use;

    internal void MoveTo(HoconValue other)
    {
        Source = other.Source;
        Offset = other.Offset;
    }

    private void SetOrMerge(string key, HoconValue value) =>
        Set(key, value, static (below, top) => top is HoconObject o ? o.WithFallback(below) : top);
}
