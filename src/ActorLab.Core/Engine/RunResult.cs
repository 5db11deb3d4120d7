using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.Core.Engine;

/// <summary>How a run went.</summary>
public sealed record RunResult
{
    public const int MaxDeadLettersKept = 1000;

    public required RunOutcome Outcome { get; init; }

    /// <summary>Why the run failed, deadlocked or livelocked; null otherwise.</summary>
    public string? Failure { get; init; }

    /// <summary>The exception behind <see cref="RunOutcome.Failed"/>, if there was one.</summary>
    public Exception? Cause { get; init; }

    /// <summary>What was sent to the outside, in the order of arrival.</summary>
    public required ImmutableArray<IMessage> Outbox { get; init; }

    /// <summary>From the start to the moment the root had stopped, on the clock of the run.</summary>
    public required SimDuration Elapsed { get; init; }

    /// <summary>CPU time of the run, of all its processes together; null where a part of it cannot be known. On a real machine it
    /// is that of this process while the run lasted and
    /// of its child processes that have ended, their starts included.</summary>
    public SimDuration? ProcessorTime { get; init; }

    /// <summary>The steps of the workload's bodies; observers' are not counted.</summary>
    public required StepCounts Steps { get; init; }

    public required RunCounters Counters { get; init; }

    /// <summary>The first <see cref="MaxDeadLettersKept"/>; <see cref="RunCounters.DeadLetters"/> has the number of all.</summary>
    public required ImmutableArray<DeadLetter> DeadLetters { get; init; }

    /// <summary>The names of the nodes that were lost, in the order in which that was noticed; one that was started again and lost again stands there twice.</summary>
    public ImmutableArray<string> LostNodes { get; init; } = [];

    /// <summary>Hash of all that happened; null on an engine that is not deterministic.</summary>
    public ulong? TraceDigest { get; init; }

    /// <summary>The files of a simulated machine at the end, by path; empty where files are real.</summary>
    public ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files { get; init; } =
        ImmutableSortedDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
}
