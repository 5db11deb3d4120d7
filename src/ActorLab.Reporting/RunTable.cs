using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;

namespace ActorLab.Reporting;

/// <summary>Runs side by side, one per row.</summary>
public static class RunTable
{
    /// <param name="runs">In the order in which they are shown.</param>
    /// <param name="widthColumns">Width of the terminal in character cells, or <see cref="PlainTable.Unbounded"/>.</param>
    public static string Render(IReadOnlyList<RunReport> runs, int widthColumns)
    {
        var table = new PlainTable(
            "model", ">workers", ">items/s", "!>makespan", "!>speed-up", "!verdict", "!cause", ">peak buffer", ">threads");
        RunReport? serial = Comparison.BaselineOf(runs);
        foreach (RunReport run in runs) table.Add(Cells(run, serial));
        return table.Render(widthColumns);
    }

    /// <summary>What all of the runs share, in one line.</summary>
    public static string Heading(IReadOnlyList<RunReport> runs)
    {
        RunReport first = runs[0];
        long items = runs.Max(r => r.Items);
        return $"{first.Experiment} on {first.Engine}{MachinesText.Of(runs.Select(r => r.Machine))}, "
            + $"{FigureText.Several(items, "item")}, seed {first.Seed}";
    }

    private static string[] Cells(RunReport run, RunReport? serial) =>
    [
        run.Model,
        FigureText.Count(run.Workers),
        FigureText.Rate(run.ItemsPerSecond),
        FigureText.Time(run.Makespan),
        serial is not null && Comparison.IsComparable(run) ? FigureText.Times(Comparison.SpeedUp(run, serial)) : FigureText.None,
        VerdictCell(run),
        run.Verdict.Cause ?? FigureText.None,
        FigureText.Count(run.PeakResequencerBuffer),
        FigureText.Count(run.PeakThreads),
    ];

    private static string VerdictCell(RunReport run)
    {
        string status = VerdictText.Name(run.Verdict.Status);
        if (run.Outcome != RunOutcome.Completed) return $"{status} ({OutcomeName(run.Outcome)})";
        if (run.Failure is not null) return $"{status} ({OutcomeName(RunOutcome.Failed)})";
        return run is { PromisesOrder: false, Verdict.Status: VerdictStatus.Violated } ? $"{status} (order not promised)" : status;
    }

    /// <summary>The canonical name of an outcome.</summary>
    public static string OutcomeName(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Completed => "completed",
        RunOutcome.Interrupted => "interrupted",
        RunOutcome.Failed => "failed",
        RunOutcome.Deadlocked => "deadlocked",
        RunOutcome.Livelocked => "livelocked",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome"),
    };
}
