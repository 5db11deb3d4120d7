using ActorLab.Core.Actors;
using ActorLab.Core.Plan;
using ActorLab.Simulation.Dispatchers;
using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.Processes;

/// <summary>The nodes of a plan and the processes that run them. A process is started when an actor is first placed on its node, and again, as often as the plan allows, after it was lost.</summary>
internal sealed class NodeTable
{
    private readonly SimulationRun _run;
    private readonly ScenarioPlan _plan;
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private int _lastProcessId = SimulatedProcess.RootId;

    /// <exception cref="ArgumentException">Two nodes have one name.</exception>
    public NodeTable(SimulationRun run, ScenarioPlan plan)
    {
        _run = run;
        _plan = plan;
        foreach (NodePlan node in plan.Nodes)
        {
            if (!_nodes.TryAdd(node.Name, new Node(node))) throw new ArgumentException($"the plan has two nodes '{node.Name}'");
        }
    }

    /// <exception cref="ArgumentException">A kill is of no node of the plan, or comes before the run.</exception>
    public void Schedule(SimulationFaults faults)
    {
        foreach (NodeKill kill in faults.Kills)
        {
            if (kill.At.Nanoseconds < 0) throw new ArgumentException($"node '{kill.Node}' cannot be killed before the run begins, at {kill.At}");
            _run.Add(new NodeLoss(Find(kill.Node)), kill.At.Nanoseconds, EventPriority.Fault, default);
        }
    }

    /// <summary>Makes what a new actor on a node consists of. A role that throws, or asks for what cannot be had, is an actor that cannot be made: it fails when it is to have its first turn.</summary>
    /// <exception cref="ArgumentException">The plan has no such node or role.</exception>
    public PlacedActor Place(SimulatedProcess parent, ActorProps spawned, Placement placement, string name)
    {
        Node node = Find(placement.Node);
        if (!_plan.Roles.TryGetValue(placement.Role, out NodeRole? role)) throw new ArgumentException($"the plan has no role '{placement.Role}'");
        SimulatedProcess process = ProcessOf(node, parent);
        if (process.IsLost) return Absent(process, spawned, name, new InvalidOperationException($"node '{placement.Node}' is lost for good"));
        try
        {
            ActorProps props = role(process.State, placement.Arguments);
            if (props.Placement is not null) throw new InvalidOperationException($"role '{placement.Role}' places its actor on another node");
            return new PlacedActor(process, Adopt(props, spawned), process.Dispatchers.For(props, name, isRoot: false));
        }
        catch (Exception thrown)
        {
            return Absent(process, spawned, name, thrown);
        }
    }

    /// <summary>Functions do not travel: of the spawner's policy the node gets the data.</summary>
    private static ActorProps Adopt(ActorProps made, ActorProps spawned) =>
        made with { Name = spawned.Name, Supervision = spawned.Supervision with { Decide = null } };

    private static PlacedActor Absent(SimulatedProcess process, ActorProps spawned, string name, Exception why)
    {
        ActorProps props = Adopt(new ActorProps((Func<LabActor>)(() => throw why)), spawned);
        return new PlacedActor(process, props, process.Dispatchers.For(props, name, isRoot: false));
    }

    private Node Find(string name) => _nodes.TryGetValue(name, out Node? node) ? node : throw new ArgumentException($"the plan has no node '{name}'");

    private SimulatedProcess ProcessOf(Node node, SimulatedProcess parent)
    {
        if (node.Process is { IsLost: false } running) return running;
        if (node.Process is { } lost && node.Restarts++ >= node.Plan.MaxRestarts) return lost;
        return node.Process = parent.Start(++_lastProcessId, node.Plan.Name);
    }

    private sealed class Node(NodePlan plan)
    {
        public NodePlan Plan { get; } = plan;

        /// <summary>The latest one; null until it is first needed.</summary>
        public SimulatedProcess? Process { get; set; }

        public long Restarts { get; set; }
    }

    private sealed class NodeLoss(Node node) : MachineEvent
    {
        public override void Happen()
        {
            if (node.Process is { IsLost: false } process) process.Lose();
        }
    }
}

/// <summary>Where a placed actor lives and what it is there.</summary>
internal readonly record struct PlacedActor(SimulatedProcess Process, ActorProps Props, SimulatedDispatcher Dispatcher);
