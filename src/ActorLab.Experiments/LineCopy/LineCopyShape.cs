using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.Experiments.LineCopy;

/// <summary>What differs between the models: who runs which body where.</summary>
internal sealed record LineCopyShape
{
    public required int Items { get; init; }

    public required int Workers { get; init; }

    /// <summary>What a worker runs; null where workers are in processes, each of which has its own.</summary>
    public IBody? Body { get; init; }

    public required Occupancy Occupancy { get; init; }

    public required DispatcherPolicy Dispatcher { get; init; }

    /// <summary>Who gives the coordinator its turns. A serial run has one thread for everything, or waking the other one for every item would count as work of the baseline.</summary>
    public DispatcherPolicy CoordinatorDispatcher { get; init; } = DispatcherPolicy.Shared;

    /// <summary>1 where every item gets a thread of its own.</summary>
    public int? ItemsPerWorker { get; init; }

    public required int Prefetch { get; init; }

    /// <summary>What the sink runs; null where workers write themselves and nobody restores an order.</summary>
    public IBody? WriteBody { get; init; }

    /// <summary>What the run goes on from, and where it notes how far it is; null for one that keeps no state. Only with <see cref="WriteBody"/>.</summary>
    public LineCopyKeeping? Keeping { get; init; }

    /// <summary>Items between the hand-out and the sink, and so the most that a resequencer can hold: enough that the others need not wait for a worker that the system has preempted.</summary>
    public int Window => Math.Max(64, Workers * 256);
}
