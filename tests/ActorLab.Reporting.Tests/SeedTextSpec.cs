using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Reporting.Tests;

public sealed class SeedTextSpec
{
    [Fact]
    public void Each_way_to_go_wrong_is_counted_once_per_seed_and_its_lines_over_all_seeds()
    {
        var summary = new SeedSummary(Run(1, VerdictStatus.Holds, 0, 0, 0));
        summary.Add(Run(2, VerdictStatus.Violated, 4, 0, 0));
        summary.Add(Run(3, VerdictStatus.Violated, 2, 1, 1));
        Assert.Equal((3, 2, 1, 1, 1, 0), (summary.Runs, summary.Swapped, summary.Duplicated, summary.Skipped, summary.Right, summary.Unknown));
        Assert.Equal(((6, 1, 1), 2ul, ExitCode.Holds), (summary.Lines, summary.FirstWrong, summary.ExitCode));
        Assert.Contains("2 (66.7 %) 1 (33.3 %) 1 (33.3 %) 1 (33.3 %) 3.0, 1.0, 1.0", string.Join(' ', SeedText.Render([summary], PlainTable.Unbounded).Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void A_run_that_could_not_be_judged_counts_as_neither_right_nor_wrong_and_is_named()
    {
        var summary = new SeedSummary(Run(1, VerdictStatus.Holds, 0, 0, 0));
        summary.Add(Run(2, VerdictStatus.Unknown, 0, 0, 0) with { Outcome = RunOutcome.Livelocked, Failure = "time stands still" });
        Assert.Equal((2, 1, 1, null, ExitCode.Violated), (summary.Runs, summary.Right, summary.Unknown, summary.FirstWrong, summary.ExitCode));
        Assert.EndsWith("\nthreads: 1 run could not be judged\n", SeedText.Render([summary], PlainTable.Unbounded));
    }

    private static RunReport Run(ulong seed, VerdictStatus status, long swapped, long duplicated, long skipped) =>
        Runs.Of(ExecutionModel.Threads, 100, new Verdict(status, null, StreamFigures.None with { Reordered = swapped, Duplicated = duplicated, Lost = skipped }, [])) with { Seed = seed };
}
