using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Pipelines.Actors;

/// <summary>How an actor of a pipeline is joined to the others. Those downstream are made first, so their references are known.</summary>
internal sealed record Wiring
{
    /// <summary>Unique in the pipeline.</summary>
    public required string Name { get; init; }

    /// <summary>Is told how it ended (<see cref="StageFigures"/>), and of a failure.</summary>
    public required IActorRef Root { get; init; }

    /// <summary>Is told from time to time how far it is (<see cref="StageProgress"/>).</summary>
    public required IActorRef Outside { get; init; }

    public ImmutableArray<InletWiring> Inlets { get; init; } = [];

    /// <summary>Whether one of its queues may drop items when it is full.</summary>
    public bool MayDrop => Inlets.Any(i => i.Overflow is not (OverflowPolicy.Block or OverflowPolicy.Fail));

    public ImmutableArray<OutletWiring> Outlets { get; init; } = [];

    public FanOut FanOut { get; init; }

    /// <summary>For an actor that numbers items: the most that may be under way to where their order is restored. Null where it is not.</summary>
    public int? Window { get; init; }

    /// <summary>How many actors restore the order of what it numbers, and tell it.</summary>
    public int Restorers { get; init; }

    /// <summary>Whether somebody further on waits for the places of items that nothing came of.</summary>
    public bool PassesSkipped { get; init; }
}

/// <summary>One input.</summary>
/// <param name="From">The name of the actor that it comes from.</param>
/// <param name="Capacity">Items that may wait; null for any number.</param>
/// <param name="Overflow">What happens to one more: the sender waits for credit, or sends what it has and the queue
/// drops.</param>
internal sealed record InletWiring(string From, int? Capacity, OverflowPolicy Overflow = OverflowPolicy.Block)
{
    /// <summary>
    /// Whether there is no place to wait: the sender gives what can be begun at once (<see cref="Inlets.Invite"/>), and what
    /// waits does so
    /// before it.
    /// </summary>
    public bool IsByInvitation { get; init; }
}

/// <summary>One output.</summary>
/// <param name="To">The name of the receiver.</param>
/// <param name="Target">The receiver.</param>
/// <param name="Port">Which of its inputs this is.</param>
/// <param name="Capacity">That of the input, where it makes the sender wait; null where it does not.</param>
internal sealed record OutletWiring(string To, IActorRef Target, int Port, int? Capacity)
{
    /// <summary>Whether the receiver is a sink, behind which a verifier wants to know what it was sent.</summary>
    public bool IsJudged { get; init; }
}
