using System.Collections.Immutable;
using System.Text;
using ActorLab.Cli.CommandLine;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Reporting;

namespace ActorLab.Cli.Runs;

/// <summary>Row E8: the tutorials' check (is the i-th line <c>line i</c>?) and ours, on three files on which theirs goes wrong.</summary>
internal static class CheckFaultsRun
{
    private const int Lines = 10_000;
    private const string Row = "E8";

    /// <param name="Name">What was done to the file.</param>
    /// <param name="Verdict">What ActorLab says; its positional mismatches are what the tutorials' check prints.</param>
    /// <param name="Fault">What is wrong with the tutorials' answer.</param>
    internal sealed record Case(string Name, Verdict Verdict, string Fault);

    public static int Run(CheckFaultsRequest request, CommandCall call)
    {
        ImmutableArray<Case> cases = Cases();
        call.Out.Write(request.Json ? Json(cases) : Text(cases, call.Io.WidthColumns));
        return ExitCode.Holds;
    }

    internal static ImmutableArray<Case> Cases() =>
    [
        Check("line 5 of 10,000 lost", Enumerable.Range(1, Lines).Where(i => i != 5), "one lost line flags every line after it"),
        Check("empty file", [], "a file with nothing in it passes"),
        Check("lines 5 and 6 swapped", Enumerable.Range(1, Lines).Select(i => i switch { 5 => 6, 6 => 5, _ => i }), "one line out of order counts as two"),
    ];

    private static Case Check(string name, IEnumerable<int> lines, string fault)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(i => $"line{i}\n")));
        using var output = new MemoryStream(bytes);
        return new Case(name, OutputCheck.Of(output, InputIdentity.Numbered("line", Lines), CancellationToken.None), fault);
    }

    internal static string Text(ImmutableArray<Case> cases, int widthColumns)
    {
        var table = new PlainTable("file", "!the tutorials' check", "!ActorLab", "!fault of the first");
        foreach (Case c in cases) table.Add(c.Name, Theirs(c.Verdict.Figures), Ours(c.Verdict), c.Fault);
        return "check-faults: is the i-th line \"line i\"?\n\n" + table.Render(widthColumns)
            + $"\nlesson of {Row}: {Lesson(cases)}\n";
    }

    private static string Lesson(ImmutableArray<Case> cases)
    {
        StreamFigures lost = cases[0].Verdict.Figures, swapped = cases[2].Verdict.Figures;
        return $"a check by position flags {FigureText.Several(lost.PositionalMismatches, "line")} where "
            + $"{FigureText.Count(lost.Lost)} was lost and {FigureText.Count(swapped.PositionalMismatches)} "
            + $"where {FigureText.Count(swapped.Reordered)} was moved, and finds nothing wrong with nothing";
    }

    private static string Theirs(StreamFigures figures) =>
        figures.PositionalMismatches == 0 ? "passes" : FigureText.Several(figures.PositionalMismatches, "line") + " wrong";

    private static string Ours(Verdict verdict) =>
        $"{VerdictText.Name(verdict.Status)}: {FigureText.Count(verdict.Figures.Lost)} lost, {FigureText.Count(verdict.Figures.Reordered)} reordered";

    private static string Json(ImmutableArray<Case> cases) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (Case c in cases)
        {
            json.WriteStartObject();
            json.WriteString("experiment", ExperimentChoice.CheckFaults.Name);
            json.WriteString("row", Row);
            json.WriteString("file", c.Name);
            json.WriteString("fault", c.Fault);
            VerdictJson.WriteMember(json, c.Verdict);
            json.WriteString("lesson", Lesson(cases));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
