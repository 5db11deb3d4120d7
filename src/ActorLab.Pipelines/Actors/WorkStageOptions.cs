using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Actors;

/// <summary>What a <see cref="WorkStage"/> has done by whom.</summary>
internal sealed record WorkStageOptions
{
    public required StageDefinition Definition { get; init; }

    /// <summary>The props of worker number i, from 0, of the stage.</summary>
    public required Func<IActorRef, int, ActorProps> Worker { get; init; }

    /// <summary>Where the orders go instead of to workers of its own: one queue for all, or with <see cref="ItemOrder.PerKey"/> one for each worker; empty for none.</summary>
    public ImmutableArray<IWorkQueue> Queues { get; init; } = [];

    /// <summary>The props of one that takes from a queue for worker number i, given the stage and the feeder of the queue.</summary>
    public Func<IActorRef, IActorRef, IWorkQueue, int, ActorProps>? Tap { get; init; }

    /// <summary>The most items that were taken and have not gone on; at least 1.</summary>
    public required int InFlight { get; init; }

    /// <summary>Whether items are taken that no worker is free for.</summary>
    public bool LooksAhead => Definition is { Order: ItemOrder.PerKey, Workers: > 1 };

    /// <summary>The way to the sink for dead letters; null if there is none.</summary>
    public Wiring? DeadLetters { get; init; }
}
