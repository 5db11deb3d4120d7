using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Core.Report;

/// <summary>What one run took: the same few figures whatever was run, so that runs can be repeated, varied and set against each other.</summary>
public sealed record Measurement
{
    public required string Experiment { get; init; }

    /// <summary>What was run: the name of a model or a case.</summary>
    public required string Subject { get; init; }

    public required string Engine { get; init; }

    /// <summary>The simulated machine; null for a real one.</summary>
    public required string? Machine { get; init; }

    /// <summary>Null where the number of workers is not one of the run's figures.</summary>
    public required int? Workers { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>What was done: items, points, turns or sleeps; 1 for a case as a whole.</summary>
    public required long Amount { get; init; }

    /// <summary>What <see cref="Amount"/> counts, one of it.</summary>
    public required string Unit { get; init; }

    public required SimDuration Makespan { get; init; }

    /// <summary>False for a run that came to no end: its figures mean nothing.</summary>
    public required bool IsComplete { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>Why the run could not finish; null otherwise.</summary>
    public required string? Failure { get; init; }

    /// <summary>The report of a run that copies a stream, whose order may be lost; null for others.</summary>
    public RunReport? Stream { get; init; }

    /// <summary>How long was waited for each thing, by all that waited together.</summary>
    public ImmutableSortedDictionary<PathKind, SimDuration> Waits { get; init; } = ImmutableSortedDictionary<PathKind, SimDuration>.Empty;

    public ItemFlow Items { get; init; } = ItemFlow.None;

    /// <summary>0 for a run that took no time.</summary>
    public double PerSecond => Makespan.Nanoseconds > 0 ? Amount / Makespan.TotalSeconds : 0;

    public static Measurement Of(RunReport run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new Measurement
        {
            Experiment = run.Experiment,
            Subject = run.Model,
            Engine = run.Engine,
            Machine = run.Machine,
            Workers = run.Workers,
            Seed = run.Seed,
            Amount = run.Items,
            Unit = "item",
            Makespan = run.Makespan,
            IsComplete = run is { Outcome: RunOutcome.Completed, Failure: null },
            ExitCode = run.ExitCode,
            Failure = run.Failure,
            Stream = run,
        };
    }

    /// <param name="report">Of a case.</param>
    /// <param name="subject">What it is called however it is varied.</param>
    public static Measurement Of(CaseReport report, string subject)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new Measurement
        {
            Experiment = report.Experiment,
            Subject = subject,
            Engine = report.Engine,
            Machine = report.Machine,
            Workers = null,
            Seed = report.Seed,
            Amount = 1,
            Unit = "run",
            Makespan = report.Elapsed,
            IsComplete = report is { Outcome: RunOutcome.Completed, Failure: null },
            ExitCode = report.ExitCode,
            Failure = report.Failure,
        };
    }
}
