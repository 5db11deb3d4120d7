using ActorLab.Core.Report;
using ActorLab.Reporting;

namespace ActorLab.Cli.Runs;

/// <summary>A row as it was published, beside the same row as it ran here.</summary>
internal static class PublishedRowText
{
    public static string Render(PublishedRow row, RunReport run, int widthColumns)
    {
        var table = new PlainTable("", ">published", ">here", "");
        table.Add("makespan", row.Published is { } published ? FigureText.Time(published) : FigureText.None, FigureText.Time(run.Makespan), Note(row, run));
        table.Add("per line", PublishedPerLine(row), Measured(run), "");
        return table.Render(widthColumns)
            + $"published: {row.Result}\n"
            + $"here: {Here(run)}\n"
            + $"lesson of {row.Name}: {row.Lesson}\n";
    }

    private static string Note(PublishedRow row, RunReport run)
    {
        if (row.Published is null) return "no time was published";
        if (run.Items != row.Lines) return $"published for {FigureText.Count(row.Lines)} lines, here {FigureText.Count(run.Items)}";
        return run.Makespan.Nanoseconds > 0 ? $"{FigureText.Times((double)row.Published.Value.Nanoseconds / run.Makespan.Nanoseconds)} the published speed" : "";
    }

    private static string PublishedPerLine(PublishedRow row) =>
        row.Published is { } time ? FigureText.Time(new SimDuration(time.Nanoseconds / row.Lines)) : FigureText.None;

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
