using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Verify;

namespace ActorLab.Core.Report;

/// <summary>What one case of an experiment showed that copies no stream: what happened, some figures, and whether it was what the case is there to show.</summary>
public sealed record CaseReport
{
    public required string Experiment { get; init; }

    /// <summary>Kebab-case, unique in the experiment.</summary>
    public required string Case { get; init; }

    /// <summary>Canonical name of the engine.</summary>
    public required string Engine { get; init; }

    public required ulong Seed { get; init; }

    public required RunOutcome Outcome { get; init; }

    /// <summary>The run came to a standstill, which the case is there to show: its exit code is that of its verdict.</summary>
    public bool HangsAsPredicted { get; init; }

    /// <summary>Of the whole run.</summary>
    public required SimDuration Elapsed { get; init; }

    /// <inheritdoc cref="RunResult.ProcessorTime"/>
    public SimDuration? ProcessorTime { get; init; }

    /// <summary>In the order in which they are shown; the same names in all cases of an experiment.</summary>
    public ImmutableArray<Figure> Figures { get; init; } = [];

    /// <summary>As the program noticed them.</summary>
    public ImmutableArray<Happening> Events { get; init; } = [];

    /// <summary>What the case is there to show, check by check.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The name of the simulated machine; null for a real one.</summary>
    public string? Machine { get; init; }

    /// <summary>Why the run could not finish; null otherwise.</summary>
    public string? Failure { get; init; }

    /// <summary>True when the failure is a bug of ActorLab's and not the machine's doing.</summary>
    public bool InternalError { get; init; }

    /// <summary>Hash of all that happened, on a deterministic engine.</summary>
    public ulong? TraceDigest { get; init; }

    public int ExitCode => Report.ExitCode.Of(this);
}

/// <summary>The cases of one experiment, and what they teach.</summary>
/// <param name="Row">Of the tutorials; the name of the experiment where its cases belong to several rows.</param>
/// <param name="Cases">In the order in which they ran; at least one.</param>
/// <param name="Lesson">Empty when nothing can be said.</param>
public sealed record CaseStudy(string Row, ImmutableArray<CaseReport> Cases, string Lesson);

/// <param name="Name">In words, lower case.</param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">What the value counts.</param>
public readonly record struct Figure(string Name, long Value, FigureUnit Unit);

public enum FigureUnit
{
    Count,
    Bytes,
    Nanoseconds,

    /// <summary>A number with seven decimals, in units of 10⁻⁷.</summary>
    TenMillionths,
}

/// <param name="At">When the program noticed it.</param>
/// <param name="Who">Whose doing it is.</param>
/// <param name="What">In the present tense.</param>
public readonly record struct Happening(SimTime At, string Who, string What);
