using System.Collections.Immutable;
using ActorLab.Cli.Labs;
using ActorLab.Cluster.Labs;
using ActorLab.Core.Engine;
using ActorLab.Definitions;
using ActorLab.Simulation;

namespace ActorLab.Cli.Runs;

/// <summary>An engine that can be asked for by name.</summary>
/// <param name="Name">Canonical, as in reports.</param>
/// <param name="Summary">One line for help texts.</param>
/// <param name="Create">Makes one, given how its nodes are watched over, if it has any; nothing is started before its first run.</param>
internal sealed record EngineChoice(string Name, string Summary, Func<NodesDefinition, IEngine> Create)
{
    /// <summary>It is the same engine however it is made.</summary>
    public bool Equals(EngineChoice? other) => other is not null && Name == other.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}

internal static class Engines
{
    public static readonly EngineChoice Local = new("local", "real threads, locks and files of this machine", LocalNodes.CreateEngine);

    public static readonly EngineChoice Simulation =
        new("simulation", "virtual time on a simulated machine; the same bytes for the same seed", static _ => new SimulationEngine());

    /// <summary>To be made over a lab: <see cref="Over"/>.</summary>
    public static readonly EngineChoice Cluster =
        new("cluster", "as local, with the nodes of the run on members of a lab, joined through a RabbitMQ broker", static _ => throw new InvariantViolatedException("no lab was chosen"));

    public static readonly ImmutableArray<EngineChoice> All = [Local, Simulation, Cluster];

    /// <summary>The one that a definition asks for, watched over as it says.</summary>
    /// <param name="definition">Which engine, and its settings.</param>
    /// <param name="runs">Starts members.</param>
    /// <param name="problems">Takes what is wrong with the address of the broker.</param>
    /// <returns>Null if there is such a problem.</returns>
    public static EngineChoice? Of(ExperimentDefinition definition, LabRuns runs, ICollection<Diagnostic> problems)
    {
        if (definition.Engine == Simulation.Name) return Simulation with { Create = _ => new SimulationEngine(maxTurnsAtOneInstant: definition.Simulation.MaxTurnsAtOneInstant) };
        return definition.Engine == Cluster.Name ? Over(definition.Cluster, runs, problems) : Local;
    }

    /// <summary>The clustered engine over a lab.</summary>
    /// <returns>Null if the address of the broker is wrong.</returns>
    public static EngineChoice? Over(ClusterDefinition cluster, LabRuns runs, ICollection<Diagnostic> problems) =>
        LabText.Read(cluster, "--broker", problems) is { } lab ? Cluster with { Create = nodes => runs.CreateEngine(lab, cluster, nodes) } : null;

    public static EngineChoice? Find(string name) => All.FirstOrDefault(e => e.Name == name);
}
