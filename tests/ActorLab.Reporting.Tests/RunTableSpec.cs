using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Reporting.Tests;

public sealed class RunTableSpec
{
    [Fact]
    public void Runs_stand_side_by_side_with_their_speed_up_against_serial()
    {
        string table = RunTable.Render(
            [Runs.Of(ExecutionModel.Serial, 500), Runs.Of(ExecutionModel.Threads, 250, Runs.Disordered), Runs.Of(ExecutionModel.Pipeline, 260)], PlainTable.Unbounded);
        string expected = """
              model      workers   items/s   makespan   speed-up   verdict                        cause         peak buffer   threads
            ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
              serial           1     2,000   500.0 ms      1.00x   holds                          –                       0        12
              threads         10     4,000   250.0 ms      2.00x   violated (order not promised)  flush order             0        12
              pipeline        10     3,846   260.0 ms      1.92x   holds                          –                       7        12

            """;
        Assert.Equal(Words(expected), Words(table));
    }

    [Fact]
    public void Without_a_serial_run_there_is_no_speed_up()
    {
        string row = Row(RunTable.Render([Runs.Of(ExecutionModel.Threads, 250)], PlainTable.Unbounded), "threads");
        Assert.Equal("threads 10 4,000 250.0 ms – holds – 0 12", Words(row));
    }

    [Fact]
    public void A_serial_run_that_was_not_finished_is_no_baseline()
    {
        string table = RunTable.Render(
            [
                Runs.Of(ExecutionModel.Serial, 500, Verdict.Unknown("cut")) with { Outcome = RunOutcome.Interrupted },
                Runs.Of(ExecutionModel.Threads, 250),
            ],
            PlainTable.Unbounded);
        Assert.Equal("serial 1 2,000 500.0 ms – unknown (interrupted) – 0 12", Words(Row(table, "serial")));
        Assert.Equal("threads 10 4,000 250.0 ms – holds – 0 12", Words(Row(table, "threads")));
    }

    [Fact]
    public void A_run_that_failed_says_so()
    {
        string table = RunTable.Render([Runs.Of(ExecutionModel.Threads, 250, Verdict.Unknown("cut")) with { Failure = "disk full" }], PlainTable.Unbounded);
        Assert.Equal("threads 10 4,000 250.0 ms – unknown (failed) – 0 12", Words(Row(table, "threads")));
    }

    [Fact]
    public void A_broken_promise_is_not_excused()
    {
        string table = RunTable.Render([Runs.Of(ExecutionModel.ThreadsLock, 250, Runs.Disordered)], PlainTable.Unbounded);
        Assert.Contains("violated", table);
        Assert.DoesNotContain("not promised", table);
    }

    [Fact]
    public void A_narrow_terminal_breaks_cells_and_never_exceeds_its_width()
    {
        string table = RunTable.Render([Runs.Of(ExecutionModel.Threads, 250, Runs.Disordered)], 100);
        Assert.All(table.Split('\n'), row => Assert.True(row.Length <= 100, row));
        Assert.Contains("flush", table);
    }

    [Theory]
    [InlineData("xterm-256color")]
    [InlineData("dumb")]
    public void A_table_has_no_control_sequence_whatever_the_terminal(string terminal)
    {
        string? before = Environment.GetEnvironmentVariable("TERM");
        Environment.SetEnvironmentVariable("TERM", terminal);
        try
        {
            string table = RunTable.Render([Runs.Of(ExecutionModel.Threads, 250, Runs.Disordered)], PlainTable.Unbounded);
            Assert.DoesNotContain('\u001b', table);
            Assert.Contains("threads", table);
        }
        finally
        {
            Environment.SetEnvironmentVariable("TERM", before);
        }
    }

    [Fact]
    public void Square_brackets_in_a_cell_are_text_and_not_markup()
    {
        var table = new PlainTable("a");
        table.Add("[red]x[/] [");
        Assert.Contains("[red]x[/] [", table.Render(80));
    }

    [Fact]
    public void The_heading_says_what_all_runs_share() =>
        Assert.Equal("line-copy on local, 1,000 items, seed 1", RunTable.Heading([Runs.Of(ExecutionModel.Serial, 500)]));

    private static string Row(string table, string model) => table.Split('\n').Single(r => r.TrimStart().StartsWith(model + " ", StringComparison.Ordinal));

    private static string Words(string text) =>
        string.Join('\n', text.Split('\n').Where(r => !r.Contains('─')).Select(r => string.Join(' ', r.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
}
