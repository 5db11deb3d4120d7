using System.Globalization;
using System.Text;
using ActorLab.Core.Engine;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;
using ActorLab.Pipelines.Planning;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>Queues and costs in virtual time against what queueing theory says of them.</summary>
public sealed class QueueingSpec
{
    private const int Runs = 20;

    private static readonly Distribution OneMillisecond = new ExponentialDistribution(SimDuration.FromMilliseconds(1));

    /// <summary>An item every 1 ms, 12 in all, each taking 2.6 ms, and one may wait.</summary>
    private static Task<PipelineOutcome> EveryMillisecondAsync(OverflowPolicy overflow, FanIn? join = null) => RunWithFilesAsync(
        d => Of(
        [
            Stage(
                "ticks",
                new NumberRangeSource(1, 12) with { Interval = new ConstantDistribution(SimDuration.FromMilliseconds(1)) }),
            .. join is null ? (StageDefinition[])[] :
            [
                Stage("one", new NumberRangeSource(1, 1)),
                Stage("nothing", new FilterOperation(new FunctionCall("even", [])), "one"),
            ],
            Stage(
                "slow", new DelayOperation(new ConstantDistribution(SimDuration.FromMicroseconds(2600))),
                join is null ? ["ticks"] : ["ticks", "nothing"]) with
            {
                FanIn = join ?? FanIn.Merge,
                Queue = new QueueDefinition(1, overflow),
            },
            Stage("out", new FileSink($"{d}out"), "slow"),
        ]),
        real: false);

    [Theory]
    [InlineData(OverflowPolicy.Block, "1 2 3 4 5 6 7 8 9 10 11 12")]
    [InlineData(OverflowPolicy.DropNew, "1 2 4 7 9 12")]
    [InlineData(OverflowPolicy.DropHead, "1 3 6 8 11 12")]
    [InlineData(OverflowPolicy.DropTail, "1 3 6 8 11 12")]
    [InlineData(OverflowPolicy.DropBuffer, "1 3 6 8 11 12")]
    public async Task One_item_is_in_service_and_as_many_wait_as_the_queue_holds(OverflowPolicy overflow, string kept)
    {
        PipelineOutcome run = await EveryMillisecondAsync(overflow);
        Assert.Equal(kept, string.Join(' ', run.Lines("out")));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
        Assert.Equal((12, 12 - kept.Split(' ').Length, 1), (run["slow"].Taken, run["slow"].Dropped, run["slow"].PeakWaiting));
    }

    [Theory]
    [InlineData(FanIn.Merge, 0, 1)]
    [InlineData(FanIn.Concat, 1, 0)]
    [InlineData(FanIn.OrderedMerge, 1, 0)]
    [InlineData(FanIn.Zip, 1, 1)]
    // Of two sources the second begins first, and a merge takes what comes first.
    public async Task With_several_inputs_one_item_of_each_that_is_needed_is_in_service_and_as_many_of_each_wait(
        FanIn fanIn, int ofFirst, int ofSecond)
    {
        foreach (int capacity in (int[])[1, 2, 5])
        {
            // Stands still in its first service when the run fails.
            StageDefinition work = Stage(
                "work", new DelayOperation(new ConstantDistribution(SimDuration.FromMilliseconds(10))), "first", "second") with
            {
                FanIn = fanIn,
                Queue = new QueueDefinition(capacity),
                Timeout = SimDuration.FromMilliseconds(5),
            };
            PipelineOutcome run = await RunAsync(Of(
                Stage("first", new NumberRangeSource(1, 100)), Stage(
                    "second", new NumberRangeSource(101, 200)), work, Stage("out", new VerifierSink([]), "work")));
            Assert.Equal("work", run.Ended!.Failure!.Stage);
            StageFigures queues = run[fanIn == FanIn.Merge ? "work" : "work.join"];
            Assert.Equal([capacity + ofFirst, capacity + ofSecond], queues.In.Select(i => i.Items));
            Assert.Equal(fanIn == FanIn.Merge ? 0 : 1, run["work"].In.Sum(i => i.Other == "work.join" ? i.Items : 0));
        }
    }

    [Theory]
    [InlineData(OverflowPolicy.DropNew, "1 2 4 7 9 12")]
    [InlineData(OverflowPolicy.DropHead, "1 3 6 8 11 12")]
    [InlineData(OverflowPolicy.DropTail, "1 3 6 8 11 12")]
    [InlineData(OverflowPolicy.DropBuffer, "1 3 6 8 11 12")]
    public async Task A_queue_before_a_join_drops_as_one_before_the_stage_alone(OverflowPolicy overflow, string kept)
    {
        foreach (FanIn fanIn in (FanIn[])[FanIn.Concat, FanIn.OrderedMerge])
        {
            PipelineOutcome run = await EveryMillisecondAsync(overflow, fanIn);
            Assert.Equal(kept, string.Join(' ', run.Lines("out")));
            Assert.Equal((12 - kept.Split(' ').Length, 1), (run["slow.join"].Dropped, run["slow.join"].PeakWaiting));
        }
    }

    [Fact]
    public async Task A_queue_that_must_not_overflow_fails_with_the_first_item_too_many()
    {
        PipelineOutcome run = await EveryMillisecondAsync(OverflowPolicy.Fail);
        Assert.Equal(SimDuration.FromMilliseconds(3), run.Ended!.Elapsed);
        Assert.Equal(
            ("slow.queue", "the queue of 1 items overflowed"), (run.Ended.Failure!.Stage, run.Ended.Failure.Cause.Message));
    }

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(2, 0, true)]
    [InlineData(4, 0, true)]
    [InlineData(1, 200, false)]
    [InlineData(2, 200, false)]
    [InlineData(4, 200, false)]
    public async Task Of_a_departure_and_an_arrival_on_one_nanosecond_the_service_that_began_before_the_interval_is_first(
        int capacity, int stepCostNs, bool departureFirst)
    {
        // Arrivals every 1 ms, services of 2 ms, or 2 ms and what a step costs: then each departure comes after the arrival that
        // it would fall on.
        PipelineDefinition definition = Of(
            Stage(
                "ticks",
                new NumberRangeSource(1, 12) with { Interval = new ConstantDistribution(SimDuration.FromMilliseconds(1)) }),
            Stage("slow", new DelayOperation(new ConstantDistribution(SimDuration.FromMilliseconds(2))), "ticks") with
            {
                Queue = new QueueDefinition(capacity, OverflowPolicy.DropNew),
            },
            Stage("out", new FileSink("/out"), "slow"));
        ScenarioPlan plan = PipelinePlan.Build(
            definition, FunctionCatalog.BuiltIn, FourCores with { StepCost = new SimDuration(stepCostNs) }, 1);
        PipelineOutcome run = await RunAsync(definition, plan: plan);
        string[] served = Encoding.UTF8.GetString(run.Result.Files["/out"].Span).TrimEnd('\n').Split('\n');
        Assert.Equal(ServedByHand(capacity, departureFirst), served.Select(s => int.Parse(s, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Of_random_arrivals_at_full_load_one_in_two_more_than_the_queue_holds_is_lost(int capacity)
    {
        // M/M/1/K with K = capacity + 1 and ρ = 1: each of the K + 1 states is equally likely, and an arrival is lost in one of
        // them.
        const int Items = 20_000;
        double[] lost = await RepeatAsync(
            Of(
                Stage("poisson", new NumberRangeSource(1, Items) with { Interval = OneMillisecond }),
                Stage("server", new DelayOperation(OneMillisecond), "poisson") with
                {
                    Queue = new QueueDefinition(capacity, OverflowPolicy.DropNew),
                },
                Stage("out", new CountSink(), "server")),
            run => (double)run["server"].Dropped / Items);
        AssertNear(1.0 / (capacity + 2), lost);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public async Task Two_random_stages_with_room_for_B_between_them_pass_B_plus_2_in_B_plus_3_of_what_one_would(int capacity)
    {
        const int Items = 20_000;
        double[] rates = await RepeatAsync(
            Of(
                Stage("plenty", new NumberRangeSource(1, Items)),
                Stage("first", new DelayOperation(OneMillisecond), "plenty"),
                Stage("second", new DelayOperation(OneMillisecond), "first") with { Queue = new QueueDefinition(capacity) },
                Stage("out", new CountSink(), "second")),
            run => Items / (run.Ended!.Elapsed.TotalSeconds * 1_000));
        AssertNear((capacity + 2.0) / (capacity + 3), rates);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_source_that_is_held_up_is_a_server_that_is_blocked_after_its_service(int capacity)
    {
        // A source that made up for lost time would pass on more than the tandem does.
        const int Items = 20_000;
        double[] rates = await RepeatAsync(
            Of(
                Stage("source", new NumberRangeSource(1, Items) with { Interval = OneMillisecond }),
                Stage("server", new DelayOperation(OneMillisecond), "source") with { Queue = new QueueDefinition(capacity) },
                Stage("out", new CountSink(), "server")),
            run => Items / (run.Ended!.Elapsed.TotalSeconds * 1_000));
        AssertNear((capacity + 2.0) / (capacity + 3), rates);
    }

    [Theory]
    [InlineData(FailureKind.Error, WorkerKind.Threads, 500, 0.5, 400, 600)]
    [InlineData(FailureKind.Crash, WorkerKind.Processes, 100, 0.05, 2, 10)]
    public async Task An_attempt_costs_what_it_costs_whether_it_fails_or_not(
        FailureKind how, WorkerKind execution, int items, double share, int leastRetried, int mostRetried)
    {
        PipelineOutcome run = await RunAsync(Of(
            Stage("numbers", new NumberRangeSource(1, items)),
            Stage("work", new FailSomeOperation(how, share), "numbers") with
            {
                Execution = execution,
                Cost = new ConstantDistribution(SimDuration.FromMilliseconds(1)),
                Retry = new RetryDefinition(1000, SimDuration.Zero, SimDuration.Zero),
            },
            Stage("out", new CountSink(), "work")));
        Assert.InRange(run["work"].Retried, leastRetried, mostRetried);
        Assert.Equal(SimDuration.FromMilliseconds(items + run["work"].Retried), run["work"].Busy);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Of_a_stage_that_loses_and_restores_the_order_no_more_are_begun_than_the_window(int window)
    {
        var begun = new List<long>();
        int begunBeforeSecondAttempt = 0;
        FunctionCatalog catalog = FunctionCatalog.BuiltIn.With(new FunctionEntry(
            "first-is-slow", FunctionRole.Map, [], "the first item fails once", _ => DelegateFunction.Map(value =>
        {
            long number = ((NumberValue)value).Number;
            begun.Add(number);
            if (number != 1) return value;
            if (begun.Count == 1) throw new StageFunctionException("not yet");
            begunBeforeSecondAttempt = begun.Count - 1;
            return value;
        })));
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 41)),
                Stage("work", new MapOperation(Call("first-is-slow")), "numbers") with
                {
                    Workers = 4,
                    Order = ItemOrder.Input,
                    Retry = new RetryDefinition(2, SimDuration.FromSeconds(1), SimDuration.FromSeconds(1)),
                },
                Stage("out", new VerifierSink(["order"]), "work")) with { Window = window },
            catalog: catalog);
        Assert.Equal(window, begunBeforeSecondAttempt);
        Assert.Equal((41, VerdictStatus.Holds), (run["out"].Passed, run.Verdict.Status));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(5, 4)]
    [InlineData(null, 2)]
    public async Task An_attempt_that_ends_with_the_loss_of_its_worker_is_one_of_those_that_an_item_has(
        int? attempts, int retriesOfEach)
    {
        PipelineOutcome run = await RunAsync(Of(
            Stage("numbers", new NumberRangeSource(1, 20)),
            Stage("crashing", new FailSomeOperation(FailureKind.Crash, 0, 10), "numbers")
                with
                {
                    Execution = WorkerKind.Processes,
                    OnFailure = FailureAction.DeadLetter,
                    Retry = new RetryDefinition(attempts, SimDuration.Zero, SimDuration.Zero),
                },
            Stage("out", new CountSink(), "crashing")));
        Assert.Equal(
            (18, 2, 2 * retriesOfEach, 2 * (retriesOfEach + 1)),
            (run["out"].Passed, run["crashing"].DeadLettered, run["crashing"].Retried, run["crashing"].LostWorkers));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    /// <summary>The items that are served, of 12 with one every 1 ms and services of 2 ms.</summary>
    private static List<int> ServedByHand(int capacity, bool departureFirst)
    {
        var served = new List<int>();
        var waiting = new Queue<int>();
        int freeAt = 0;
        for (int now = 1; now <= 12; now++)
        {
            if (departureFirst) Depart(now);
            bool isFree = departureFirst ? freeAt <= now : freeAt < now;
            if (isFree && waiting.Count == 0) Serve(now, now);
            else if (waiting.Count < capacity) waiting.Enqueue(now);
            if (!departureFirst) Depart(now);
        }

        served.AddRange(waiting);
        return served;

        void Depart(int now)
        {
            if (freeAt <= now && waiting.TryDequeue(out int next)) Serve(next, now);
        }

        void Serve(int item, int now)
        {
            served.Add(item);
            freeAt = now + 2;
        }
    }

    private static async Task<double[]> RepeatAsync(PipelineDefinition definition, Func<PipelineOutcome, double> figure)
    {
        double[] figures = new double[Runs];
        for (int i = 0; i < Runs; i++)
        {
            PipelineOutcome run = await RunAsync(definition, seed: (ulong)i + 1);
            Assert.Equal(RunOutcome.Completed, run.Result.Outcome);
            figures[i] = figure(run);
        }

        return figures;
    }

    /// <summary>Within three standard errors of the mean.</summary>
    private static void AssertNear(double expected, double[] figures)
    {
        double mean = figures.Average();
        double error = Math.Sqrt(figures.Sum(f => (f - mean) * (f - mean)) / (figures.Length - 1) / figures.Length);
        Assert.True(Math.Abs(mean - expected) < 3 * error, $"expected {expected}, got {mean} with a standard error of {error}");
    }
}
