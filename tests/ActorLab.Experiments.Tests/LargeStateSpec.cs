using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.LargeState;
using ActorLab.Local;
using ActorLab.Simulation;
using Xunit;

namespace ActorLab.Experiments.Tests;

public sealed class LargeStateSpec
{
    [Fact]
    public async Task Only_processes_move_the_object_and_each_of_them_all_of_it()
    {
        ImmutableArray<CaseReport> cases = await CaseRuns.RunAsync("large-state", new CaseOptions { Megabytes = 3, Workers = 2 });
        CaseRuns.AssertAllHold(cases);
        Assert.Equal(["processes", "threads", "compiled"], cases.Select(c => c.Case));
        Assert.Equal([2 * 3 << 20, 0, 0], cases.Select(c => CaseRuns.Figure(c, "bytes moved")));
        Assert.Equal([6, 0, 0], cases.Select(c => CaseRuns.Figure(c, "pieces")));
    }

    [Fact]
    public async Task The_more_state_is_sent_the_longer_the_hand_over_takes_exactly_in_proportion()
    {
        long four = await HandOverAsync(4), eight = await HandOverAsync(8), twelve = await HandOverAsync(12);
        // A mebibyte costs its 1 ms and the 0.1125 ms of its message; the start of a process and the last answer cost the same each time.
        Assert.Equal(4 * 1_112_500, eight - four);
        Assert.Equal(4 * 1_112_500, twelve - eight);
    }

    [Fact]
    public async Task Threads_take_turns_under_the_interpreter_lock_and_so_as_long_as_one_would()
    {
        long one = CaseRuns.Figure((await CaseRuns.RunAsync("large-state", new CaseOptions { Megabytes = 8, Workers = 1 }))[1], "makespan");
        long four = CaseRuns.Figure((await CaseRuns.RunAsync("large-state", new CaseOptions { Megabytes = 8, Workers = 4 }))[1], "makespan");
        Assert.InRange((double)four / one, 0.99, 1.05);
    }

    [Fact]
    public async Task With_little_to_do_the_hand_over_eats_what_processes_gain_and_compiled_code_needs_neither()
    {
        ImmutableArray<CaseReport> little = await CaseRuns.RunAsync("large-state", new CaseOptions { Megabytes = 1 });
        Assert.True(CaseRuns.Figure(little[0], "makespan") > CaseRuns.Figure(little[1], "makespan"));
        ImmutableArray<CaseReport> much = await CaseRuns.RunAsync("large-state", new CaseOptions { Megabytes = 64 });
        Assert.True(CaseRuns.Figure(much[0], "makespan") < CaseRuns.Figure(much[1], "makespan"));
        Assert.All([little, much], cases => Assert.InRange((double)CaseRuns.Figure(cases[1], "makespan") / CaseRuns.Figure(cases[2], "makespan"), 70, 80));
    }

    [Theory]
    [InlineData("processes")]
    [InlineData("threads")]
    [InlineData("compiled")]
    public async Task A_machine_that_computes_gives_the_sum_of_all_bytes(string name)
    {
        var definition = new LargeStateDefinition(name, 1, 3, 5);
        ScenarioPlan plan = definition.Build();
        RunResult result = await new SimulationEngine().RunAsync(plan with { Machine = plan.Machine with { Compute = true } }, EngineOptions.Default, CancellationToken.None);
        Assert.Equal(LargeObject.Make(1 << 20, 5).Sum(b => (long)b), result.Outbox.OfType<LargeStateEnded>().Single().Sum);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(511, 2)]
    [InlineData(512, 3)]
    [InlineData(70_003, 255)]
    [InlineData(300_000, 255)]
    public void Both_ways_of_summing_give_the_plain_sum(int bytes, int highest)
    {
        byte[] data = [.. Enumerable.Range(0, bytes).Select(i => (byte)(highest - (i % 3)))];
        foreach (SlicedSum sum in (SlicedSum[])[new InterpretedSum(data), new CompiledSum(data)])
        {
            while (sum.RunSlice())
            {
            }

            Assert.Equal(data.Sum(b => (long)b), sum.Sum);
        }
    }

    [Fact]
    public async Task A_lost_process_leaves_no_verdict()
    {
        var engine = new SimulationEngine(SimulationFaults.None.Kill("process-2", new SimTime(61_000_000)));
        ImmutableArray<CaseReport> cases = await CaseRuns.RunAsync("large-state", new CaseOptions { Megabytes = 2 }, new KillsOnlyWhereThereIsANode(engine));
        Assert.Equal((VerdictStatus.Unknown, ExitCode.Infrastructure), (cases[0].Verdict.Status, cases[0].ExitCode));
        Assert.Equal("", CaseExperiments.Find("large-state")!.Lesson(cases));
    }

    [Fact]
    public async Task Threads_and_compiled_code_run_for_real_and_give_the_sum()
    {
        ImmutableArray<CaseReport> cases = await CaseRuns.RunAsync("large-state", new CaseOptions { Megabytes = 1 }, new LocalEngine());
        CaseRuns.AssertAllHold(cases[1..]);
        Assert.All(cases[1..], c => Assert.Contains(c.Verdict.Checks, check => check.Name == "sum"));
    }

    private static async Task<long> HandOverAsync(int megabytes) =>
        CaseRuns.Figure((await CaseRuns.RunAsync("large-state", new CaseOptions { Megabytes = megabytes, Workers = 2 }))[0], "hand-over");

    private sealed class KillsOnlyWhereThereIsANode(IEngine killing) : IEngine
    {
        public string Name => killing.Name;

        public EngineCapabilities Capabilities => killing.Capabilities;

        public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt) =>
            (plan.Nodes.IsEmpty ? new SimulationEngine() : killing).RunAsync(plan, options, interrupt);
    }
}
