using System.Collections.Immutable;

namespace ActorLab.Simulation;

/// <summary>What goes wrong in a simulated run, and when.</summary>
public sealed record SimulationFaults
{
    public static readonly SimulationFaults None = new();

    public ImmutableArray<NodeKill> Kills { get; init; } = [];

    /// <summary>These faults and one more: a process dies.</summary>
    public SimulationFaults Kill(string node, SimTime at) => this with { Kills = Kills.Add(new NodeKill(node, at)) };
}

/// <summary>The death of the process that runs a node. It comes after everything else of that time, and takes all of the process with it, bodies in mid-step too. A node
/// that is not running then, because nothing has been placed on it or because it was lost before, is left as it is.</summary>
/// <param name="Node">A node of the plan.</param>
/// <param name="At">Virtual time; not negative.</param>
public sealed record NodeKill(string Node, SimTime At);
