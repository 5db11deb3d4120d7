using System.Collections.Immutable;
using ActorLab.Cluster.Engine;
using ActorLab.Cluster.Tests.Engine;
using ActorLab.Cluster.Tests.Members;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Nodes;
using ActorLab.Pipelines.Results;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Processes;
using ActorLab.Wire.Frames;

namespace ActorLab.Cluster.Tests.Work;

/// <summary>Stages whose workers are processes, with their orders in quorum queues of the broker.</summary>
[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class QueuedPipelinesSpec(BrokerFixture broker)
{
    private const string TapRole = "pipeline-tap";

    /// <summary>So that a node that went without a word is missed soon.</summary>
    private static readonly LinkSettings Impatient = new(SimDuration.FromMilliseconds(100), SimDuration.FromMilliseconds(1_500), 64);

    [Theory]
    [InlineData(ItemOrder.Arrival, 1, "delivery", 2)]
    [InlineData(ItemOrder.Input, 8, "order", 2)]
    [InlineData(ItemOrder.PerKey, 3, "key-order", 2)]
    public async Task Orders_go_through_queues_and_the_promised_order_holds(ItemOrder order, int batch, string check, int taps)
    {
        const int Items = 400;
        int taken = 0;
        ScenarioPlan Build(PlanOrigin origin)
        {
            ScenarioPlan plan = PipelineNodes.Build(origin);
            NodeRole tap = plan.Roles[TapRole];
            return plan with
            {
                Roles = plan.Roles.SetItem(TapRole, (state, arguments) =>
                {
                    Interlocked.Increment(ref taken);
                    return tap(state, arguments);
                }),
            };
        }

        await using MemberTeam team = await MemberTeam.JoinAsync(broker.Lab, 2, LabRole.AddMessages, Build);
        PipelineReport report = await RunAsync(
            processes: false,
            new StageDefinition { Name = "words", Operation = new GeneratorSource(Items, GeneratedKind.Words, Keys: 7) },
            Work("loud", new MapOperation(new FunctionCall("upper", []))) with { From = ["words"], Workers = 2, Order = order, BatchSize = batch },
            new StageDefinition { Name = "out", Operation = new VerifierSink(check == "delivery" ? [] : [check]), From = ["loud"] });
        AssertHolds(report, Items);
        Assert.Equal(taps, taken);
    }

    [Theory]
    [InlineData(ItemOrder.Input, "order")]
    [InlineData(ItemOrder.PerKey, "key-order")]
    public async Task A_node_that_is_killed_costs_nothing_but_what_it_had_in_hand(ItemOrder order, string check)
    {
        const int Items = 4_000;
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 2);
        int killed = 0;
        PipelineReport report = await RunAsync(
            processes: true,
            progress =>
            {
                if (progress.Stage == "loud" && progress.Passed > Items / 10 && team.LifeOf("loud-1") is { } life && Interlocked.Exchange(ref killed, 1) == 0) ProcessTable.Kill(life);
            },
            new StageDefinition { Name = "words", Operation = new GeneratorSource(Items, GeneratedKind.Words, Keys: 7) },
            Work("loud", new DelayOperation(new ConstantDistribution(SimDuration.FromMilliseconds(1)))) with { From = ["words"], Workers = 2, Order = order },
            new StageDefinition { Name = "out", Operation = new VerifierSink([check]), From = ["loud"] });
        AssertHolds(report, Items);
        Assert.Equal(1, killed);
        Assert.Equal(1, report.Stages.Single(s => s.Name == "loud").LostWorkers);
    }

    [Fact]
    public async Task An_item_that_kills_three_workers_is_given_up_and_one_that_kills_one_is_not()
    {
        await using ProcessTeam team = await ProcessTeam.StartAsync(broker.Lab, 1);
        PipelineReport report = await RunAsync(
            processes: true,
            Numbers(60),
            Work("poison", new FailSomeOperation(FailureKind.Crash, 0, Every: 41)) with { From = ["numbers"], OnFailure = FailureAction.DeadLetter },
            Work("shaky", new FailSomeOperation(FailureKind.Crash, 0.04)) with { From = ["poison"], Workers = 2, BatchSize = 3 },
            Out("shaky"));
        StageFigures poison = report.Stages.Single(s => s.Name == "poison"), shaky = report.Stages.Single(s => s.Name == "shaky");
        Assert.Equal((1, 3), (poison.DeadLettered, poison.LostWorkers));
        Assert.Equal("item 41: a worker of poison was lost", Assert.Single(poison.GivenUp));
        Assert.True(shaky.LostWorkers > 0, "nobody was lost");
        Assert.Equal(0, shaky.DeadLettered);
        AssertHolds(report, 59);
    }

    [Fact]
    public async Task A_worker_that_takes_too_long_is_replaced_and_its_node_lives_on()
    {
        await using MemberTeam team = await MemberTeam.JoinAsync(broker.Lab, 2, LabRole.AddMessages, origin => PipelineNodes.Build(origin));
        PipelineReport report = await RunAsync(
            processes: false,
            Numbers(20),
            Work("hang", new FailSomeOperation(FailureKind.Hang, 0, Every: 7)) with { From = ["numbers"], Workers = 2, Timeout = SimDuration.FromMilliseconds(1_000), OnFailure = FailureAction.DeadLetter },
            Out("hang"));
        StageFigures hang = report.Stages.Single(s => s.Name == "hang");
        Assert.Equal((2, 2, 0), (hang.DeadLettered, hang.TimedOut, hang.LostWorkers));
        AssertHolds(report, 18);
    }

    [Fact]
    public async Task Where_every_worker_is_lost_before_it_takes_anything_the_run_ends_and_says_so()
    {
        await using MemberTeam team = await MemberTeam.JoinAsync(broker.Lab, 1, LabRole.AddMessages, origin =>
        {
            ScenarioPlan plan = PipelineNodes.Build(origin);
            return plan with { Roles = plan.Roles.Remove(TapRole) };
        });
        PipelineReport report = await RunAsync(processes: false, Numbers(20), Work("never", new MapOperation(new FunctionCall("square", []))) with { From = ["numbers"] }, Out("never"));
        Assert.Equal((RunOutcome.Completed, VerdictStatus.Unknown), (report.Outcome, report.Verdict.Status));
        Assert.Equal("never: tap-5 was lost, nobody else takes from the queue, and 4 had been replaced before", report.Failure);
    }

    private static StageDefinition Numbers(int count) => new() { Name = "numbers", Operation = new NumberRangeSource(1, count) };

    private static StageDefinition Out(string from) => new() { Name = "out", Operation = new CountSink(), From = [from] };

    private static StageDefinition Work(string name, StageOperation operation) => new() { Name = name, Operation = operation, Execution = WorkerKind.Processes };

    private static void AssertHolds(PipelineReport report, long delivered)
    {
        string context = $"{report.Outcome}, {report.Failure}, {report.Delivered} items, {report.Verdict}";
        Assert.True(report is { Outcome: RunOutcome.Completed, Failure: null, Verdict.Status: VerdictStatus.Holds }, context);
        Assert.Equal(delivered, report.Delivered);
    }

    private Task<PipelineReport> RunAsync(bool processes, params ImmutableArray<StageDefinition> stages) => RunAsync(processes, static _ => { }, stages);

    private async Task<PipelineReport> RunAsync(bool processes, Action<StageProgress> onProgress, params ImmutableArray<StageDefinition> stages)
    {
        var engine = new ClusterEngine(broker.Lab, LabRole.AddMessages, static _ => { }, Impatient) { LivesAreProcesses = processes, Work = WorkPath.Queue };
        var run = new Pipelines.Results.PipelineRun { Definition = new PipelineDefinition { Name = "queued", Stages = stages }, Machine = new MachineProfile { Name = "test", Cores = 2 }, Seed = 5 };
        using var net = new CancellationTokenSource(HangGuard.Limit);
        return await run.RunAsync(engine, onProgress, net.Token);
    }
}
