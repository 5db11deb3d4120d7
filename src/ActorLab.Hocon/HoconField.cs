using System.Globalization;

namespace ActorLab.Hocon;

/// <summary>A place in a resolved document, to be read as a type. It knows its path, so that every problem says which setting it is about.</summary>
/// <remarks>Conversions are those of the specification: numbers and booleans from strings, strings from numbers and booleans, arrays from objects with numbers as keys; never anything from null.</remarks>
public readonly struct HoconField
{
    private readonly HoconValue _around;
    private readonly HoconValue? _use;

    /// <summary>The whole document.</summary>
    public HoconField(HoconValue root)
        : this("", root, root, null) => ArgumentNullException.ThrowIfNull(root);

    private HoconField(string path, HoconValue? value, HoconValue around, HoconValue? use)
    {
        Path = path;
        Value = value;
        _around = around;
        _use = use;
    }

    /// <summary>Such as <c>queues[2].capacity</c>; empty for the whole document.</summary>
    public string Path { get; }

    /// <summary>What stands there, or null if nothing does.</summary>
    public HoconValue? Value { get; }

    /// <summary>Whether there is a value, and not null.</summary>
    public bool IsPresent => Value is not null and not HoconNull;

    /// <summary>The place of the value, or of the object that lacks it.</summary>
    public Origin Origin => (Value ?? _around).Origin;

    /// <summary>The place of the substitution that brought the value, or what it stands in, from elsewhere; null for one that stands where it is used.</summary>
    public Origin? UsedAt => _use?.Origin is { } use && use != Origin ? use : null;

    /// <summary>The field of this object with one key, which is not a path. If there is none, reading it is a problem; that this is no object is one too.</summary>
    public HoconField this[string key]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(key);
            string path = Path.Length == 0 ? HoconWriter.Key(key) : $"{Path}.{HoconWriter.Key(key)}";
            return new HoconField(path, (Value as HoconObject)?[key], Value ?? _around, _use ?? (Value as HoconObject)?.UseOf(key));
        }
    }

    /// <summary>
    /// This field with the scalar that its object took the place of, as <c>8</c> in <c>a = 8, a { b = 1 }</c>, or with nothing
    /// if there was
    /// none.
    /// </summary>
    public HoconField Replaced => new(Path, (Value as HoconObject)?.Replaced, Value ?? _around, _use);

    /// <summary>The fields of this object, in their order.</summary>
    public HoconReading<IReadOnlyList<KeyValuePair<string, HoconField>>> AsFields()
    {
        HoconField self = this;
        return Value is HoconObject o
            ? new([.. o.Select(f => new KeyValuePair<string, HoconField>(f.Key, self[f.Key]))])
            : Problem<IReadOnlyList<KeyValuePair<string, HoconField>>>("an object");
    }

    /// <summary>The elements of this array, or of this object whose keys are numbers.</summary>
    public HoconReading<IReadOnlyList<HoconField>> AsList()
    {
        IReadOnlyList<HoconValue>? elements = Value switch
        {
            HoconArray array => array,
            HoconObject o when NumericKeys.Sorted(o) is { Count: > 0 } sorted => sorted,
            _ => null,
        };
        if (elements is null) return Problem<IReadOnlyList<HoconField>>("an array");
        HoconField self = this;
        return new([.. elements.Select((e, i) => new HoconField(string.Create(CultureInfo.InvariantCulture, $"{self.Path}[{i}]"), e, e, self._use ?? (self.Value as HoconArray)?.UseOf(i)))]);
    }

    public HoconReading<string> AsString() =>
        Value is HoconScalar scalar and not HoconNull ? new(scalar.Text) : Problem<string>("a string");

    /// <summary>One of a few words.</summary>
    public HoconReading<string> AsWord(params string[] words) =>
        Value is HoconScalar scalar && Array.IndexOf(words, scalar.Text) >= 0 ? new(scalar.Text) : Problem<string>($"one of {string.Join(", ", words)}");

    /// <summary><c>true</c>, <c>yes</c> and <c>on</c>, or <c>false</c>, <c>no</c> and <c>off</c>.</summary>
    public HoconReading<bool> AsBoolean() => (Value as HoconScalar)?.Text switch
    {
        "true" or "yes" or "on" => new(true),
        "false" or "no" or "off" => new(false),
        _ => Problem<bool>("true or false, yes or no, on or off"),
    };

    /// <summary>A whole number, also if it is written as <c>1e3</c> or <c>2.0</c>.</summary>
    public HoconReading<long> AsLong(long least = long.MinValue, long most = long.MaxValue)
    {
        bool bounded = least != long.MinValue || most != long.MaxValue;
        string expected = !bounded ? "a whole number" : most == long.MaxValue ? $"a whole number of at least {least}" : $"a whole number from {least} to {most}";
        return Number() is { } text && NumberText.ToLong(text) is { } value && value >= least && value <= most ? new(value) : Problem<long>(expected);
    }

    /// <summary>A finite number.</summary>
    public HoconReading<double> AsDouble() =>
        Number() is { } text && NumberText.ToDouble(text) is { } value ? new(value) : Problem<double>("a number");

    /// <summary>A duration in nanoseconds; a number without a unit is one of milliseconds. Less than a nanosecond is cut off.</summary>
    public HoconReading<long> AsNanoseconds() => AsUnits(UnitFamily.Durations);

    /// <summary>A size in bytes; a number without a unit is one of bytes. <c>kB</c> is 1000, <c>KiB</c> and <c>K</c> are 1024. Less than a byte is cut off.</summary>
    public HoconReading<long> AsBytes() => AsUnits(UnitFamily.Sizes);

    /// <summary>A problem with this setting, for rules that the caller knows.</summary>
    public HoconDiagnostic Expected(string expected)
    {
        string got = Value switch
        {
            null => "nothing",
            HoconString s => $"'{Shortened(s.Value)}'",
            HoconScalar scalar => Shortened(scalar.Text),
            _ => Value.Kind,
        };
        string what = Path.Length == 0 ? "expected" : $"{Path}: expected";
        return new HoconDiagnostic(Origin, $"{what} {expected}, got {got}", expected, got, Path, UsedAt);
    }

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..39] + "…";

    private string? Number() => Value is HoconNumber or HoconString ? ((HoconScalar)Value).Text : null;

    private HoconReading<long> AsUnits(UnitFamily family) =>
        Number() is { } text && family.Parse(text) is { } value ? new(value) : Problem<long>(family.Expected);

    private HoconReading<T> Problem<T>(string expected) => new(Expected(expected));
}
