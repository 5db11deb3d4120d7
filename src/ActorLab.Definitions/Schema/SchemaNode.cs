using ActorLab.Hocon;

namespace ActorLab.Definitions.Schema;

/// <summary>A place where a definition may have something: a setting, or a section with settings.</summary>
public abstract class SchemaNode
{
    private protected SchemaNode(string key) => Key = key;

    /// <summary>Kebab-case; the last element of the path.</summary>
    public string Key { get; }

    /// <summary>From the root of a definition, or from the machine that it is a setting of.</summary>
    public string Path => Parent is { Key.Length: > 0 } section ? $"{section.Path}.{Key}" : Key;

    /// <summary>What this stands in; null for a root.</summary>
    public Section? Parent { get; internal set; }

    /// <summary>Tells all that is wrong with what stands there and below.</summary>
    internal abstract void Check(HoconField field, ReadingProblems problems);

    /// <summary>Where this node is, in a document.</summary>
    internal HoconField In(HoconField root) => Parent is null ? root : Parent.In(root)[Key];
}

/// <summary>An object with a fixed set of keys.</summary>
public class Section : SchemaNode
{
    private readonly List<SchemaNode> _nodes = [];

    internal Section(string key) : base(key)
    {
    }

    public IReadOnlyList<SchemaNode> Nodes => _nodes;

    /// <summary>All settings in it and below.</summary>
    public IEnumerable<Setting> Settings => _nodes.SelectMany(n => n is Section below ? below.Settings : n is Setting setting ? [setting] : []);

    /// <summary>A root with these nodes.</summary>
    internal static Section Of(IEnumerable<SchemaNode> nodes)
    {
        var root = new Section("");
        foreach (SchemaNode node in nodes) root.Add(node);
        return root;
    }

    internal T Add<T>(T node) where T : SchemaNode
    {
        node.Parent = this;
        _nodes.Add(node);
        return node;
    }

    internal sealed override void Check(HoconField field, ReadingProblems problems)
    {
        if (field.Value is not HoconObject fields)
        {
            problems.Unfit(field.Expected("an object"));
            return;
        }

        foreach (string key in fields.Keys)
        {
            if (problems.IsFull) return;
            if (_nodes.Find(n => n.Key == key) is { } node) node.Check(field[key], problems);
            else problems.UnknownKey(field[key], key, this);
        }

        // One that is there was looked at above.
        foreach (Setting missing in _nodes.OfType<Setting>().Where(s => s.IsRequired && fields[s.Key] is null)) missing.Check(field[missing.Key], problems);
    }
}

/// <summary>An object whose keys are names that the user chose, each with the same settings.</summary>
public sealed class NamedSections : SchemaNode
{
    internal NamedSections(string key, Section each) : base(key) => Each = each;

    public Section Each { get; }

    internal override void Check(HoconField field, ReadingProblems problems)
    {
        if (field.Value is not HoconObject fields)
        {
            problems.Unfit(field.Expected("an object"));
            return;
        }

        foreach (string name in fields.Keys)
        {
            if (problems.IsFull) return;
            Each.Check(field[name], problems);
        }
    }
}
