namespace ActorLab.Hocon.Parsing;

/// <summary>What stands in the place of a value until substitutions are resolved.</summary>
internal abstract class Unresolved : HoconValue
{
    private protected Unresolved(HoconSource source, int offset)
        : base(source, offset)
    {
    }

    public override string Kind => "a substitution";

    internal sealed override bool IsResolved => false;

    public override bool Equals(HoconValue? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary><c>${path}</c> or <c>${?path}</c>.</summary>
internal sealed class Substitution(string[] path, bool optional, IncludeScope? scope, HoconSource source, int offset) : Unresolved(source, offset)
{
    public string[] Path => path;

    public bool Optional => optional;

    /// <summary>The include that it came with, or null in the file that is parsed.</summary>
    public IncludeScope? Scope => scope;

    internal override long Weight => 8;

    public string Written => $"${{{(optional ? "?" : "")}{string.Join('.', path.Select(HoconWriter.Key))}}}";
}

/// <summary>Pieces of which at least one is a substitution, or which mix arrays with objects that may stand for arrays.</summary>
internal sealed class Concatenation(IReadOnlyList<HoconValue> pieces, HoconSource source, int offset) : Unresolved(source, offset)
{
    public IReadOnlyList<HoconValue> Pieces => pieces;

    internal override long Weight { get; } = pieces.Sum(p => p.Weight);

    internal override int Height { get; } = pieces.Max(p => p.Height);
}

/// <summary>Unquoted white space between two pieces: a part of a string, and nothing between arrays or objects.</summary>
internal sealed class Whitespace(string text, HoconSource source, int offset) : Unresolved(source, offset)
{
    public string Text => text;

    internal override long Weight => text.Length;
}

/// <summary>What one or more <c>+=</c> in a row append to whatever the field was before.</summary>
internal sealed class Append(HoconArray elements, HoconSource source, int offset) : Unresolved(source, offset)
{
    public HoconArray Elements => elements;

    internal override long Weight => elements.Weight;

    internal override int Height => elements.Height;
}

/// <summary>What a field was assigned one after the other, where it takes resolving to know what is left of it. The last one has priority.</summary>
internal sealed class FieldStack(HoconValue first) : Unresolved(first.Source, first.Offset)
{
    private readonly List<HoconValue> _layers = [first];
    private long _weight = first.Weight;
    private int _height = first.Height;

    public IReadOnlyList<HoconValue> Layers => _layers;

    public HoconValue Top => _layers[^1];

    internal override long Weight => _weight;

    internal override int Height => _height;

    public void Push(HoconValue layer)
    {
        _layers.Add(layer);
        Account(layer);
    }

    /// <summary>Says that something of this weight and height was merged into the top.</summary>
    public void Account(HoconValue merged)
    {
        _weight += merged.Weight;
        _height = Math.Max(_height, merged.Height);
        MoveTo(merged);
    }

    private void MoveTo(HoconValue layer)
    {
        Source = layer.Source;
        Offset = layer.Offset;
    }
}

/// <summary>Where an included file stands in the document, so that its substitutions can be looked up from its own root first.</summary>
/// <param name="Prefix">The keys from the document's root to the include statement; null inside an array, to which no path leads.</param>
/// <param name="Outer">The scope of the including file if that was included too.</param>
internal sealed record IncludeScope(string[]? Prefix, IncludeScope? Outer);
