namespace ActorLab.Hocon;

/// <summary>An immutable value of a resolved document: object, array, string, number, boolean or null.</summary>
/// <remarks>Two values are equal if they mean the same; places do not count, nor does the order of an object's fields. Numbers are equal if they are written alike.</remarks>
public abstract class HoconValue : IEquatable<HoconValue>
{
    private protected HoconValue(HoconSource source, int offset)
    {
        Source = source;
        Offset = offset;
    }

    /// <summary>Where the value stands. One put together has the place of its first piece; an object merged from several has the place of the one that wins.</summary>
    public Origin Origin => Source.OriginAt(Offset);

    /// <summary>What it is, for messages: <c>a number</c>, <c>an object</c>.</summary>
    public abstract string Kind { get; }

    internal HoconSource Source { get; private protected set; }

    internal int Offset { get; private protected set; }

    /// <summary>False for what still has a substitution somewhere in it. Such values never leave the library.</summary>
    internal virtual bool IsResolved => true;

    /// <summary>About how many characters it takes to write the value out.</summary>
    internal abstract long Weight { get; }

    /// <summary>Levels of objects and arrays.</summary>
    internal virtual int Height => 0;

    public abstract bool Equals(HoconValue? other);

    public sealed override bool Equals(object? obj) => Equals(obj as HoconValue);

    public abstract override int GetHashCode();

    /// <summary>The value in JSON, on one line.</summary>
    public sealed override string ToString() => HoconWriter.ToJson(this);
}

/// <summary>A value that is no object and no array.</summary>
public abstract class HoconScalar : HoconValue
{
    private protected HoconScalar(HoconSource source, int offset)
        : base(source, offset)
    {
    }

    /// <summary>The text it has in a concatenation: a string without its quotes, anything else as it was written.</summary>
    public abstract string Text { get; }

    internal sealed override long Weight => Text.Length + 2;
}

public sealed class HoconString : HoconScalar
{
    public HoconString(string value)
        : this(value, HoconSource.Code, 0) => ArgumentNullException.ThrowIfNull(value);

    internal HoconString(string value, HoconSource source, int offset)
        : base(source, offset) => Value = value;

    public string Value { get; }

    public override string Text => Value;

    public override string Kind => "a string";

    public override bool Equals(HoconValue? other) => other is HoconString s && string.Equals(s.Value, Value, StringComparison.Ordinal);

    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);
}

/// <summary>A number as it was written: nothing is lost to a binary form until somebody asks for one.</summary>
public sealed class HoconNumber : HoconScalar
{
    /// <param name="text">A number of JSON.</param>
    /// <exception cref="ArgumentException"><paramref name="text"/> is none.</exception>
    public HoconNumber(string text)
        : this(text, HoconSource.Code, 0)
    {
        if (!NumberText.IsJsonNumber(text)) throw new ArgumentException($"'{text}' is not a number of JSON", nameof(text));
    }

    internal HoconNumber(string text, HoconSource source, int offset)
        : base(source, offset) => Text = text;

    public override string Text { get; }

    public override string Kind => "a number";

    public override bool Equals(HoconValue? other) => other is HoconNumber n && string.Equals(n.Text, Text, StringComparison.Ordinal);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

public sealed class HoconBoolean : HoconScalar
{
    public HoconBoolean(bool value)
        : this(value, HoconSource.Code, 0)
    {
    }

    internal HoconBoolean(bool value, HoconSource source, int offset)
        : base(source, offset) => Value = value;

    public bool Value { get; }

    public override string Text => Value ? "true" : "false";

    public override string Kind => "a boolean";

    public override bool Equals(HoconValue? other) => other is HoconBoolean b && b.Value == Value;

    public override int GetHashCode() => Value ? 1 : 0;
}

public sealed class HoconNull : HoconScalar
{
    public HoconNull()
        : this(HoconSource.Code, 0)
    {
    }

    internal HoconNull(HoconSource source, int offset)
        : base(source, offset)
    {
    }

    public override string Text => "null";

    public override string Kind => "null";

    public override bool Equals(HoconValue? other) => other is HoconNull;

    public override int GetHashCode() => 2;
}
