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

    /// <summary>It will be taken back if it takes too long.</summary>
    public bool HasTimeLimit { get; init; }

    /// <summary>Called when nobody waits for the answer any more. It does not leave its process.</summary>
    public required Recall Recall { get; init; }
}

/// <summary>Whether work has been taken back.</summary>
internal sealed class Recall
{
    private readonly Lock _gate = new();
    private volatile bool _isCalled;
    private Action? _then;

    public bool IsCalled => _isCalled;

    /// <summary>From any thread.</summary>
    public void Call()
    {
        Action? then;
        lock (_gate)
        {
            _isCalled = true;
            then = _then;
        }

        then?.Invoke();
    }

    /// <summary>Has something done when it is called; at once if it has been.</summary>
    public void Then(Action then)
    {
        lock (_gate)
        {
            _then = then;
            if (!_isCalled) return;
        }

        then();
    }
}

/// <summary>What one attempt came to: items, or a failure.</summary>
/// <param name="Outcome">The items.</param>
/// <param name="Failure">Null if it succeeded.</param>
/// <param name="IsNotComputed">A simulated machine has not run the program that should have made them.</param>
internal readonly record struct WorkResult(Outcome Outcome, Exception? Failure, bool IsNotComputed = false);

/// <summary>From a worker: it is there and can be given work.</summary>
internal sealed record ReadyForWork : IMessage
{
    public static readonly ReadyForWork Instance = new();
}

/// <summary>To a worker: nobody waits for its answer any more. To a stage: the run ends, whatever is at work.</summary>
internal sealed record TakenBack : IMessage
{
    public static readonly TakenBack Instance = new();
}

/// <summary>Back from the worker: a result for each piece that it tried, in their order.</summary>
internal sealed record WorkDone(long Id, ImmutableArray<WorkResult> Results) : IMessage;

/// <summary>To a stage, from one who has taken an order of it from a queue and has nothing else in hand. Answered with <see cref="OrderGranted"/> or <see cref="OrderTakenBack"/>.</summary>
/// <param name="Id">Of the order.</param>
internal sealed record OrderTaken(long Id) : IMessage;

/// <summary>From a stage: it may be begun, and its time begins.</summary>
/// <param name="Id">Of the order.</param>
internal sealed record OrderGranted(long Id) : IMessage;

/// <summary>To one who has taken an order from a queue: nobody waits for the answer, or not any more.</summary>
/// <param name="Id">Of the order.</param>
internal sealed record OrderTakenBack(long Id) : IMessage;

/// <summary>To a worker with a program: let it go. Answered with <see cref="LetGone"/>.</summary>
internal sealed record LetGo : IMessage
{
    public static readonly LetGo Instance = new();
}

/// <summary>From a worker whose program has ended.</summary>
/// <param name="Failure">What was wrong with what it gave; null if nothing was.</param>
internal sealed record LetGone(Exception? Failure) : IMessage;

/// <summary>To a worker: there is no more work.</summary>
internal sealed record Sentinel : IMessage
{
    public static readonly Sentinel Instance = new();
}
