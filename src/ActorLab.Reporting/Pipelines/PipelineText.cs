using ActorLab.Core.Engine;
using ActorLab.Core.Journal;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Results;

namespace ActorLab.Reporting.Pipelines;

/// <summary>A run of a pipeline for people: a row for each stage, what it was bound by, the verdict.</summary>
public static class PipelineText
{
    private const int GivenUpShown = 5;

    /// <param name="report">The run.</param>
    /// <param name="widthColumns">Width of the terminal in character cells, or <see cref="PlainTable.Unbounded"/>.</param>
    public static string Render(PipelineReport report, int widthColumns)
    {
        string machine = report.Machine is { } name ? $" ({name})" : "";
        string text = $"{report.Name} on {report.Engine}{machine}, {FigureText.Several(report.Made, "item")} made, seed {report.Seed}: {FigureText.Time(report.Elapsed)}{Rate(report)}\n";
        if (report.Stages.Length > 0) text += "\n" + Table(report, widthColumns);
        string notes = string.Concat(Notes(report).Select(n => n + "\n"));
        if (notes.Length > 0) text += "\n" + notes;
        return $"{text}\n{VerdictText.Render(report.Verdict)}";
    }

    private static string Rate(PipelineReport report) =>
        report.Elapsed > SimDuration.Zero && report.Delivered > 0 ? $", {FigureText.Rate(report.Delivered / report.Elapsed.TotalSeconds)} delivered a second" : "";

    private static string Table(PipelineReport report, int widthColumns)
    {
        bool anyLoss = report.Stages.Any(s => s.Dropped + s.DeadLettered + s.Filtered > 0), anyRetry = report.Stages.Any(s => s.Retried + s.TimedOut + s.LostWorkers > 0);
        List<string> headings = ["stage", "!>in", "!>out"];
        if (anyLoss) headings.AddRange([">filtered", "!>dropped", "!>given up"]);
        if (anyRetry) headings.AddRange([">tried again", ">timed out", ">workers lost"]);
        headings.AddRange([">most waiting", "!>busy"]);
        var table = new PlainTable(headings);
        foreach (StageFigures stage in report.Stages)
        {
            List<string> cells = [stage.Name, stage.In.IsEmpty ? FigureText.None : FigureText.Count(stage.Taken), FigureText.Count(stage.Passed)];
            if (anyLoss) cells.AddRange([Some(stage.Filtered), Some(stage.Dropped), Some(stage.DeadLettered)]);
            if (anyRetry) cells.AddRange([Some(stage.Retried), Some(stage.TimedOut), Some(stage.LostWorkers)]);
            cells.AddRange([Some(stage.PeakWaiting), report.UtilisationOf(stage) is { } busy ? $"{busy:P0}" : FigureText.None]);
            table.Add(cells);
        }

        return table.Render(widthColumns);
    }

    /// <summary>What a real engine makes of a cost.</summary>
    /// <param name="stages">At least one.</param>
    public static string UnchargedCost(IReadOnlyList<string> stages) =>
        $"The cost of {string.Join(", ", stages)} is charged by --engine simulation alone: for "
            + "real, work takes the time that it takes.";

    private static string Some(long count) => count == 0 ? FigureText.None : FigureText.Count(count);

    private static IEnumerable<string> Notes(PipelineReport report)
    {
        if (report.Outcome is RunOutcome.Deadlocked or RunOutcome.Livelocked) yield return $"The run {(report.Outcome == RunOutcome.Deadlocked ? "deadlocked" : "livelocked")}: {VerdictText.Printable(report.Failure ?? "")}.";
        foreach (Resumption resumed in report.Resumed)
            foreach (string line in ResumptionText.Of(resumed.Output ?? report.Name, resumed)) yield return line;
        if (report.Bottleneck is { } bottleneck && report.Stages.Length > 0)
            yield return $"The slowest stage is {bottleneck.Name}: its {FigureText.Several(report.Workers[bottleneck.Name], "worker")} {(report.Workers[bottleneck.Name] == 1 ? "was" : "were")} busy {report.UtilisationOf(bottleneck):P0} of the time.";
        if (!report.UnchargedCosts.IsEmpty) yield return UnchargedCost(report.UnchargedCosts);
        foreach (StageFigures stage in report.Stages.Where(s => !s.GivenUp.IsEmpty))
        {
            yield return $"{stage.Name} gave up {FigureText.Several(stage.DeadLettered, "item")}:";
            foreach (string item in stage.GivenUp.Take(GivenUpShown)) yield return $"  {VerdictText.Printable(item)}";
            if (stage.DeadLettered > GivenUpShown) yield return "  …";
        }
    }
}
