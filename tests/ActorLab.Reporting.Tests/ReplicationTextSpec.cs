using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Reporting.Tests;

public sealed class ReplicationTextSpec
{
    [Fact]
    public void Each_way_to_go_wrong_is_counted_once_per_run_and_its_lines_over_all_runs()
    {
        var summary = new ReplicationSummary(Run(1, VerdictStatus.Holds, 0, 0, 0));
        summary.Add(Run(2, VerdictStatus.Violated, 4, 0, 0));
        summary.Add(Run(3, VerdictStatus.Violated, 2, 1, 1));
        OrderSummary order = summary.Order!;
        Assert.Equal((3, 2, 1, 1, 1, 0), (order.Runs, order.Swapped, order.Duplicated, order.Skipped, order.Right, order.Unknown));
        Assert.Equal(((6, 1, 1), 2ul, ExitCode.Holds), (order.Lines, order.FirstWrong, summary.ExitCode));
        Assert.Contains("2 (66.7 %) 1 (33.3 %) 1 (33.3 %) 1 (33.3 %) 3.0, 1.0, 1.0", string.Join(' ', ReplicationText.Render([summary], PlainTable.Unbounded).Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void A_run_that_could_not_be_judged_counts_as_neither_right_nor_wrong_and_is_named()
    {
        var summary = new ReplicationSummary(Run(1, VerdictStatus.Holds, 0, 0, 0));
        summary.Add(Measurement.Of(Run(2, VerdictStatus.Unknown, 0, 0, 0).Stream! with { Outcome = RunOutcome.Livelocked, Failure = "time stands still" }));
        OrderSummary order = summary.Order!;
        Assert.Equal((2, 1, 1, null, ExitCode.Violated), (order.Runs, order.Right, order.Unknown, order.FirstWrong, summary.ExitCode));
        Assert.Equal((2, 1, 1, "time stands still"), (summary.Runs, summary.Unfinished, (int)summary.Makespan.Count, summary.Failure));
        Assert.EndsWith("\nthreads: 1 run could not be judged\n", ReplicationText.Render([summary], PlainTable.Unbounded));
    }

    private static Measurement Run(ulong seed, VerdictStatus status, long swapped, long duplicated, long skipped) =>
        Measurement.Of(Runs.Of(ExecutionModel.Threads, 100, new Verdict(status, null, StreamFigures.None with { Reordered = swapped, Duplicated = duplicated, Lost = skipped }, [])) with { Seed = seed });
}
