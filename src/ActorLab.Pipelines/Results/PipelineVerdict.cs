using System.Collections.Immutable;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Actors;

namespace ActorLab.Pipelines.Results;

/// <summary>Judges a run by what its actors counted: that every item is accounted for, and what the verifiers behind its sinks
/// found.</summary>
public static class PipelineVerdict
{
    /// <summary>The name of the check that every item which was made has been delivered, dropped by a policy, given up or filtered out.</summary>
    public const string Accounting = "accounting";

    /// <param name="ended">What the run left behind.</param>
    /// <param name="cutReason">Why it ended early; null if it is complete.</param>
    public static Verdict Of(PipelineEnded ended, string? cutReason)
    {
        ArgumentNullException.ThrowIfNull(ended);
        ImmutableArray<CheckResult> checks = [AccountingOf(ended.Figures, cutReason), .. ended.Figures.SelectMany(f => f.Checks.Select(c => AtSink(f, c, cutReason)))];
        return new Verdict(Verdict.WorstOf(checks), null, StreamFigures.None, checks);
    }

    private static CheckResult AtSink(StageFigures sink, CheckResult check, string? cutReason)
    {
        bool isCut = cutReason is not null && check.Status == VerdictStatus.Holds;
        return check with { Summary = $"{sink.Name}: {check.Summary}{(isCut ? $"; {cutReason}" : "")}", Status = isCut ? VerdictStatus.Unknown : check.Status };
    }

    private static CheckResult AccountingOf(ImmutableArray<StageFigures> figures, string? cutReason)
    {
        var broken = ImmutableArray.CreateBuilder<Violation>();
        foreach (StageFigures stage in figures) AddUnbalanced(stage, broken);
        if (cutReason is null) AddLostOnTheWay(figures, broken);
        long made = figures.Where(f => f.In.IsEmpty).Sum(f => f.Taken);
        long delivered = figures.Where(IsSink).Sum(f => f.Judged ?? f.Passed);
        long dropped = figures.Sum(f => f.Dropped), givenUp = figures.Sum(f => f.DeadLettered);
        string summary = $"{made} made, {delivered} delivered, {dropped} dropped by a queue or a join, {givenUp} given up";
        if (figures.Sum(f => f.NotComputed) is > 0 and var notComputed) summary += $"; {notComputed} answers of programs not computed";
        VerdictStatus status = broken.Count > 0 ? VerdictStatus.Violated : cutReason is null ? VerdictStatus.Holds : VerdictStatus.Unknown;
        return new CheckResult(Accounting, status, status == VerdictStatus.Unknown ? $"{summary}; {cutReason}" : summary, [.. broken.Take(CheckResult.MaxEvidence)])
        {
            Figures = [new CheckFigure("made", made), new CheckFigure("delivered", delivered), new CheckFigure("dropped", dropped), new CheckFigure("givenUp", givenUp)],
        };
    }

    private static bool IsSink(StageFigures figures) => figures.Out.IsEmpty && !figures.In.IsEmpty;

    private static void AddUnbalanced(StageFigures stage, ImmutableArray<Violation>.Builder broken)
    {
        long got = stage.Taken + stage.Added, gone = stage.Passed + stage.Filtered + stage.Grouped + stage.Dropped + stage.DeadLettered + stage.Held;
        if (got != gone) broken.Add(new Violation(broken.Count + 1, $"{stage.Name}: {got} items that it took or made to have gone somewhere", $"{gone}", null));
        if (stage.HasEnded && stage.Held > 0) broken.Add(new Violation(broken.Count + 1, $"{stage.Name}: nothing held at its end", $"{stage.Held} items", null));
    }

    private static void AddLostOnTheWay(ImmutableArray<StageFigures> figures, ImmutableArray<Violation>.Builder broken)
    {
        foreach (StageFigures giver in figures)
        {
            foreach (EdgeAccount sent in giver.Out)
            {
                EdgeAccount? got = figures.First(f => f.Name == sent.Other).In.FirstOrDefault(i => i.Other == giver.Name);
                if (got is null || got.Items != sent.Items || got.Sum != sent.Sum)
                    broken.Add(new Violation(broken.Count + 1, $"{giver.Name} to {sent.Other}: the {sent.Items} items that were sent", $"{got?.Items ?? 0} items", null));
            }
        }
    }
}
