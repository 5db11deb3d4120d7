using System.Runtime.CompilerServices;
using ActorLab.Hocon.Parsing;

namespace ActorLab.Hocon.Resolving;

/// <summary>Works out the value of a document whose substitutions refer to any place in it, forward, backward and to themselves.</summary>
/// <remarks>Evaluation is lazy in two steps. The <em>shape</em> of a cell (its type and the cells of its fields) is found on demand, so that
/// <c>bar { foo : 42, baz : ${bar.foo} }</c> needs no more of <c>bar</c> than one field. Only then the shapes are <em>forced</em> to values from the root. Both are remembered, so that each
/// substitution is evaluated once and values are shared, not copied.</remarks>
internal sealed class Resolver
{
    /// <summary>A step down a stack allocates nothing, but must not be free: n layers that look back take n² steps.</summary>
    private const int StepBytes = 1;

    private readonly HoconOptions _options;
    private readonly EnvironmentLookup? _environment;
    private readonly ExpansionBudget _budget;
    private readonly Concatenator _concatenator;
    private readonly HashSet<HoconDiagnostic> _reported = [];

    /// <summary>The value that each problem is about.</summary>
    private readonly List<HoconValue> _places = [];
    private Cell _root = null!;
    private bool _expanded;
    private int _pending;

    public Resolver(HoconOptions options, EnvironmentLookup? environment, long characters)
    {
        _options = options;
        _environment = environment;
        _budget = new ExpansionBudget(options.MaxExpansion, characters);
        _concatenator = new Concatenator(this, _budget);
    }

    public List<HoconDiagnostic> Diagnostics { get; } = [];

    private bool Stopped => _expanded || Diagnostics.Count >= _options.MaxDiagnostics;

    /// <param name="roots">The first has priority.</param>
    public HoconValue? Resolve(IReadOnlyList<HoconValue> roots)
    {
        Cell? root = null;
        for (int i = roots.Count - 1; i >= 0; i--) root = new Cell(roots[i], root, null);
        _root = root!;
        HoconValue? value = Force(_root, 0);
        if (Diagnostics.Count > 0) AddKeys(roots);
        return value;
    }

    private void AddKeys(IReadOnlyList<HoconValue> roots)
    {
        var finder = new KeyFinder(_places);
        foreach (HoconValue root in roots) finder.Search(root);
        for (int i = 0; i < _places.Count; i++) Diagnostics[i] = Diagnostics[i] with { Key = finder.Found.GetValueOrDefault(_places[i]) };
    }

    /// <returns>Always <see cref="NoShape.Failed"/>.</returns>
    public NoShape Fail(HoconValue place, string message, string? expected = null, string? got = null, string[]? missing = null)
    {
        HoconDiagnostic problem = new(place.Origin, message, expected, got) { Missing = missing };
        if (Stopped || !_reported.Add(problem)) return NoShape.Failed;
        Diagnostics.Add(problem);
        _places.Add(place);
        return NoShape.Failed;
    }

    /// <summary>Ends the work: every value that holds the one at fault is too large as well.</summary>
    public NoShape FailExpansion(HoconValue place)
    {
        Fail(place, $"substitutions make the value too large: they may add at most {_options.MaxExpansion} bytes", $"at most {_options.MaxExpansion} bytes");
        _expanded = true;
        return NoShape.Failed;
    }

    /// <summary>What a cell is, with what it is merged with.</summary>
    public Shape ShapeOf(Cell cell)
    {
        if (cell.Shape is { } known) return known;
        if (Stopped) return NoShape.Failed;
        if (_budget.Exhausted) return FailExpansion(cell.Layer);
        if (_pending >= _options.MaxSubstitutionDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return Fail(cell.Layer, $"more than {_options.MaxSubstitutionDepth} substitutions lead to one another", $"at most {_options.MaxSubstitutionDepth}");
        }

        _pending++;
        Shape shape = Combined(cell);
        _pending--;
        return cell.Shape = shape;
    }

    public Shape Evaluate(HoconValue value, Cell cell) => value switch
    {
        HoconScalar scalar => new ScalarShape(scalar),
        HoconObject o => new ObjectShape(o, cell, _budget),
        HoconArray array => new ArrayShape(array, cell, _budget),
        Substitution substitution => Substitute(substitution, cell),
        Concatenation concatenation => _concatenator.Concatenate(concatenation, cell),
        Append => AppendTo(cell),
        _ => throw new InvalidOperationException($"{value.GetType().Name} is no layer of a field"),
    };

    /// <summary>Goes down the stack from the layer with priority until one cannot be merged with those above.</summary>
    private Shape Combined(Cell top)
    {
        List<Cell> marked = [];
        List<Brought>? objects = null;
        HoconValue? useBelow = null;
        HoconScalar? replaced = null;
        Shape result = NoShape.Undefined;
        bool closed = false;
        for (Cell? cell = Free(top); cell is not null && !closed; cell = Free(cell.Below))
        {
            cell.Evaluating = true;
            marked.Add(cell);
            Shape layer = cell.LayerShape ??= Evaluate(cell.Layer, cell);
            HoconValue? use = cell.Use ?? useBelow ?? cell.Layer as Substitution;
            useBelow = cell.UseBelow ?? useBelow;
            if (layer is NoShape)
            {
                if (layer != NoShape.Failed) continue;
                result = layer;
                break;
            }

            closed = layer is not ObjectShape { Closed: false };
            if (layer is ObjectShape o) (objects ??= []).Add(new Brought(o, use));
            else if (objects is null) result = layer;
            else replaced = (layer as ScalarShape)?.Scalar;
        }

        foreach (Cell cell in marked) cell.Evaluating = false;
        return objects is null ? result : _concatenator.Merge(objects, closed, replaced);
    }

    private Shape Substitute(Substitution substitution, Cell cell)
    {
        bool cycle = false;
        for (IncludeScope? scope = substitution.Scope; ; scope = scope.Outer)
        {
            Cell? target = Find(scope?.Prefix, substitution.Path, ref cycle);
            if (target is not null && LookingBack(target, cell) is { } free)
            {
                Shape found = ShapeOf(free);
                if (found != NoShape.Undefined) return found;
            }
            else
            {
                cycle |= target is not null;
            }

            if (scope is null) break;
        }

        if (Variable(substitution.Path) is { } variable) return new ScalarShape(new HoconString(variable, substitution.Source, substitution.Offset));
        if (substitution.Optional) return NoShape.Undefined;
        return cycle
            ? Fail(substitution, $"{substitution.Written} leads back to itself, and nothing was assigned before", "a value", "a cycle")
            : Fail(substitution, $"{substitution.Written} is not defined", "a value", "nothing", substitution.Path);
    }

    /// <summary>The first cell from <paramref name="cell"/> down that nobody is waiting for; null if there is none, which is a cycle.</summary>
    private Cell? Free(Cell? cell)
    {
        for (; cell is { Evaluating: true }; cell = cell.Below) _budget.TryTake(StepBytes);
        return cell;
    }

    private string? Variable(string[] path)
    {
        string name = string.Join('.', path);
        return name.Length == 0 ? null : _environment?.Invoke(name);
    }

    /// <summary>The cell that a path leads to, or null if there is none, or none that does not wait for itself.</summary>
    private Cell? Find(string[]? prefix, string[] path, ref bool cycle)
    {
        Cell? cell = _root;
        int skip = prefix?.Length ?? 0;
        for (int i = 0; i < skip + path.Length; i++)
        {
            cell = Free(cell);
            if (cell is null)
            {
                cycle = true;
                return null;
            }

            if (ShapeOf(cell) is not ObjectShape o || !o.Fields.TryGetValue(i < skip ? prefix![i] : path[i - skip], out cell)) return null;
        }

        return cell;
    }

    /// <summary>The cell to take for <paramref name="target"/>: the one below if the reference itself stands somewhere in its layer and the layer is a concatenation.</summary>
    private Cell? LookingBack(Cell target, Cell from)
    {
        for (Cell? home = from; home is not null; home = home.Home)
        {
            if (!home.LooksBack) continue;
            for (Cell? layer = target; layer is not null; layer = layer.Below)
            {
                _budget.TryTake(StepBytes);
                if (layer == home) return Free(home.Below);
            }
        }

        return Free(target);
    }

    /// <summary>The elements before, and those appended since: all <c>+=</c> in a row at once, for a thousand of them must not be a thousand calls deep.</summary>
    private Shape AppendTo(Cell top)
    {
        Stack<Cell> appends = new();
        Cell? cell = top;
        for (; cell is { Layer: Append }; cell = cell.Below)
        {
            appends.Push(cell);
        }

        // The cells between are marked as well, or what is below could come back to them.
        List<Cell> marked = [.. appends.Where(c => !c.Evaluating)];
        foreach (Cell c in marked) c.Evaluating = true;
        Shape before = Free(cell) is { } free ? ShapeOf(free) : NoShape.Undefined;
        foreach (Cell c in marked) c.Evaluating = false;
        return before == NoShape.Failed ? before : _concatenator.Append(before, appends);
    }

    private HoconValue? Force(Cell cell, int depth)
    {
        Shape shape = ShapeOf(cell);
        if (shape is NoShape || shape.Value is not null) return Checked(shape, cell, depth);
        if (shape.Forcing)
        {
            Fail(cell.Layer, "the value contains itself", "a value", "a cycle");
            return null;
        }

        if (depth >= _options.MaxDepth)
        {
            TooDeep(cell);
            return null;
        }

        if (!_budget.TryTakeContainer(0))
        {
            FailExpansion(cell.Layer);
            return null;
        }

        shape.Forcing = true;
        shape.Value = shape is ArrayShape array ? ForceArray(array, depth) : ForceObject((ObjectShape)shape, depth);
        shape.Forcing = false;
        return Checked(shape, cell, depth);
    }

    private HoconArray ForceArray(ArrayShape shape, int depth)
    {
        HoconArray result = new(shape.Place!.Source, shape.Place.Offset, shape.Cells.Count);
        for (int i = 0; i < shape.Cells.Count && !Stopped; i++)
        {
            Cell cell = shape.Cells[i];
            if (Force(cell, depth + 1) is { } value) result.Add(value, shape.Uses?[i] ?? UseOf(cell));
        }

        return result;
    }

    private HoconObject ForceObject(ObjectShape shape, int depth)
    {
        HoconObject result = new(shape.Place!.Source, shape.Place.Offset) { Closed = shape.Closed, Replaced = shape.Replaced };
        foreach ((string key, Cell cell) in shape.Fields)
        {
            if (Stopped) break;
            if (Force(cell, depth + 1) is not { } value) continue;
            result.Set(key, value);
            if ((shape.Uses?.GetValueOrDefault(key) ?? UseOf(cell)) is { } use) result.SetUse(key, use);
        }

        return result;
    }

    /// <summary>The substitution that brought the whole value of a cell; null if none did. Of an object that was merged the fields know it, each for itself.</summary>
    private static HoconValue? UseOf(Cell top)
    {
        HoconValue? useBelow = null;
        for (Cell? cell = top; cell is not null; cell = cell.Below)
        {
            HoconValue? use = cell.Use ?? useBelow ?? cell.Layer as Substitution;
            useBelow = cell.UseBelow ?? useBelow;
            if (cell.LayerShape is null or NoShape) continue;
            return top.Shape is not ObjectShape || top.Shape == cell.LayerShape ? use : null;
        }

        return null;
    }

    /// <summary>A value shared by many places may be too deep or too large only where they come together.</summary>
    private HoconValue? Checked(Shape shape, Cell cell, int depth)
    {
        if (shape.Value is not { } value) return null;
        if (value.Weight > _budget.MaxWeight) FailExpansion(cell.Layer);
        else if (depth + value.Height > _options.MaxDepth) TooDeep(cell);
        else return value;
        return null;
    }

    private void TooDeep(Cell cell) =>
        Fail(cell.Layer, $"substitutions nest the value deeper than {_options.MaxDepth} levels", $"at most {_options.MaxDepth} levels");
}
