using ActorLab.Core.Engine;
using ActorLab.Core.Verify;

namespace ActorLab.Core.Report;

/// <summary>What a command tells the shell.</summary>
public static class ExitCode
{
    public const int Holds = 0;
    public const int InternalError = 1;
    public const int BadUsage = 2;

    /// <summary>The machine failed, or the evidence is incomplete.</summary>
    public const int Infrastructure = 3;

    /// <summary>A promise was broken; also deadlock and livelock.</summary>
    public const int Violated = 99;

    /// <summary>By Ctrl-C, 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGTERM: an interruption that came from another program.</summary>
    public const int Terminated = 143;

    /// <summary>The exit code of one run. A model that promises no order never fails by its verdict.</summary>
    public static int Of(RunReport report) => report switch
    {
        { InternalError: true } => InternalError,
        { Outcome: RunOutcome.Interrupted } => Interrupted,
        { Outcome: RunOutcome.Deadlocked or RunOutcome.Livelocked } => Violated,
        { Outcome: RunOutcome.Failed } or { Failure: not null } => Infrastructure,
        { PromisesOrder: false } => Holds,
        _ => Of(report.Verdict.Status),
    };

    /// <summary>The exit code of one case of a small experiment.</summary>
    public static int Of(CaseReport report) => report switch
    {
        { InternalError: true } => InternalError,
        { Outcome: RunOutcome.Interrupted } => Interrupted,
        { Outcome: RunOutcome.Deadlocked or RunOutcome.Livelocked, HangsAsPredicted: false } => Violated,
        { Outcome: RunOutcome.Failed } or { Failure: not null } => Infrastructure,
        _ => Of(report.Verdict.Status),
    };

    public static int Of(VerdictStatus status) => status switch
    {
        VerdictStatus.Holds => Holds,
        VerdictStatus.Violated => Violated,
        _ => Infrastructure,
    };

    /// <summary>The exit code of several runs: the gravest of theirs (interrupted, internal error, violated, infrastructure, bad usage, holds).</summary>
    public static int Gravest(IEnumerable<int> codes) =>
        codes.DefaultIfEmpty(Holds).MaxBy(c => Array.IndexOf(ByGravity, c));

    private static readonly int[] ByGravity = [Holds, BadUsage, Infrastructure, Violated, InternalError, Interrupted];
}
