using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Verify;

namespace ActorLab.Pipelines.Actors;

/// <summary>What an actor of a pipeline did, told to the root at its end or when asked.</summary>
public sealed record StageFigures : IMessage
{
    /// <summary>Of the actor.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it has come to the end of its input and passed on all that came of it.</summary>
    public bool HasEnded { get; init; }

    /// <summary>Items that it took from its inputs, or made if it is a source.</summary>
    public long Taken { get; init; }

    /// <summary>Items that it passed on; of a sink those that were written.</summary>
    public long Passed { get; init; }

    /// <summary>Items that nothing came of as it should be: filtered out, or split into none.</summary>
    public long Filtered { get; init; }

    /// <summary>Items that were made beyond one for each that was taken.</summary>
    public long Added { get; init; }

    /// <summary>Items that went into lists with others, or that no full list was made of.</summary>
    public long Grouped { get; init; }

    /// <summary>Items that a full queue dropped, or that a zip had no partner for.</summary>
    public long Dropped { get; init; }

    /// <summary>Items that were given up.</summary>
    public long DeadLettered { get; init; }

    /// <summary>How often an item was handed out again: because it failed, or because its worker was lost or took too long.</summary>
    public long Retried { get; init; }

    /// <summary>How often a worker was replaced because it took too long.</summary>
    public long TimedOut { get; init; }

    /// <summary>Workers that were lost.</summary>
    public long LostWorkers { get; init; }

    /// <summary>Attempts that a simulated machine took the time of without making them: those of programs outside.</summary>
    public long NotComputed { get; init; }

    /// <summary>Sentinels that no worker was left to take.</summary>
    public long SentinelsLeft { get; init; }

    /// <summary>Something that it has begun will end or fall due by itself: a body, or a timer.</summary>
    public bool IsBusy { get; init; }

    /// <summary>The actors that could still send it items.</summary>
    public ImmutableArray<string> NoInputFrom { get; init; } = [];

    /// <summary>The actors that it has something for and that have no room.</summary>
    public ImmutableArray<string> NoRoomAt { get; init; } = [];

    /// <summary>Its workers that wait for a sentinel, when all sentinels have been given.</summary>
    public ImmutableArray<string> NoSentinelFor { get; init; } = [];

    /// <summary>Its workers that have something to work on.</summary>
    public ImmutableArray<string> NoAnswerFrom { get; init; } = [];

    /// <summary>Items that it holds: waiting, being worked on, or kept for want of room.</summary>
    public long Held { get; init; }

    public int PeakWaiting { get; init; }

    /// <summary>The time of all its workers at work, added up.</summary>
    public SimDuration Busy { get; init; }

    public ImmutableArray<EdgeAccount> In { get; init; } = [];

    public ImmutableArray<EdgeAccount> Out { get; init; } = [];

    /// <summary>Of a sink: the items that the verifier behind it found delivered; null where it could not tell.</summary>
    public long? Judged { get; init; }

    /// <summary>Of a sink: what its queue dropped, as it says.</summary>
    internal StreamAccount DroppedItems { get; init; }

    /// <summary>Of a sink: what the verifier behind it found.</summary>
    public ImmutableArray<CheckResult> Checks { get; init; } = [];

    /// <summary>The first items that were given up, and why.</summary>
    public ImmutableArray<string> GivenUp { get; init; } = [];
}

/// <summary>To the outside, now and then: how far a stage is.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Taken">Items so far.</param>
/// <param name="Passed">Items passed on so far.</param>
/// <param name="Waiting">Items that wait before it.</param>
/// <param name="InFlight">Items being worked on.</param>
/// <param name="Busy">The time of its workers at work so far.</param>
public sealed record StageProgress(string Stage, long Taken, long Passed, int Waiting, int InFlight, SimDuration Busy) : IMessage;

/// <summary>To the root: the run cannot go on.</summary>
/// <param name="Stage">Where.</param>
/// <param name="Cause">What happened.</param>
/// <param name="Item">To which item; null if it was none's fault.</param>
public sealed record StageFailed(string Stage, Exception Cause, SequencePath? Item = null) : IMessage
{
    /// <summary>For the user.</summary>
    public string Reason => Cause is PipelineStalledException ? Cause.Message : Item is null ? $"{Stage}: {Cause.Message}" : $"{Stage}: item {Item}: {Cause.Message}";
}
