using System.Collections.Immutable;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.Cases;
using ActorLab.Local;
using Xunit;

namespace ActorLab.Experiments.Tests;

/// <summary>What the two scripts were to show that the tutorial could not find (row E20).</summary>
public sealed class ContextsSpec
{
    [Fact]
    public async Task What_a_thread_changes_is_changed_for_all()
    {
        CaseReport thread = (await CaseRuns.RunAsync("contexts"))[0];
        Assert.Equal(["object passed 1", "object in the worker 42", "object here afterwards 42", "module in the worker 5", "module here afterwards 7"], Figures(thread));
    }

    [Fact]
    public async Task A_process_changes_its_copy_and_has_loaded_its_modules_anew()
    {
        CaseReport process = (await CaseRuns.RunAsync("contexts"))[1];
        Assert.Equal(["object passed 1", "object in the worker 42", "object here afterwards 1", "module in the worker 0", "module here afterwards 5"], Figures(process));
    }

    [Fact]
    public async Task Both_are_what_they_should_be_and_teach_the_difference()
    {
        ImmutableArray<CaseReport> cases = await CaseRuns.RunAsync("contexts");
        CaseRuns.AssertAllHold(cases);
        Assert.Contains("as 42 after a thread and as 1 after a process", CaseExperiments.Find("contexts")!.Lesson(cases));
    }

    [Fact]
    public async Task A_real_thread_shares_as_well()
    {
        CaseReport thread = (await CaseRuns.RunAsync("contexts", engine: new LocalEngine()))[0];
        Assert.Equal(VerdictStatus.Holds, thread.Verdict.Status);
    }

    [Fact]
    public async Task A_queue_between_processes_keeps_the_order_and_ends_with_one_sentinel()
    {
        ImmutableArray<CaseReport> cases = await CaseRuns.RunAsync("process-queue");
        CaseRuns.AssertAllHold(cases);
        CaseReport report = Assert.Single(cases);
        Assert.Equal(["items 50", "most that waited 8", "sentinels 1"], Figures(report));
        Assert.Equal(["producer ends", "consumer takes the sentinel after 50 items", "consumer ends"], report.Events.Select(e => $"{e.Who} {e.What}"));
        Assert.Contains("one sentinel", CaseExperiments.Find("process-queue")!.Lesson(cases));
    }

    [Theory]
    [InlineData("producer", 62)]
    [InlineData("consumer", 65)]
    public async Task A_queue_with_a_lost_end_leaves_no_verdict(string node, int milliseconds)
    {
        var faults = Simulation.SimulationFaults.None.Kill(node, new SimTime(milliseconds * 1_000_000L));
        CaseReport report = Assert.Single(await CaseRuns.RunAsync("process-queue", engine: new Simulation.SimulationEngine(faults)));
        Assert.Equal(VerdictStatus.Unknown, report.Verdict.Status);
    }

    private static string[] Figures(CaseReport report) => [.. report.Figures.Select(f => $"{f.Name} {f.Value}")];
}
