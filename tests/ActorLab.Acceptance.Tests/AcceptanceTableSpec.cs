using ActorLab.Cli.Runs;
using ActorLab.TestSupport;

namespace ActorLab.Acceptance.Tests;

/// <summary>The table leaves nothing out, and a figure that changed shows.</summary>
public sealed class AcceptanceTableSpec
{
    private const string Answer =
        """
        [
          { "case": "one", "elapsedSeconds": 1.25, "steps": { "open": 2 }, "traceDigest": "00ff",
            "events": [ { "atSeconds": 0.5, "what": "starts" }, { "atSeconds": 1, "what": "ends" } ] },
          { "case": "two", "verdict": { "checks": [ { "name": "order", "status": "holds", "evidence": [] } ] } }
        ]

        """;

    private static readonly string[] Lines =
    [
        "exitCode: 0", "one.case: one", "one.elapsedSeconds: 1.25", "one.steps.open: 2", "one.traceDigest: 00ff",
        "one.events[1]: atSeconds 0.5, what starts", "one.events[2]: atSeconds 1, what ends",
        "two.case: two", "two.verdict.checks.order.status: holds",
    ];

    [Fact]
    public void A_figure_has_a_line() => Assert.Equal(Lines, LinesOf(FigureTable.OfAnswer(0, Answer, "")));

    [Fact]
    public void Items_and_what_went_wrong_are_figures_too()
    {
        FigureTable table = FigureTable.OfAnswer(3, "a\nb\n", "actorlab: it overflowed\n" + Answer);
        string[] before = ["exitCode: 3", "error[1]: actorlab: it overflowed", "item[1]: a", "item[2]: b"];
        Assert.Equal([.. before, .. Lines.Skip(1)], LinesOf(table));
        Assert.Equal(["exitCode: 2", "error[1]: actorlab: no"], LinesOf(FigureTable.OfAnswer(2, "", "actorlab: no\n")));
    }

    [Fact]
    public void Of_a_long_list_any_line_changes_the_hash()
    {
        string[] items = [.. Enumerable.Range(1, 100).Select(i => $"item {i}")];
        FigureTable expected = FigureTable.OfAnswer(0, string.Join('\n', items), "");
        Assert.Equal(["exitCode: 0", "item.count: 100"], LinesOf(expected).Take(2));
        (items[40], items[41]) = (items[41], items[40]);
        string difference = Assert.Single(expected.DifferencesFrom(FigureTable.OfAnswer(0, string.Join('\n', items), "")));
        Assert.StartsWith("item.sha256: expected ", difference);
    }

    [Fact]
    public void Digests_stand_apart()
    {
        FigureTable table = FigureTable.OfAnswer(0, Answer, "");
        Assert.Equal(["one.traceDigest: 00ff"], LinesOf(table.Digests));
        Assert.Equal(Lines.Where(l => l != "one.traceDigest: 00ff"), LinesOf(table.WithoutDigests));
    }

    [Fact]
    public void What_is_written_is_read_as_it_was()
    {
        FigureTable table = FigureTable.OfAnswer(0, Answer, "");
        Assert.Equal(LinesOf(table), LinesOf(FigureTable.Parse($"$ actorlab run E5\n{table}")));
    }

    [Fact]
    public void A_figure_that_changed_is_missing_or_is_new_is_named_with_how_to_take_it()
    {
        FigureTable expected = FigureTable.OfAnswer(0, Answer, "");
        string changed = Answer.Replace("1.25", "1.26").Replace("\"open\"", "\"close\"");
        string file = Path.Combine(AcceptanceTable.Folder, "virtual", "E5.txt");
        Assert.Null(AcceptanceTable.MessageOf("figures", file, "actorlab run E5", expected, expected));
        Assert.Equal(
            """
            3 of the figures of actorlab run E5
            are not those of tests/ActorLab.Acceptance.Tests/Expected/virtual/E5.txt:
              one.elapsedSeconds: expected 1.25, got 1.26
              one.steps.open: expected 2, got nothing
              one.steps.close: expected nothing, got 2
            If they are right, take them with
              ACTORLAB_RENEW_ACCEPTANCE=figures dotnet test tests/ActorLab.Acceptance.Tests -c Release
            and look at the change with git diff.
            """,
            AcceptanceTable.MessageOf("figures", file, "actorlab run E5", expected, FigureTable.OfAnswer(0, changed, "")));
    }

    /// <summary>A run that is not the one of the table: another seed, one line more, a machine with another core.</summary>
    [Theory]
    [InlineData("E5", "--seed 2", "threads.makespanSeconds", "threads.verdict.positionalMismatches")]
    [InlineData("E2", "--lines 21", "serial.makespanSeconds", "serial.items")]
    [InlineData("E10", "--cores 3", "processes.makespanSeconds", "processes.machine")]
    [InlineData("hocon/pipelines/word-count.conf", "--seed 2", "item.sha256", "word-count.elapsedSeconds")]
    public async Task Another_run_does_not_pass_for_that_of_the_table(string command, string options, params string[] differing)
    {
        AcceptanceRun run = AcceptanceRuns.Virtual.Single(r => r.Command == command);
        FigureTable expected = FigureTable.Parse(await File.ReadAllTextAsync(AcceptanceTable.FileOf(run)));
        FigureTable got = (await (run with { Command = $"{command} {options}" }).Printed).WithoutDigests;
        string[] places = [.. expected.DifferencesFrom(got).Select(d => d.Split(": ")[0])];
        Assert.All(differing, place => Assert.Contains(place, places));
    }

    [Theory]
    [InlineData("threads.verdict.lost", true)]
    [InlineData("threads.verdict.checks.delivery.status", true)]
    [InlineData("threads.steps.append", true)]
    [InlineData("exitCode", true)]
    [InlineData("threads.verdict.status", false)]
    [InlineData("threads.verdict.checks.order.figures.unique", false)]
    [InlineData("threads.verdict.cause", false)]
    [InlineData("threads.makespanSeconds", false)]
    [InlineData("threads.threads", false)]
    public void Of_a_real_run_of_threads_under_an_interpreter_lock_all_is_kept_but_the_order_and_times(string place, bool isKept)
    {
        AcceptanceRun run = AcceptanceRuns.RealRows.Single(r => r.Command.StartsWith("E5 ", StringComparison.Ordinal));
        Assert.Equal(isKept, RealFigures.IsKept(run, new Figure(place, "0")));
    }

    [Fact]
    public void Every_experiment_and_every_row_is_in_it()
    {
        string[] names = [.. AcceptanceRuns.All.Select(run => run.Command.Split(' ')[0])];
        Assert.All(ExperimentChoice.All.SelectMany(e => e.Rows), row => Assert.Contains(row, names));
        // A pipeline is run from a file.
        Assert.Equal(["pipeline"], ExperimentChoice.All.Where(e => e.Rows.Length == 0).Select(e => e.Name));
        Assert.All(ExperimentChoice.Unbuilt, unbuilt => Assert.Contains(unbuilt.Row, names));
    }

    [Fact]
    public void Every_file_of_it_belongs_to_a_run_and_every_run_has_one()
    {
        string[] expected = [.. AcceptanceRuns.All.Select(AcceptanceTable.FileOf), AcceptanceTable.DigestsFile];
        Assert.Equal(expected.Length, expected.Distinct().Count());
        string[] files = Directory.GetFiles(AcceptanceTable.Folder, "*", SearchOption.AllDirectories);
        Assert.Empty(expected.Except(files));
        Assert.Empty(files.Except(expected));
    }

    [Fact]
    public void Nothing_in_it_names_this_machine() =>
        Assert.All(Directory.GetFiles(AcceptanceTable.Folder, "*", SearchOption.AllDirectories), file =>
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotContain(Repository.Root, text);
            Assert.DoesNotContain(Path.GetTempPath(), text);
        });

    private static string[] LinesOf(FigureTable table) => table.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
