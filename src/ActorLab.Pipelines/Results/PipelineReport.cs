using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Journal;
using ActorLab.Core.Machine;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Actors;

namespace ActorLab.Pipelines.Results;

/// <summary>What one run of a pipeline showed.</summary>
public sealed record PipelineReport
{
    public required string Name { get; init; }

    /// <summary>Canonical name of the engine.</summary>
    public required string Engine { get; init; }

    /// <summary>The simulated machine, such as <c>laptop, 4 CPUs</c>; null for a real one.</summary>
    public string? Machine { get; init; }

    public required ulong Seed { get; init; }

    public required SimDuration Elapsed { get; init; }

    /// <summary>Of all actors, from the sources on; empty if the run came to no end.</summary>
    public required ImmutableArray<StageFigures> Stages { get; init; }

    /// <summary>Workers by the name of their stage.</summary>
    public required ImmutableSortedDictionary<string, int> Workers { get; init; }

    /// <summary>
    /// The stages whose cost the definition has and the engine did not charge, since their work took the time that it took.
    /// </summary>
    public ImmutableArray<string> UnchargedCosts { get; init; } = [];

    public required Verdict Verdict { get; init; }

    public required StepCounts Steps { get; init; }

    public required RunOutcome Outcome { get; init; }

    /// <summary>That it went on where another process had stopped, for each sink that writes a file; empty for a run that began at its beginning.</summary>
    public ImmutableArray<Resumption> Resumed { get; init; } = [];

    /// <summary>Why the run could not finish, in words for the user; null otherwise.</summary>
    public string? Failure { get; init; }

    /// <summary>True when the failure is a bug of ActorLab's.</summary>
    public bool InternalError { get; init; }

    /// <summary>Hash of all that happened, on a deterministic engine.</summary>
    public ulong? TraceDigest { get; init; }

    /// <summary>What a simulated machine wrote to its standard output.</summary>
    public ReadOnlyMemory<byte> Stdout { get; init; }

    /// <summary>Items that its sources made.</summary>
    public long Made => Stages.Where(s => s.In.IsEmpty).Sum(s => s.Taken);

    /// <summary>Items that their sinks delivered, those for dead letters included.</summary>
    public long Delivered => Stages.Where(s => s.Out.IsEmpty && !s.In.IsEmpty).Sum(s => s.Judged ?? s.Passed);

    /// <summary>How much of the time its workers worked, 0 to 1, for a stage with workers that worked at all.</summary>
    public double? UtilisationOf(StageFigures stage) =>
        stage.Busy > SimDuration.Zero && Elapsed > SimDuration.Zero && Workers.TryGetValue(stage.Name, out int workers) ? stage.Busy.TotalSeconds / (Elapsed.TotalSeconds * workers) : null;

    /// <summary>The stage whose workers worked most of the time: more workers would help there first. Null if none did any work that takes time.</summary>
    public StageFigures? Bottleneck => Stages.Where(s => UtilisationOf(s) is not null).MaxBy(s => UtilisationOf(s));

    public int ExitCode => this switch
    {
        { InternalError: true } => Core.Report.ExitCode.InternalError,
        { Outcome: RunOutcome.Interrupted } => Core.Report.ExitCode.Interrupted,
        { Outcome: RunOutcome.Deadlocked or RunOutcome.Livelocked } => Core.Report.ExitCode.Violated,
        { Verdict.Status: VerdictStatus.Violated } => Core.Report.ExitCode.Violated,
        { Failure: not null } or { Outcome: RunOutcome.Failed } => Core.Report.ExitCode.Infrastructure,
        _ => Core.Report.ExitCode.Of(Verdict.Status),
    };
}
