using System.Collections;

namespace ActorLab.Hocon;

public sealed class HoconArray : HoconValue, IReadOnlyList<HoconValue>
{
    private readonly List<HoconValue> _elements;
    private bool _resolved = true;
    private long _weight = 2;
    private int _height = 1;
    private List<HoconValue?>? _uses;

    public HoconArray(params IEnumerable<HoconValue> elements)
        : this(HoconSource.Code, 0)
    {
        ArgumentNullException.ThrowIfNull(elements);
        foreach (HoconValue element in elements) Add(element);
    }

    internal HoconArray(HoconSource source, int offset, int capacity = 0)
        : base(source, offset) => _elements = new List<HoconValue>(capacity);

    public int Count => _elements.Count;

    public override string Kind => "an array";

    internal override bool IsResolved => _resolved;

    internal override long Weight => _weight;

    internal override int Height => _height;

    /// <param name="index">From 0.</param>
    public HoconValue this[int index] => _elements[index];

    public IEnumerator<HoconValue> GetEnumerator() => _elements.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(HoconValue? other) => other is HoconArray array && (ReferenceEquals(this, array) || _elements.SequenceEqual(array._elements));

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (HoconValue element in _elements) hash.Add(element);
        return hash.ToHashCode();
    }

    /// <summary>The substitution that brought an element here; null if none did.</summary>
    /// <param name="index">From 0.</param>
    internal HoconValue? UseOf(int index) => index < _uses?.Count ? _uses[index] : null;

    /// <summary>Only for who is still building the array.</summary>
    internal void Add(HoconValue element, HoconValue? use)
    {
        if (use is not null)
        {
            _uses ??= [];
            while (_uses.Count < Count) _uses.Add(null);
            _uses.Add(use);
        }

        Add(element);
    }

    /// <summary>Only for who is still building the array.</summary>
    internal void Add(HoconValue element)
    {
        _elements.Add(element);
        _resolved &= element.IsResolved;
        _weight += element.Weight + 1;
        _height = Math.Max(_height, element.Height + 1);
    }
}
