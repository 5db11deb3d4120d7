using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;

namespace ActorLab.Reporting;

/// <summary>The cases of a small experiment for people: side by side, then what happened in each of them.</summary>
public static class CaseText
{
    /// <param name="study">One experiment.</param>
    /// <param name="widthColumns">Width of the terminal in character cells, or <see cref="PlainTable.Unbounded"/>.</param>
    public static string Render(CaseStudy study, int widthColumns)
    {
        ImmutableArray<CaseReport> cases = study.Cases;
        CaseReport first = cases[0];
        var text = new StringBuilder();
        text.Append(first.Experiment).Append(" on ").Append(first.Engine);
        if (first.Machine is { } machine) text.Append(" (").Append(machine).Append(')');
        text.Append(", seed ").Append(first.Seed).Append("\n\n").Append(Table(cases).Render(widthColumns));
        foreach (CaseReport report in cases)
        {
            AppendEvents(text, report);
            if (report.ExitCode != ExitCode.Holds) text.Append('\n').Append(report.Case).Append(' ').Append(VerdictText.Render(report.Verdict));
        }

        if (study.Lesson.Length > 0) text.Append("\nlesson of ").Append(study.Row).Append(": ").Append(study.Lesson).Append('\n');
        return text.ToString();
    }

    private static PlainTable Table(ImmutableArray<CaseReport> cases)
    {
        ImmutableArray<Figure> shown = cases.FirstOrDefault(c => !c.Figures.IsEmpty)?.Figures ?? [];
        bool hasCpu = cases.Any(c => c.ProcessorTime is not null);
        var table = new PlainTable(
            [
                "case", .. shown.Select(f => (f.Name == "makespan" ? "!>" : ">") + f.Name),
                .. hasCpu ? [">CPU time"] : Array.Empty<string>(), ">whole run", "!verdict",
            ]);
        foreach (CaseReport report in cases)
        {
            IEnumerable<string> figures = report.Figures.IsEmpty ? shown.Select(_ => FigureText.None) : report.Figures.Select(InWords);
            string[] used = hasCpu ? [report.ProcessorTime is { } cpu ? FigureText.Time(cpu) : FigureText.None] : [];
            table.Add([report.Case, .. figures, .. used, FigureText.Time(report.Elapsed), VerdictCell(report)]);
        }

        return table;
    }

    private static string VerdictCell(CaseReport report)
    {
        string status = VerdictText.Name(report.Verdict.Status);
        return report.Outcome == RunOutcome.Completed ? status : $"{status} ({RunTable.OutcomeName(report.Outcome)})";
    }

    private static string InWords(Figure figure) => figure.Unit switch
    {
        FigureUnit.Nanoseconds => FigureText.Time(new SimDuration(figure.Value)),
        FigureUnit.Bytes => FigureText.Bytes(figure.Value),
        FigureUnit.TenMillionths => (figure.Value / 10_000_000m).ToString("0.0000000", CultureInfo.InvariantCulture),
        _ => FigureText.Count(figure.Value),
    };

    private static void AppendEvents(StringBuilder text, CaseReport report)
    {
        if (report.Events.IsEmpty) return;
        text.Append('\n').Append(report.Case).Append(":\n");
        string[] times = [.. report.Events.Select(e => FigureText.Time(e.At - SimTime.Zero))];
        int timeWidth = times.Max(t => t.Length), whoWidth = report.Events.Max(e => e.Who.Length);
        for (int i = 0; i < times.Length; i++)
        {
            Happening happened = report.Events[i];
            text.Append("  ").Append(times[i].PadLeft(timeWidth)).Append("  ").Append(happened.Who.PadRight(whoWidth)).Append("  ")
                .Append(VerdictText.Printable(happened.What)).Append('\n');
        }
    }
}
