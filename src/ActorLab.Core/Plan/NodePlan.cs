using ActorLab.Core.Actors;

namespace ActorLab.Core.Plan;

/// <summary>A node beside the one that the root is on: a child process of a local run, a process of a simulated machine. It is started when an actor is first placed on it.</summary>
/// <param name="Name">Unique in the plan; shown with what the node prints.</param>
/// <param name="MaxRestarts">How often it is started again after it was lost, when an actor is placed on it. After that, an actor placed on it has terminated at once.</param>
public sealed record NodePlan(string Name, int MaxRestarts = NodePlan.DefaultMaxRestarts)
{
    public const int DefaultMaxRestarts = 10;
}

/// <summary>Makes the props of an actor on a node. The name and the supervision are the spawner's.</summary>
/// <param name="state">What the actors of this node share.</param>
/// <param name="arguments">What the spawner gave.</param>
public delegate ActorProps NodeRole(NodeState state, IMessage arguments);
