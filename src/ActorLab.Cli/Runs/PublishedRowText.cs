using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Experiments.LineCopy;
using ActorLab.Reporting;

namespace ActorLab.Cli.Runs;

/// <summary>A row as it was published, beside the same row as it ran here.</summary>
internal static class PublishedRowText
{
    public static string Render(
        PublishedRow row, LineCopyDefinition definition, RunReport run, RunReport? unread, int widthColumns)
    {
        var table = new PlainTable("", "!>published", "!>here", "!");
        table.Add("makespan", row.Published is { } published ? FigureText.Time(published) : FigureText.None, FigureText.Time(run.Makespan), Note(row, run));
        table.Add("per line", PublishedPerLine(row), Measured(run), "");
        PublishedComparison comparison = Compare(row, definition, run);
        if (comparison.OutOfPlace is { } places)
        {
            table.Add(
                "lines out of place", FigureText.Count(places.Published), FigureText.Count(places.Here),
                Note(places, run.Machine));
        }

        if (row.Threads is { } threads) table.Add("threads", FigureText.Count(threads), FigureText.Count(run.PeakThreads), "");
        if (run.ProcessorTime is { } used) table.Add("CPU time", FigureText.None, FigureText.Time(used), "");
        string basis = Basis(comparison, run.Machine), lesson = LineCopyRowLessons.Of(row, definition, run, unread);
        return table.Render(widthColumns)
            + $"published: {row.Result}\n"
            + $"here: {Here(run)}\n"
            + (basis.Length > 0 ? basis + "\n" : "")
            + (lesson.Length > 0 ? $"lesson of {row.Name}: {lesson}\n" : "");
    }

    /// <summary>The runs of a row, of which several may have one name, as they were published and as they were here on average.</summary>
    /// <param name="runs">Each with its name and what came of it.</param>
    /// <param name="row">One of them.</param>
    /// <param name="widthColumns">Width of the terminal in character cells, or <see cref="PlainTable.Unbounded"/>.</param>
    public static string RenderSeveral(IEnumerable<(string Name, PublishedComparison Comparison, string? Machine)> runs, PublishedRow row, int widthColumns)
    {
        var table = new PlainTable("case", "!>published", "!>here", "!");
        foreach ((string name, PublishedComparison comparison, string? machine) in runs) table.Add(name, Time(comparison.Published), Time(comparison.Here), Basis(comparison, machine));
        return $"{table.Render(widthColumns)}published: {row.Result}\n";
    }

    public static PublishedComparison Compare(PublishedRow row, LineCopyDefinition definition, RunReport run) =>
        row.Compare(IsAsPublished(row, definition, run), run.Machine, run.Makespan) with
        {
            OutOfPlace = row.OutOfPlace is { } published && run.Outcome == RunOutcome.Completed
                ? new OutOfPlaceComparison(
                    published, run.Verdict.Figures.PositionalMismatches,
                    IsAsPublished(row, definition, run) && run.Machine is not null)
                : null,
        };

    private static bool IsAsPublished(PublishedRow row, LineCopyDefinition definition, RunReport run) =>
        run.Items == row.Amount && run.Workers == row.Workers && HasOwnCores(definition)
            && definition is { InputPath: null, InterpreterLock: true };

    /// <summary>Only E5's order has been used to make the machine; that the others keep theirs is predicted.</summary>
    private static string Note(OutOfPlaceComparison places, string? machine)
    {
        if (machine is null || !places.IsSame) return "";
        if (places.Published == 0) return places.Here == 0 ? "predicted" : "predicted: none";
        double deviation = places.Deviation!.Value * 100;
        return $"calibrated; {Math.Abs(deviation):0.0} % {(deviation < 0 ? "less" : "more")} than published";
    }

    /// <summary>CPUs that were asked for and that the machine has anyway change nothing.</summary>
    private static bool HasOwnCores(LineCopyDefinition definition) =>
        definition.ChosenMachine.Cores == (definition with { Cores = null }).ChosenMachine.Cores;

    /// <summary>Whether the simulated machine was made to fit this row or has to stand the test of it; nothing for a real run, or where no time was published.</summary>
    private static string Basis(PublishedComparison comparison, string? machine)
    {
        if (machine is null || comparison.Here is null || comparison.Basis == PublishedBasis.NotPublished) return "";
        if (comparison.Deviation is not { } deviation) return $"predicted for {machine}: nothing was published for that";
        string basis = comparison.PredictedFrom is { } rows ? $"predicted from {rows}" : "calibrated: the machine's figures were taken from this row";
        return $"{basis}; {Math.Abs(deviation * 100):0.0} % {(deviation < 0 ? "less" : "more")} than published";
    }

    private static string Time(SimDuration? time) => time is { } known ? FigureText.Time(known) : FigureText.None;

    private static string Note(PublishedRow row, RunReport run)
    {
        if (row.Published is null) return "no time was published";
        if (run.Items != row.Amount) return $"published for {FigureText.Count(row.Amount)} lines, here {FigureText.Count(run.Items)}";
        return run.Makespan.Nanoseconds > 0 ? $"{FigureText.Times((double)row.Published.Value.Nanoseconds / run.Makespan.Nanoseconds)} the published speed" : "";
    }

    private static string PublishedPerLine(PublishedRow row) =>
        row.Published is { } time ? FigureText.Time(new SimDuration(time.Nanoseconds / row.Amount)) : FigureText.None;

    private static string Measured(RunReport run) =>
        run.Items > 0 ? FigureText.Time(new SimDuration(run.Makespan.Nanoseconds / run.Items)) : FigureText.None;

    private static string Here(RunReport run)
    {
        long outOfPlace = run.Verdict.Figures.PositionalMismatches;
        string place = outOfPlace == 0 ? "no line out of place" : FigureText.Several(outOfPlace, "line") + " out of place";
        string cause = run.Verdict.Cause is { } named ? $" ({named})" : "";
        return $"{FigureText.Several(run.Items, "line")}, {place}{cause}, {VerdictText.Name(run.Verdict.Status)}";
    }
}
