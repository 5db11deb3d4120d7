using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.Cases;
using ActorLab.Local;
using ActorLab.Simulation;
using Xunit;

namespace ActorLab.Experiments.Tests;

/// <summary>Two processes between two queues, and what goes wrong when they are ended otherwise (row E27).</summary>
public sealed class QueueWorkersSpec
{
    private const string Experiment = "queue-workers";

    [Fact]
    public async Task One_sentinel_for_each_worker_gives_every_result_once_and_leaves_nothing()
    {
        CaseReport right = await CaseAsync("right");
        Assert.Equal(RunOutcome.Completed, right.Outcome);
        Assert.Equal(["results 10", "missing 0", "tasks left 0", "sentinels left 0", "workers that hang 0"], Figures(right));
        Assert.Equal("program puts 10 tasks and 2 sentinels", Events(right)[0]);
        Assert.Equal("program has joined both workers", Events(right)[^2]);
        Assert.Equal(2, Events(right).Count(e => e.Contains("takes a sentinel after", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_results_come_in_an_order_that_depends_on_the_seed()
    {
        var orders = new HashSet<ulong?>();
        for (ulong seed = 1; seed <= 5; seed++) orders.Add((await CaseAsync("right", Options() with { Seed = seed })).TraceDigest);
        Assert.Equal(5, orders.Count);
        Assert.Equal((await CaseAsync("right")).TraceDigest, (await CaseAsync("right")).TraceDigest);
    }

    [Fact]
    public async Task A_program_that_joins_before_it_takes_results_hangs_and_the_report_says_who_waits_for_what()
    {
        CaseReport hang = await CaseAsync("join-before-drain");
        Assert.Equal((RunOutcome.Deadlocked, true, null, 0), (hang.Outcome, hang.HangsAsPredicted, hang.Failure, hang.ExitCode));
        Assert.Equal("workers that hang 2", Figures(hang)[^1]);
        Assert.Equal("results 0", Figures(hang)[0]);
        Assert.Equal("program waits for worker-1 and worker-2 to end, and takes no result before", Events(hang)[^3]);
        Assert.Matches(@"^worker-1 waits for room for its result 1\d: 4 results wait, and 4 may$", Events(hang)[^2]);
        Assert.Matches(@"^worker-2 waits for room for its result 1\d: 4 results wait, and 4 may$", Events(hang)[^1]);
    }

    [Fact]
    public async Task Joining_first_goes_well_with_ten_small_results_which_a_pipe_holds()
    {
        CaseReport report = await CaseAsync("join-before-drain-small");
        Assert.Equal(RunOutcome.Completed, report.Outcome);
        Assert.Equal(["results 10", "missing 0", "tasks left 0", "sentinels left 0", "workers that hang 0"], Figures(report));
        CaseReport many = await CaseAsync("join-before-drain-small", Options() with { Items = 5_000 }, VerdictStatus.Unknown);
        Assert.Contains(
            many.Verdict.Checks, c => c.Summary == "5000 results are more than the 4096 small ones that a pipe holds");
    }

    [Fact]
    public async Task The_results_are_told_in_the_order_in_which_they_came()
    {
        CaseReport report = await CaseAsync("right");
        string told = Assert.Single(
            Events(report), e => e.StartsWith("program had the results in this order: ", StringComparison.Ordinal));
        int[] order = [.. told.Split(": ")[1].Split(' ').Select(int.Parse)];
        Assert.Equal(Enumerable.Range(10, 10), order.Order());
        Assert.NotEqual(Enumerable.Range(10, 10), order);
    }

    [Fact]
    public async Task Joining_first_proves_nothing_where_there_is_room_for_all_results()
    {
        CaseReport report = await CaseAsync("join-before-drain", Options() with { Capacity = 100 }, VerdictStatus.Unknown);
        Assert.Equal(RunOutcome.Completed, report.Outcome);
        Assert.Contains(report.Verdict.Checks, c => c.Summary == "the fault did not show: there was room for all 10 results");
        Assert.Equal(ExitCode.Infrastructure, report.ExitCode);
    }

    [Fact]
    public async Task A_worker_without_a_sentinel_waits_for_ever_although_all_results_are_there()
    {
        CaseReport hang = await CaseAsync("one-sentinel-too-few");
        Assert.Equal((RunOutcome.Deadlocked, 0), (hang.Outcome, hang.ExitCode));
        Assert.Equal(["results 10", "missing 0", "tasks left 0", "sentinels left 0", "workers that hang 1"], Figures(hang));
        Assert.Matches(@"^program waits for worker-[12] to end, with 10 of 10 results$", Events(hang)[^2]);
        Assert.Matches(@"^worker-[12] waits for a task or a sentinel: the queue is empty, and nothing will be put there any more$", Events(hang)[^1]);
    }

    [Fact]
    public async Task A_sentinel_too_many_is_left_over()
    {
        CaseReport report = await CaseAsync("one-too-many");
        Assert.Equal(RunOutcome.Completed, report.Outcome);
        Assert.Equal(["results 10", "missing 0", "tasks left 0", "sentinels left 1", "workers that hang 0"], Figures(report));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, true)]
    public async Task Workers_that_end_when_the_queue_is_empty_leave_tasks_or_wait_for_one_that_another_took(int transferMilliseconds, bool someHang)
    {
        int hung = 0, left = 0;
        MachineProfile machine = PublishedMachines.Laptop with { TransferCost = SimDuration.FromMilliseconds(transferMilliseconds) };
        for (ulong seed = 1; seed <= 60; seed++)
        {
            CaseReport report = (await CaseRuns.RunAsync(Experiment, Options() with { Seed = seed, Cases = ["empty-as-end"], Machine = machine })).Single();
            CheckResult check = report.Verdict.Checks[^1];
            long missing = CaseRuns.Figure(report, "missing"), hanging = CaseRuns.Figure(report, "workers that hang");
            bool shows = missing > 0 || hanging > 0;
            Assert.True(report.Verdict.Status == (shows ? VerdictStatus.Holds : VerdictStatus.Unknown), $"seed {seed}: {report.Verdict.Status}");
            Assert.Equal(hanging > 0, report.Outcome == RunOutcome.Deadlocked);
            Assert.Equal(missing, CaseRuns.Figure(report, "tasks left"));
            if (missing > 0) Assert.Contains($"{missing} of 10 results are missing: task", check.Summary, StringComparison.Ordinal);
            if (hanging > 0) hung++;
            if (missing > 0) left++;
        }

        Assert.True(someHang ? hung > 0 : left > 40, $"{left} of 60 seeds left tasks, {hung} hung");
    }

    [Fact]
    public async Task The_lesson_is_drawn_when_all_cases_show_what_they_are_there_for()
    {
        ImmutableArray<CaseReport> cases = await CaseRuns.RunAsync(Experiment);
        Assert.All(cases, c => Assert.Equal((VerdictStatus.Holds, 0, null), (c.Verdict.Status, c.ExitCode, c.Failure)));
        Assert.StartsWith("each wrong way shows its fault", CaseExperiments.Find(Experiment)!.Lesson(cases));
        Assert.Equal("", CaseExperiments.Find(Experiment)!.Lesson(cases[..4]));
    }

    [Theory]
    [InlineData("worker-1", 50)]
    [InlineData("worker-2", 70)]
    public async Task A_worker_that_is_lost_leaves_no_verdict(string node, int milliseconds)
    {
        var engine = new SimulationEngine(SimulationFaults.None.Kill(node, new SimTime(milliseconds * 1_000_000L)));
        CaseReport report = await CaseAsync("right", status: VerdictStatus.Unknown, engine: engine);
        Assert.Equal(RunOutcome.Completed, report.Outcome);
    }

    [Fact]
    public async Task An_engine_without_processes_says_so()
    {
        CaseReport report = await CaseAsync("right", status: VerdictStatus.Unknown, engine: new LocalEngine());
        Assert.Contains("needs processes", report.Failure, StringComparison.Ordinal);
    }

    private static CaseOptions Options() => CaseExperiments.Find(Experiment)!.Defaults;

    private static async Task<CaseReport> CaseAsync(string name, CaseOptions? options = null, VerdictStatus status = VerdictStatus.Holds, IEngine? engine = null)
    {
        CaseReport report = Assert.Single(await CaseRuns.RunAsync(Experiment, (options ?? Options()) with { Cases = [name] }, engine));
        Assert.True(report.Verdict.Status == status, $"{report.Failure} {string.Join("; ", report.Verdict.Checks.Select(c => $"{c.Name} {c.Status} {c.Summary}"))}");
        return report;
    }

    private static string[] Figures(CaseReport report) => [.. report.Figures.Select(f => $"{f.Name} {f.Value}")];

    private static string[] Events(CaseReport report) => [.. report.Events.Select(e => $"{e.Who} {e.What}")];
}
