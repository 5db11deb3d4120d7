using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;

namespace ActorLab.Pipelines.Actors;

/// <summary>One attempt at one item.</summary>
/// <param name="Item">What to do.</param>
/// <param name="Attempt">From 0.</param>
/// <param name="Cost">What it costs a core of a simulated machine.</param>
/// <param name="Busy">How long a core is kept busy, on any machine.</param>
/// <param name="Wait">How long it waits first.</param>
/// <param name="Fails">How it is to fail; null for not.</param>
internal sealed record WorkPiece(PipelineItem Item, int Attempt, SimDuration Cost, SimDuration Busy, SimDuration Wait, FailureKind? Fails);

/// <summary>From a stage to one of its workers: do these, one after another.</summary>
/// <param name="Id">Of the assignment.</param>
/// <param name="Pieces">At least one.</param>
internal sealed record WorkOrder(long Id, ImmutableArray<WorkPiece> Pieces) : IItemMessage
{
    long IItemMessage.Item => Pieces[0].Item.Origin;

    /// <summary>What comes after a failure is not to be tried, so that it cannot overtake.</summary>
    public bool StopsAtFailure { get; init; }

    /// <summary>Set when nobody waits for the answer any more. It does not leave its process.</summary>
    public Recall? Recall { get; init; }
}

/// <summary>Whether work has been taken back.</summary>
internal sealed class Recall
{
    private volatile bool _isCalled;

    public bool IsCalled => _isCalled;

    public void Call() => _isCalled = true;
}

/// <summary>What one attempt came to: items, or a failure.</summary>
internal readonly record struct WorkResult(Outcome Outcome, Exception? Failure);

/// <summary>Back from the worker: a result for each piece that it tried, in their order.</summary>
internal sealed record WorkDone(long Id, ImmutableArray<WorkResult> Results) : IMessage;

/// <summary>To a worker: there is no more work.</summary>
internal sealed record Sentinel : IMessage
{
    public static readonly Sentinel Instance = new();
}
