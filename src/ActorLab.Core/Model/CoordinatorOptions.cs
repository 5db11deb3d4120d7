using ActorLab.Core.Actors;

namespace ActorLab.Core.Model;

/// <summary>What a <see cref="Coordinator"/> hands out, to whom, and when it gives up.</summary>
public sealed record CoordinatorOptions
{
    public const int DefaultMaxWorkerRestarts = 10;

    public required IWorkSource Source { get; init; }

    /// <summary>How many workers live at a time; at least 1.</summary>
    public required int Workers { get; init; }

    /// <summary>Makes a worker, given the coordinator and the index (from 0) of the slot it fills. The coordinator sets its name and its supervision.</summary>
    public required Func<IActorRef, int, ActorProps> Worker { get; init; }

    /// <summary>Gets <see cref="Coordinator.Finished"/>.</summary>
    public required IActorRef Owner { get; init; }

    /// <summary>Gets <see cref="Progress"/>; null for nobody.</summary>
    public IActorRef? ProgressTo { get; init; }

    /// <summary>The least time between two reports of progress; the last one comes at the end in any case.</summary>
    public SimDuration ProgressEvery { get; init; } = SimDuration.FromMilliseconds(250);

    /// <summary>How many items may be between the hand-out and the sink, at least 1; null leaves it to the demand of the workers, and then nobody waits for a sink.</summary>
    public int? Window { get; init; }

    /// <summary>A worker is given this many items and then retires (see <see cref="WorkerOptions.RetireAfterItems"/>); when it has terminated, the next one is started. Null for no limit.</summary>
    public int? ItemsPerWorker { get; init; }

    /// <summary>How many lost workers are replaced while there is work. After that the run goes on with those that live, and when the last of them is lost, it ends with a reason.</summary>
    public int MaxWorkerRestarts { get; init; } = DefaultMaxWorkerRestarts;

    /// <summary>How often an item may be tried before it counts as failed; at least 1. The loss of a worker is no attempt.</summary>
    public int MaxAttempts { get; init; } = 1;

    /// <summary>How many workers may be lost over an item, at least 1. After that it is given up: it counts as failed, becomes a dead letter and is named in the end, and the rest goes on.
    /// The first loss may be put down to the item before, whose report was lost with the worker; so 1 can give up the wrong one.</summary>
    public int MaxLosses { get; init; } = 3;

    /// <summary>Gets <see cref="Resequencer.Fence"/> for every lease that is taken back, and <see cref="Resequencer.Abandoned"/> for an item that is given up, as no worker can tell any more;
    /// null for nobody.</summary>
    public IActorRef? Downstream { get; init; }

    /// <summary>Where the stream is taken up. The source must begin behind that item, and what is told of items done counts those before.</summary>
    public ResumePoint Resume { get; init; }

    /// <summary>Wind up as soon as an item counts as failed. An item that is given up because workers were lost over it does not count here.</summary>
    public bool StopOnFailure { get; init; }

    /// <summary>Do not stop after <see cref="Coordinator.Finished"/>.</summary>
    public bool StayAlive { get; init; }
}
