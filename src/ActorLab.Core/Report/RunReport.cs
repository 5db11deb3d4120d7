using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Verify;

namespace ActorLab.Core.Report;

/// <summary>What one run of one model showed: the last stage of the way from a definition to what a person reads.</summary>
public sealed record RunReport
{
    public required string Experiment { get; init; }

    /// <summary>Canonical name of the execution model.</summary>
    public required string Model { get; init; }

    /// <summary>Canonical name of the engine.</summary>
    public required string Engine { get; init; }

    public required int Workers { get; init; }

    /// <summary>Items that were finished; all of the input unless the run ended early.</summary>
    public required long Items { get; init; }

    /// <summary>From the moment the first item was handed out to the moment the last one was done.</summary>
    public required SimDuration Makespan { get; init; }

    public double ItemsPerSecond => Makespan.Nanoseconds > 0 ? Items / Makespan.TotalSeconds : 0;

    /// <summary>The most results that waited for an earlier one; 0 for a model without a resequencer.</summary>
    public required int PeakResequencerBuffer { get; init; }

    /// <summary>The most threads that the process had while an item was worked on.</summary>
    public required int PeakThreads { get; init; }

    public required bool PromisesOrder { get; init; }

    public required Verdict Verdict { get; init; }

    public required StepCounts Steps { get; init; }

    public required ulong Seed { get; init; }

    public required RunOutcome Outcome { get; init; }

    /// <summary>Why the run could not finish, in words for the user: a full disk, an unreadable file. Null otherwise.</summary>
    public string? Failure { get; init; }

    /// <summary>True when the failure is a bug of ActorLab's and not the machine's doing.</summary>
    public bool InternalError { get; init; }

    /// <summary>Hash of all that happened, on a deterministic engine.</summary>
    public ulong? TraceDigest { get; init; }

    public int ExitCode => Report.ExitCode.Of(this);
}
