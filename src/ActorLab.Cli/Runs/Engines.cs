using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Definitions;
using ActorLab.Simulation;

namespace ActorLab.Cli.Runs;

/// <summary>An engine that can be asked for by name.</summary>
/// <param name="Name">Canonical, as in reports.</param>
/// <param name="Summary">One line for help texts.</param>
/// <param name="Create">Makes one, given how its child processes are watched over, if it has any; nothing is started before its first run.</param>
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

    public static readonly ImmutableArray<EngineChoice> All = [Local, Simulation];

    /// <summary>The one that a definition asks for, watched over as it says.</summary>
    public static EngineChoice Of(ExperimentDefinition definition) => definition.Engine == Local.Name
        ? Local
        : Simulation with { Create = _ => new SimulationEngine(maxTurnsAtOneInstant: definition.Simulation.MaxTurnsAtOneInstant) };

    public static EngineChoice? Find(string name) => All.FirstOrDefault(e => e.Name == name);
}
