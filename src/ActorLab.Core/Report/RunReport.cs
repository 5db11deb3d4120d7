using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Journal;
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

    /// <summary>From the moment the first item was handed out to the moment the last one was done; where workers are processes, from the moment the first of them was to be started.</summary>
    public required SimDuration Makespan { get; init; }

    /// <summary>Items that this process finished: all but those that an earlier one had.</summary>
    public long OwnItems => Items - (Resumed is { } before ? before.Items - before.Abandoned : 0);

    /// <inheritdoc cref="RunResult.ProcessorTime"/>
    public SimDuration? ProcessorTime { get; init; }

    public double ItemsPerSecond => Makespan.Nanoseconds > 0 ? OwnItems / Makespan.TotalSeconds : 0;

    /// <summary>That it went on where another process had stopped; null for a run that began at its beginning.</summary>
    public Resumption? Resumed { get; init; }

    /// <summary>The most results that waited for an earlier one; 0 for a model without a resequencer.</summary>
    public required int PeakResequencerBuffer { get; init; }

    /// <summary>The most threads that the process had while an item was worked on.</summary>
    public required int PeakThreads { get; init; }

    public required bool PromisesOrder { get; init; }

    /// <summary>Workers that were lost during the run, in the order in which it was noticed.</summary>
    public ImmutableArray<LostWorker> LostWorkers { get; init; } = [];

    /// <summary>Numbers of the items that were given up as dead letters, because too many workers were lost over them.</summary>
    public ImmutableArray<long> GivenUp { get; init; } = [];

    /// <summary>Items that were handed out again because their worker was lost.</summary>
    public int Reassigned => LostWorkers.Sum(w => w.Leases);

    /// <summary>Results that the resequencer dropped because they came under a lease that had been taken back from a worker taken for lost.</summary>
    public long Fenced { get; init; }

    /// <summary>The simulated machine, such as <c>threading-tutorial, 1 CPU</c>; null for a real one.</summary>
    public string? Machine { get; init; }

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

/// <summary>A worker that ended although nobody had stopped it.</summary>
/// <param name="Name">Of the worker or its process.</param>
/// <param name="Leases">Items that it held, which were handed out again.</param>
public sealed record LostWorker(string Name, int Leases);
