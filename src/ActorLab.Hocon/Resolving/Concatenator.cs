using ActorLab.Hocon.Parsing;

namespace ActorLab.Hocon.Resolving;

/// <summary>Puts shapes together: strings, arrays and objects that stand side by side, and objects that were assigned to one field.</summary>
internal sealed class Concatenator(Resolver resolver, ExpansionBudget budget)
{
    private const int ElementBytes = 8;

    /// <summary>Merges objects, of which the first has priority.</summary>
    /// <param name="objects">At least one.</param>
    /// <param name="closed">Whether what is below cannot be merged with them.</param>
    /// <param name="below">That, if it is a scalar and they do not hide it themselves.</param>
    public Shape Merge(List<Brought> objects, bool closed, HoconScalar? below)
    {
        HoconScalar? replaced = objects[^1].Shape.Replaced ?? below;
        if (objects is [var only] && only.Shape.Closed == closed && only.Shape.Replaced == replaced) return only.Shape;
        OrderedDictionary<string, Cell> fields = new(StringComparer.Ordinal);
        bool areSome = objects.Exists(o => o.Use is not null || o.Shape.Uses is not null);
        Dictionary<string, HoconValue>? uses = areSome ? new(StringComparer.Ordinal) : null;
        for (int i = objects.Count - 1; i >= 0; i--)
        {
            int count = objects[i].Shape.Fields.Count;
            if (!budget.TryTakeContainer(areSome ? count * 2L : count)) return resolver.FailExpansion(objects[0].Shape.Place!);
            foreach ((string key, Cell top) in objects[i].Shape.Fields) Add(fields, uses, key, top, objects[i].UseOf(key));
        }

        return new ObjectShape(fields, objects[0].Shape.Place!, closed, replaced, uses);
    }

    private void Add(OrderedDictionary<string, Cell> fields, Dictionary<string, HoconValue>? uses, string key, Cell top, HoconValue? use)
    {
        Cell added = top;
        if (!fields.TryAdd(key, top, out int index))
        {
            added = Stacked(top, use, fields.GetAt(index).Value, uses?.GetValueOrDefault(key));
            fields.SetAt(index, added);
        }

        // Cells that were stacked know it themselves, each for its own layer.
        if (use is not null && added == top) uses![key] = use;
        else uses?.Remove(key);
    }

    public Shape Concatenate(Concatenation concatenation, Cell cell)
    {
        List<(HoconValue Piece, Shape? Shape)> pieces = new(concatenation.Pieces.Count);
        bool failed = false;
        foreach (HoconValue piece in concatenation.Pieces)
        {
            Shape? shape = piece is Whitespace ? null : resolver.Evaluate(piece, cell);
            failed |= shape == NoShape.Failed;
            if (shape != NoShape.Undefined) pieces.Add((piece, shape));
        }

        if (failed) return NoShape.Failed;
        if (pieces.TrueForAll(p => p.Shape is null)) return NoShape.Undefined;
        if (pieces.Exists(p => p.Shape is ArrayShape)) return Arrays(concatenation, pieces);
        return pieces.Exists(p => p.Shape is ObjectShape) ? Objects(pieces) : Text(concatenation, pieces);
    }

    /// <param name="before">What the field was; undefined counts as an empty array.</param>
    /// <param name="appends">The cells of the appends, the first on top.</param>
    public Shape Append(Shape before, Stack<Cell> appends)
    {
        HoconValue place = appends.Peek().Layer;
        List<Cell> result = [];
        if (before != NoShape.Undefined)
        {
            if (Elements(before) is not { } elements)
            {
                return resolver.Fail(place, $"+= appends to an array, but the field was {before.Place!.Kind} before", "an array", before.Place.Kind);
            }

            if (!budget.TryTake(elements.Count * (long)ElementBytes)) return resolver.FailExpansion(place);
            result.AddRange(elements);
        }

        foreach (Cell append in appends)
        {
            HoconArray elements = ((Append)append.Layer).Elements;
            // Without this, what the cells of one long row come to one by one would be quadratic.
            if (!budget.TryTake(elements.Count * (long)ElementBytes)) return resolver.FailExpansion(append.Layer);
            foreach (HoconValue element in elements) result.Add(new Cell(element, null, append));
        }

        return new ArrayShape(result, before.Place ?? place);
    }

    /// <summary>The elements of an array, or of an object with numbers as keys, sorted by them and without gaps; null for anything else.</summary>
    private static List<Cell>? Elements(Shape shape) => shape switch
    {
        ArrayShape array => array.Cells,
        ObjectShape o when NumericKeys.Sorted(o.Fields) is { Count: > 0 } sorted => sorted,
        _ => null,
    };

    /// <summary>A stack with all layers of <paramref name="top"/> on <paramref name="below"/>. They are new cells, for what they look back at is new.</summary>
    private Cell Stacked(Cell top, HoconValue? use, Cell below, HoconValue? useBelow)
    {
        if (top.Below is null && top.Layer is { IsResolved: true } and not HoconObject) return top;
        Stack<Cell> layers = new();
        for (Cell? cell = top; cell is not null; cell = cell.Below) layers.Push(cell);
        if (!budget.TryTakeCells(layers.Count))
        {
            resolver.FailExpansion(top.Layer);
            return top;
        }

        foreach (Cell layer in layers)
        {
            below = new Cell(layer.Layer, below, layer.Home) { Use = use ?? layer.Use, UseBelow = useBelow ?? layer.UseBelow };
            useBelow = null;
        }

        return below;
    }

    private Shape Arrays(Concatenation concatenation, List<(HoconValue Piece, Shape? Shape)> pieces)
    {
        List<Cell> result = [];
        List<HoconValue?> uses = [];
        foreach ((HoconValue piece, Shape? shape) in pieces)
        {
            if (shape is null) continue;
            if (Elements(shape) is not { } elements) return Mixed(piece, shape, "an array");
            if (!budget.TryTake(elements.Count * 2L * ElementBytes)) return resolver.FailExpansion(concatenation);
            result.AddRange(elements);
            uses.AddRange(Enumerable.Repeat(piece as Substitution, elements.Count));
        }

        return new ArrayShape(result, concatenation, uses);
    }

    private Shape Objects(List<(HoconValue Piece, Shape? Shape)> pieces)
    {
        List<Brought> objects = [];
        for (int i = pieces.Count - 1; i >= 0; i--)
        {
            (HoconValue piece, Shape? shape) = pieces[i];
            if (shape is null) continue;
            if (shape is not ObjectShape o) return Mixed(piece, shape, "an object");
            objects.Add(new Brought(o, piece as Substitution));
        }

        return Merge(objects, closed: false, below: null);
    }

    private Shape Text(Concatenation concatenation, List<(HoconValue Piece, Shape? Shape)> pieces)
    {
        string[] texts = [.. pieces.Select(p => p.Shape is ScalarShape s ? s.Scalar.Text : ((Whitespace)p.Piece).Text)];
        if (!budget.TryTake(texts.Sum(t => t.Length * 2L))) return resolver.FailExpansion(concatenation);
        return new ScalarShape(new HoconString(string.Concat(texts), concatenation.Source, concatenation.Offset));
    }

    private NoShape Mixed(HoconValue piece, Shape shape, string expected) =>
        resolver.Fail(piece, $"{shape.Place!.Kind} cannot be concatenated with {expected}", expected, shape.Place.Kind);
}
