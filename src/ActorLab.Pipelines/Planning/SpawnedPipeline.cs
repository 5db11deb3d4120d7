using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Planning;

/// <summary>The actors of a pipeline, and where each stage sends what goes to the next.</summary>
internal sealed class SpawnedPipeline
{
    private readonly Dictionary<(string To, string From), OutletWiring> _entries = [];

    /// <summary>By name, in the order in which they were made.</summary>
    public OrderedDictionary<string, IActorRef> Actors { get; } = new(StringComparer.Ordinal);

    /// <summary>Of its stages, by their names; null where there are none.</summary>
    public ILookup<string, IWorkQueue>? Queues { get; init; }

    /// <summary>Those behind the sinks, by the names of these.</summary>
    public OrderedDictionary<string, IActorRef> Verifiers { get; } = new(StringComparer.Ordinal);

    /// <summary>The files of sinks that these read.</summary>
    public required ImmutableHashSet<string> ReadBack { get; init; }

    public List<IActorRef> Sources { get; } = [];

    /// <summary>The sinks whose outputs are noted, by the names of their stages.</summary>
    public Dictionary<string, SinkKeeping> Keeping { get; } = new(StringComparer.Ordinal);

    /// <summary>The stages whose work is done by workers.</summary>
    public List<IActorRef> WithWorkers { get; } = [];

    public void AddEntry(StageDefinition to, StageDefinition from, OutletWiring entry) => _entries.Add((to.Name, from.Name), entry);

    public OutletWiring Entry(StageDefinition to, StageDefinition from) => _entries[(to.Name, from.Name)];
}
