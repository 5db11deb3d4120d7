using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;

namespace ActorLab.Reporting.Tests;

/// <summary>Reports as a run would have made them.</summary>
internal static class Runs
{
    public static readonly Verdict Holds =
        new(VerdictStatus.Holds, null, new StreamFigures(1000, 0, 0, 0, 0, 0, 0, 0), [new CheckResult("order", VerdictStatus.Holds, "1,000 items in order", [])]);

    public static readonly Verdict Disordered = new(
        VerdictStatus.Violated, "flush order", new StreamFigures(1000, 4, 2, 1, 0, 0, 0, 0),
        [
            new CheckResult("order", VerdictStatus.Violated, "2 of 1,000 items reordered", [new Violation(25, "line25", "line26", "worker-3")]),
            new CheckResult("content", VerdictStatus.Holds, "no torn record", []),
        ]);

    public static RunReport Of(ExecutionModel model, long milliseconds, Verdict? verdict = null) => new()
    {
        Experiment = "line-copy",
        Model = model.Name,
        Engine = "local",
        Workers = model.DefaultWorkers,
        Items = 1000,
        Makespan = SimDuration.FromMilliseconds(milliseconds),
        PeakResequencerBuffer = model == ExecutionModel.Pipeline ? 7 : 0,
        PeakThreads = 12,
        PromisesOrder = model.PromisesOrder(model.DefaultWorkers),
        Verdict = verdict ?? Holds,
        Steps = Steps(StepKind.Open, 2000),
        Seed = 1,
        Outcome = RunOutcome.Completed,
    };

    private static StepCounts Steps(StepKind kind, long count)
    {
        long[] counts = new long[StepCounts.KindCount];
        counts[(int)kind] = count;
        return new StepCounts(counts);
    }
}
