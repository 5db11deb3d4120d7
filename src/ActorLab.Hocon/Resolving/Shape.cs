namespace ActorLab.Hocon.Resolving;

/// <summary>What a value is, as far down as its type and its fields or elements; those are cells, and stay unknown until asked for.</summary>
internal abstract class Shape(HoconValue? place)
{
    /// <summary>What to name when something is wrong with it; null if it is nothing.</summary>
    public HoconValue? Place => place;

    /// <summary>The whole value, once it is known.</summary>
    public HoconValue? Value { get; set; }

    /// <summary>Whether the whole value is being worked out: who needs it meanwhile contains itself.</summary>
    public bool Forcing { get; set; }
}

/// <summary>An object on its way into another one.</summary>
/// <param name="Shape">Which.</param>
/// <param name="Use">The substitution that brings it; null for one that stands there itself.</param>
internal readonly record struct Brought(ObjectShape Shape, HoconValue? Use)
{
    public HoconValue? UseOf(string key) => Use ?? Shape.Uses?.GetValueOrDefault(key);
}

/// <summary>No value: an optional substitution that led nowhere, or one that failed.</summary>
internal sealed class NoShape : Shape
{
    public static readonly NoShape Undefined = new();

    /// <summary>No value because of a problem that has been reported; nothing more is said about it.</summary>
    public static readonly NoShape Failed = new();

    private NoShape()
        : base(null)
    {
    }
}

internal sealed class ScalarShape : Shape
{
    public ScalarShape(HoconScalar scalar)
        : base(scalar) => Value = scalar;

    public HoconScalar Scalar => (HoconScalar)Value!;
}

internal sealed class ArrayShape : Shape
{
    private readonly ExpansionBudget? _budget;
    private List<Cell>? _cells;

    /// <summary>An array of the document, with or without substitutions inside.</summary>
    public ArrayShape(HoconArray array, Cell home, ExpansionBudget budget)
        : base(array)
    {
        _budget = budget;
        if (array.IsResolved) Value = array;
        else _cells = CellsOf(array, home);
    }

    /// <summary>An array put together.</summary>
    /// <param name="cells">Its elements.</param>
    /// <param name="place">What to name when something is wrong with it.</param>
    /// <param name="uses">For each element the substitution that brought it; null if none came by one.</param>
    public ArrayShape(List<Cell> cells, HoconValue place, List<HoconValue?>? uses = null)
        : base(place)
    {
        _cells = cells;
        Uses = uses;
    }

    public List<HoconValue?>? Uses { get; }

    public List<Cell> Cells => _cells ??= CellsOf((HoconArray)Value!, null);

    private List<Cell> CellsOf(HoconArray array, Cell? home)
    {
        // Who asks finds the budget exhausted soon enough: before the next shape.
        _budget!.TryTakeCells(array.Count);
        return [.. array.Select(e => new Cell(e, null, home))];
    }
}

internal sealed class ObjectShape : Shape
{
    private readonly ExpansionBudget? _budget;
    private OrderedDictionary<string, Cell>? _fields;

    /// <summary>An object of the document, with or without substitutions inside.</summary>
    public ObjectShape(HoconObject o, Cell home, ExpansionBudget budget)
        : base(o)
    {
        _budget = budget;
        Closed = o.Closed;
        Replaced = o.Replaced;
        if (o.IsResolved) Value = o;
        else _fields = CellsOf(o, home);
    }

    /// <summary>An object merged from several.</summary>
    /// <param name="fields">Its fields.</param>
    /// <param name="place">What to name when something is wrong with it.</param>
    /// <param name="closed">Whether nothing below may be merged into it any more.</param>
    /// <param name="replaced">The scalar that it takes the place of, or null.</param>
    /// <param name="uses">The substitutions that brought fields here, by their keys; null if none came by one.</param>
    public ObjectShape(
        OrderedDictionary<string, Cell> fields, HoconValue place, bool closed, HoconScalar? replaced, Dictionary<string,
        HoconValue>? uses)
        : base(place)
    {
        _fields = fields;
        Closed = closed;
        Replaced = replaced;
        Uses = uses;
    }

    public Dictionary<string, HoconValue>? Uses { get; }

    /// <summary>Whether nothing below may be merged into it any more.</summary>
    public bool Closed { get; }

    public HoconScalar? Replaced { get; }

    public OrderedDictionary<string, Cell> Fields => _fields ??= CellsOf((HoconObject)Value!, null);

    private OrderedDictionary<string, Cell> CellsOf(HoconObject o, Cell? home)
    {
        _budget!.TryTakeContainer(o.Count);
        _budget.TryTakeCells(o.Count);
        OrderedDictionary<string, Cell> fields = new(o.Count, StringComparer.Ordinal);
        foreach ((string key, HoconValue value) in o) fields.Add(key, Cell.For(value, home));
        return fields;
    }
}
