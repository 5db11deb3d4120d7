using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Core.Verify;
using ActorLab.Nodes.Engine;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Nodes;
using ActorLab.Pipelines.Planning;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>Workers in processes of their own: real ones, and simulated ones.</summary>
public sealed class ProcessSpec
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Workers_in_processes_do_the_work_in_order_if_asked(bool real)
    {
        PipelineOutcome run = await RunInProcessesAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 300)),
                Stage("digits", new FlatMapOperation(Call("characters")), "numbers") with { Workers = 2, Execution = WorkerKind.Processes, BatchSize = 4, Order = ItemOrder.Input },
                Stage("out", new VerifierSink(["order"]), "digits")),
            real);
        Assert.Equal((9 + 180 + 603, 0), (run["out"].Passed, run["digits"].LostWorkers));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Workers_of_several_stages_share_the_process_that_they_are_placed_in(bool real)
    {
        PipelineDefinition definition = Of(
            Stage("numbers", new NumberRangeSource(1, 200)),
            Stage("squares", new MapOperation(Call("square")), "numbers") with { Workers = 3, Execution = WorkerKind.Processes, Placement = "left", Order = ItemOrder.Input },
            Stage("halves", new FilterOperation(Call("even")), "squares") with { Execution = WorkerKind.Processes, Placement = "left" },
            Stage("alone", new MapOperation(Call("add", "1")), "halves") with { Execution = WorkerKind.Processes },
            Stage("out", new VerifierSink(["order"]), "alone"));
        Assert.Equal(["left", "alone-1"], PipelinePlan.Build(definition, FunctionCatalog.BuiltIn, FourCores, 1).Nodes.Select(n => n.Name));
        PipelineOutcome run = await RunInProcessesAsync(definition, real);
        Assert.Equal((100, VerdictStatus.Holds), (run["out"].Passed, run.Verdict.Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_shared_process_that_dies_takes_the_work_of_all_its_workers_with_it_and_all_of_it_is_done_again(bool real)
    {
        // An item may be lost again and again with others that are in its process by chance.
        var patient = new RetryDefinition(20, SimDuration.Zero, SimDuration.Zero);
        PipelineOutcome run = await RunInProcessesAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 60)),
                Crashing(share: 0.03) with { Workers = 3, Placement = "shared", Order = ItemOrder.Input, Retry = patient },
                Stage("out", new VerifierSink(["order"]), "crash")),
            real);
        Assert.Null(run.Ended!.Failure);
        Assert.Equal((60, 0), (run["out"].Passed, run["crash"].DeadLettered));
        Assert.True(run["crash"].LostWorkers > run.Result.LostNodes.Length, $"{run["crash"].LostWorkers} workers were lost with {run.Result.LostNodes.Length} processes");
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_items_of_a_process_that_dies_are_done_by_the_next_and_nothing_is_lost(bool real)
    {
        PipelineOutcome run = await RunInProcessesAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 60)),
                Crashing(share: 0.05) with { Workers = 2, BatchSize = 3, Order = ItemOrder.Input },
                Stage("out", new VerifierSink(["order"]), "crash")),
            real);
        Assert.Equal((60, 0), (run["out"].Passed, run["crash"].DeadLettered));
        Assert.InRange(run["crash"].LostWorkers, 1, 12);
        Assert.Equal(run["crash"].LostWorkers, run.Result.LostNodes.Length);
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_item_that_kills_three_workers_is_given_up(bool real)
    {
        PipelineOutcome run = await RunInProcessesAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 10)),
                Crashing(every: 7) with { OnFailure = FailureAction.DeadLetter },
                Stage("out", new CountSink(), "crash")),
            real);
        Assert.Equal((9, 1, 3), (run["out"].Passed, run["crash"].DeadLettered, run["crash"].LostWorkers));
        Assert.Equal("item 7: worker-1.3 of crash was lost", Assert.Single(run["crash"].GivenUp));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Fact]
    public async Task Where_no_worker_can_be_started_any_more_the_run_ends_and_says_so()
    {
        PipelineOutcome run = await RunInProcessesAsync(
            Of(Stage("numbers", new NumberRangeSource(1, 1000)), Crashing(every: 1) with { OnFailure = FailureAction.DeadLetter }, Stage("out", new CountSink(), "crash")),
            real: false);
        Assert.Equal("worker-1 of crash cannot be started: 3 in a row were lost before they were ready", run.Ended!.Failure!.Cause.Message);
        Assert.Equal(NodePlan.DefaultMaxRestarts + 1, run.Result.LostNodes.Length);
        Assert.NotEqual(VerdictStatus.Violated, Results.PipelineVerdict.Of(run.Ended, "the run failed").Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_worker_in_a_process_that_takes_too_long_is_replaced_and_its_process_lives_on(bool real)
    {
        PipelineOutcome run = await RunInProcessesAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 20)),
                Stage("hang", new FailSomeOperation(FailureKind.Hang, 0, 7), "numbers")
                    with { Workers = 2, Execution = WorkerKind.Processes, Timeout = SimDuration.FromMilliseconds(500), OnFailure = FailureAction.DeadLetter },
                Stage("out", new CountSink(), "hang")),
            real);
        Assert.Equal((18, 2, 2), (run["out"].Passed, run["hang"].DeadLettered, run["hang"].TimedOut));
        Assert.Empty(run.Result.LostNodes);
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Fact]
    public async Task A_program_ends_with_its_process_even_if_that_is_killed()
    {
        // The parent of the program is the process of the worker.
        PipelineOutcome run = await RunInProcessesAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 10)),
                Stage("ask", new ProgramOperation(["sh", "-c", "while read l; do case $l in 7) kill -9 $PPID; exec sleep 4716.4716;; *) echo $l;; esac; done"]), "numbers")
                    with { Execution = WorkerKind.Processes, OnFailure = FailureAction.DeadLetter },
                Stage("out", new CountSink(), "ask")),
            real: true);
        Assert.Equal((9, 1, 3), (run["out"].Passed, run["ask"].DeadLettered, run["ask"].LostWorkers));
        SystemProcesses.AssertGone("4716.4716");
    }

    [Fact]
    public async Task What_cannot_travel_between_processes_is_given_up_and_told()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllLinesAsync(file, ["short", new string('x', 100_000), "short", new string('y', 17_000_000)]);
        try
        {
            PipelineOutcome run = await RunInProcessesAsync(
                Of(
                    Stage("lines", new LinesSource(file)),
                    Stage("many", new FlatMapOperation(Call("repeat", "200")), "lines") with { Execution = WorkerKind.Processes, BatchSize = 4, OnFailure = FailureAction.DeadLetter },
                    Stage("out", new CountSink(), "many")),
                real: true);
            Assert.Equal((400, 2), (run["out"].Passed, run["many"].DeadLettered));
            Assert.All(run["many"].GivenUp, g => Assert.Contains("it cannot leave its process", g, StringComparison.Ordinal));
            Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_process_of_the_root_is_not_let_die(bool real)
    {
        PipelineOutcome run = await RunAsync(
            Of(Stage("numbers", new NumberRangeSource(1, 10)), Crashing(every: 7) with { Execution = WorkerKind.Threads }, Stage("out", new CountSink(), "crash")),
            real);
        Assert.Equal("crash: this is the process of the root, and the run would end with it", run.Ended!.Failure!.Cause.Message);
    }

    [Fact]
    public void Another_process_makes_the_same_nodes_of_the_origin()
    {
        ScenarioPlan plan = PlanOf(Of(Stage("numbers", new NumberRangeSource(1, 10)), Crashing(every: 7) with { Workers = 3 }, Stage("out", new CountSink(), "crash")));
        ScenarioPlan again = PipelineNodes.Build(plan.Origin!);
        Assert.Equal(["crash-1", "crash-2", "crash-3"], plan.Nodes.Select(n => n.Name));
        Assert.Equal(plan.Nodes.AsEnumerable(), again.Nodes);
        Assert.Equal(plan.Origin!.Digest, again.Origin!.Digest);
        Assert.Equal((FourCores.InterpreterLock, FourCores.SwitchInterval), (again.Machine.InterpreterLock, again.Machine.SwitchInterval));
    }

    [Fact]
    public void A_program_that_another_process_does_not_allow_is_named()
    {
        StageDefinition program = Stage("capitals", new ProgramOperation(["sed", "-u", "s/a/A/"]), "numbers");
        PlanOrigin onNodes = Origin(program with { Execution = WorkerKind.Processes });
        UnauthorizedAccessException refused = Assert.Throws<UnauthorizedAccessException>(() => PipelineNodes.Build(onNodes, ["/bin/sed", "awk"]));
        Assert.Equal("stage 'capitals' starts the program 'sed', which was not allowed here", refused.Message);
        Assert.Equal(["capitals-1"], PipelineNodes.Build(onNodes, ["sed"]).Nodes.Select(n => n.Name));

        PlanOrigin Origin(StageDefinition stage) => PlanOf(Of(Stage("numbers", new NumberRangeSource(1, 10)), stage, Stage("out", new CountSink(), "capitals"))).Origin!;
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"interpreterLock\":1,\"switchInterval\":1,\"pipeline\":{}}")]
    [InlineData("{\"interpreterLock\":true,\"switchInterval\":1,\"pipeline\":{\"name\":3}}")]
    public void A_broken_origin_is_refused(string definition) =>
        Assert.Throws<FormatException>(() => PipelineNodes.Build(new PlanOrigin(PipelineNodes.Experiment, System.Text.Encoding.UTF8.GetBytes(definition))));

    private static StageDefinition Crashing(double share = 0, int? every = null) =>
        Stage("crash", new FailSomeOperation(FailureKind.Crash, share, every), "numbers") with { Execution = WorkerKind.Processes };

    private static ScenarioPlan PlanOf(PipelineDefinition definition) => PipelinePlan.Build(definition, FunctionCatalog.BuiltIn, FourCores, seed: 1);

    private static async Task<PipelineOutcome> RunInProcessesAsync(PipelineDefinition definition, bool real)
    {
        if (!real) return await RunAsync(definition);
        var launcher = new ChildProcessLauncher(() => Program.Node, line => Console.Error.WriteLine($"{line.Child}: {line.Text}"));
        var engine = new NodesEngine(launcher, static table => PipelineNodes.AddMessages(table), static _ => { });
        RunResult result = await engine.RunAsync(PlanOf(definition), EngineOptions.Default, CancellationToken.None);
        return new PipelineOutcome(result, result.Outbox.OfType<Actors.PipelineEnded>().SingleOrDefault());
    }
}
