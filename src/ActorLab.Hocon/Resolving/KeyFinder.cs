using System.Globalization;
using ActorLab.Hocon.Parsing;

namespace ActorLab.Hocon.Resolving;

/// <summary>Says in which fields values of a document stand that resolving had to do with. Values do not know it, and nobody asks while nothing is wrong.</summary>
internal sealed class KeyFinder(IEnumerable<HoconValue> wanted)
{
    private readonly HashSet<HoconValue> _wanted = new(wanted, ReferenceEqualityComparer.Instance);
    private readonly List<string> _path = [];

    /// <summary>The paths of those that were found, such as <c>queues[2].capacity</c>.</summary>
    public Dictionary<HoconValue, string> Found { get; } = new(ReferenceEqualityComparer.Instance);

    public void Search(HoconValue value)
    {
        if (_wanted.Contains(value)) Found.TryAdd(value, string.Concat(_path));
        // What is resolved was nobody's problem, and a document may have much of it.
        if (value.IsResolved || Found.Count == _wanted.Count) return;
        switch (value)
        {
            case HoconObject o:
                foreach ((string key, HoconValue field) in o) Search(field, _path.Count == 0 ? HoconWriter.Key(key) : "." + HoconWriter.Key(key));
                break;
            case HoconArray array: SearchElements(array); break;
            case Append append: SearchElements(append.Elements); break;
            case Concatenation concatenation: SearchAll(concatenation.Pieces); break;
            case FieldStack stack: SearchAll(stack.Layers); break;
        }
    }

    private void SearchAll(IReadOnlyList<HoconValue> values)
    {
        foreach (HoconValue value in values) Search(value);
    }

    private void SearchElements(HoconArray array)
    {
        for (int i = 0; i < array.Count; i++) Search(array[i], string.Create(CultureInfo.InvariantCulture, $"[{i}]"));
    }

    private void Search(HoconValue value, string step)
    {
        if (value.IsResolved && !_wanted.Contains(value)) return;
        _path.Add(step);
        Search(value);
        _path.RemoveAt(_path.Count - 1);
    }
}
