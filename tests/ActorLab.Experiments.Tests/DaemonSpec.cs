using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.Cases;
using ActorLab.Simulation;
using Xunit;

namespace ActorLab.Experiments.Tests;

public sealed class DaemonSpec
{
    [Fact]
    public async Task A_child_that_is_joined_at_once_is_done_before_its_program_goes_on()
    {
        CaseReport report = await CaseAsync("joined");
        Assert.Equal(
            ["program starts the child", "program joins the child", "child begins", "child writes its last line", "program has joined the child", "program is done with its own work", "program exits"],
            Events(report));
    }

    [Fact]
    public async Task A_join_executes_nothing_for_the_child_has_worked_before_it_and_it_returns_at_once()
    {
        CaseReport report = await CaseAsync("joined-late");
        Assert.Equal(
            ["program starts the child", "child begins", "child writes its last line", "program is done with its own work", "program joins the child", "program has joined the child", "program exits"],
            Events(report));
        Assert.Equal(0, CaseRuns.Figure(report, "waited"));
    }

    [Fact]
    public async Task A_child_that_is_no_daemon_outlives_the_work_of_its_program_which_waits_for_it_at_its_exit()
    {
        CaseReport report = await CaseAsync("outlives");
        Assert.Equal(
            [
                "program starts the child", "child begins", "program is done with its own work", "program waits at its exit for the child, which is no daemon",
                "child writes its last line", "program exits",
            ],
            Events(report));
        Assert.InRange(CaseRuns.Figure(report, "waited") / 1e6, 899, 901);
    }

    [Fact]
    public async Task A_daemon_ends_with_its_program_and_never_writes_its_last_line()
    {
        CaseReport report = await CaseAsync("daemon");
        Assert.Equal(["program starts the child", "child begins", "program is done with its own work", "program exits and takes the daemon with it"], Events(report));
        Assert.Equal(1, CaseRuns.Figure(report, "lines of the child"));
        Assert.InRange(report.Elapsed.TotalMilliseconds, 160, 260);
        CaseReport other = await CaseAsync("outlives");
        Assert.Equal(2, CaseRuns.Figure(other, "lines of the child"));
    }

    [Theory]
    [InlineData("joined")]
    [InlineData("joined-late")]
    [InlineData("outlives")]
    [InlineData("daemon")]
    public async Task A_thread_does_what_a_process_does_in_the_same_order(string name) =>
        Assert.Equal(Events(await CaseAsync(name)), Events(await CaseAsync("thread-" + name)));

    [Fact]
    public async Task The_lesson_is_drawn_when_all_cases_hold()
    {
        ImmutableArray<CaseReport> cases = await CaseRuns.RunAsync("daemon");
        CaseRuns.AssertAllHold(cases);
        Assert.StartsWith("a daemon dies with its program", CaseExperiments.Find("daemon")!.Lesson(cases));
        Assert.Equal("", CaseExperiments.Find("daemon")!.Lesson(cases[..2]));
    }

    [Fact]
    public async Task A_child_that_dies_is_noticed()
    {
        var engine = new SimulationEngine(SimulationFaults.None.Kill("child", new SimTime(500_000_000)));
        CaseReport report = (await CaseRuns.RunAsync("daemon", engine: engine)).Single(c => c.Case == "outlives");
        Assert.Equal((RunOutcome.Completed, VerdictStatus.Violated), (report.Outcome, report.Verdict.Status));
        Assert.Equal(["child is lost", "program exits"], Events(report)[^2..]);
    }

    private static async Task<CaseReport> CaseAsync(string name)
    {
        CaseReport report = (await CaseRuns.RunAsync("daemon")).Single(c => c.Case == name);
        Assert.Equal(VerdictStatus.Holds, report.Verdict.Status);
        return report;
    }

    private static string[] Events(CaseReport report) => [.. report.Events.Select(e => $"{e.Who} {e.What}")];
}
