using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;

namespace ActorLab.Core.Plan;

/// <summary>A root whose work goes to the nodes through work queues that the engine makes for the run.</summary>
/// <param name="Queues">Which; at least one.</param>
/// <param name="Root">Makes it, given the reference of the outside and the queues in their order.</param>
public sealed record QueuedRoot(ImmutableArray<WorkQueuePlan> Queues, Func<IActorRef, ImmutableArray<IWorkQueue>, ActorProps> Root);

/// <summary>One of the work queues of a run.</summary>
/// <param name="Name">Unique in the plan; letters, digits, hyphens and points.</param>
/// <param name="HasSingleTaker">Whether everything goes to one taker at a time, in order, and to the next only when that one is gone; otherwise takers compete.</param>
public sealed record WorkQueuePlan(string Name, bool HasSingleTaker = false)
{
    public const int DefaultRedeliveries = 3;

    /// <summary>How often the queue gives what a lost taker held to another, at least 0; then it is dead.</summary>
    public int Redeliveries { get; init; } = DefaultRedeliveries;
}
