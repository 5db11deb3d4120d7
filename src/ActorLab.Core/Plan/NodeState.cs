using ActorLab.Core.Model;

namespace ActorLab.Core.Plan;

/// <summary>What the actors of one node share, and those of other nodes have a copy of their own of: the memory of a process.</summary>
public sealed class NodeState(string node)
{
    private readonly Dictionary<string, object> _shared = new(StringComparer.Ordinal);

    /// <summary>The node's name; a node that was lost and started again has the same name and a new state.</summary>
    public string Node { get; } = node;

    /// <summary>The work queue of the run, as this node gets at it; null on an engine that has none.</summary>
    public IWorkQueue? Queue { get; init; }

    /// <summary>The object of that name, made at the first call on this node.</summary>
    /// <exception cref="InvalidCastException">It was made as another type.</exception>
    public T Shared<T>(string name, Func<T> create) where T : class
    {
        lock (_shared)
        {
            if (!_shared.TryGetValue(name, out object? found)) _shared.Add(name, found = create());
            return (T)found;
        }
    }
}
