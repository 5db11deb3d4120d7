using ActorLab.Core.Engine;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Definition;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>Workers that fail, hang and are lost: what becomes of their items.</summary>
public sealed class WorkSpec
{
    [Fact]
    public async Task A_failed_item_is_tried_again_after_pauses_that_double_up_to_a_limit()
    {
        PipelineOutcome run = await RunAsync(Of(
            Stage("numbers", new NumberRangeSource(1, 1)),
            Flaky(FailureKind.Error, every: 1) with { Retry = Tries(4, minMs: 10, maxMs: 25), OnFailure = FailureAction.DeadLetter },
            Stage("out", new CountSink(), "flaky")));
        Assert.Equal((3, 1, 0), (run["flaky"].Retried, run["flaky"].DeadLettered, run["out"].Passed));
        Assert.Equal(SimDuration.FromMilliseconds(10 + 20 + 25), run.Ended!.Elapsed);
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Fact]
    public async Task The_same_items_fail_on_both_engines_and_nothing_is_lost()
    {
        PipelineOutcome[] runs = [await SometimesAsync(false), await SometimesAsync(true)];
        Assert.All(runs, run => Assert.Equal((300, VerdictStatus.Holds), (run["out"].Passed, run.Verdict.Status)));
        Assert.InRange(runs[0]["flaky"].Retried, 50, 300);
        Assert.Equal(runs[0]["flaky"].Retried, runs[1]["flaky"].Retried);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_given_up_is_counted_and_listed_and_goes_to_the_sink_for_it(bool real)
    {
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 100)),
                Flaky(FailureKind.Error, every: 10) with { Workers = 3, Retry = Tries(2), OnFailure = FailureAction.DeadLetter, DeadLetters = "bad" },
                Stage("bad", new CountSink()),
                Stage("out", new CountSink(), "flaky")),
            real);
        Assert.Equal((90, 10, 10), (run["out"].Passed, run["bad"].Passed, run["flaky"].DeadLettered));
        Assert.Equal(10, run["flaky"].GivenUp.Length);
        Assert.Contains("item 70: attempt 2 was to fail", run["flaky"].GivenUp);
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failure_that_is_to_end_the_run_ends_it_with_its_figures(bool real)
    {
        PipelineOutcome run = await RunAsync(
            Of(Stage("numbers", new NumberRangeSource(1, 100_000)), Flaky(FailureKind.Error, every: 50) with { Workers = 2 }, Stage("out", new CountSink(), "flaky")),
            real);
        Assert.Equal(RunOutcome.Completed, run.Result.Outcome);
        Assert.Equal("flaky: item 50: attempt 1 was to fail", run.Ended!.Failure!.Reason);
        Assert.InRange(run["flaky"].Taken, 50, 1000);
        Assert.True(run["flaky"].Held > 0);
        Assert.NotEqual(VerdictStatus.Violated, Results.PipelineVerdict.Of(run.Ended, "the run failed").Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Items_of_one_key_keep_their_order_over_retries_and_batches(bool real)
    {
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new GeneratorSource(1000, Keys: 7)),
                Stage("flaky", new FailSomeOperation(FailureKind.Error, 0.2), "numbers")
                    with { Workers = 4, BatchSize = 5, Order = ItemOrder.PerKey, Retry = Tries(30, minMs: 0, maxMs: 1) },
                Stage("out", new VerifierSink(["key-order"]), "flaky")),
            real);
        Assert.Equal(1000, run["out"].Passed);
        Assert.True(run["flaky"].Retried > 100);
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
        Assert.Contains(run["out"].Checks, c => c is { Name: "key-order", Status: VerdictStatus.Holds });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Items_go_on_as_they_came_over_retries_and_in_spite_of_those_given_up(bool real)
    {
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 500)),
                Stage("flaky", new FailSomeOperation(FailureKind.Error, 0.5), "numbers")
                    with { Workers = 8, BatchSize = 3, Order = ItemOrder.Input, Retry = Tries(2, minMs: 1, maxMs: 1), OnFailure = FailureAction.DeadLetter },
                Stage("out", new VerifierSink(["order"]), "flaky")),
            real);
        Assert.Equal(500, run["out"].Passed + run["flaky"].DeadLettered);
        Assert.InRange(run["flaky"].DeadLettered, 60, 190);
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_worker_that_takes_too_long_is_replaced(bool real)
    {
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 20)),
                Flaky(FailureKind.Hang, every: 7) with { Workers = 2, Timeout = SimDuration.FromMilliseconds(300), Retry = Tries(2), OnFailure = FailureAction.DeadLetter },
                Stage("out", new CountSink(), "flaky")),
            real);
        Assert.Equal((18, 2, 4, 0), (run["out"].Passed, run["flaky"].DeadLettered, run["flaky"].TimedOut, run["flaky"].LostWorkers));
        Assert.Contains(run["flaky"].GivenUp, g => g.StartsWith("item 14: no answer within", StringComparison.Ordinal));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Fact]
    public async Task Of_a_batch_that_takes_too_long_each_item_is_tried_alone_and_only_the_one_that_hangs_is_given_up()
    {
        PipelineOutcome run = await RunAsync(Of(
            Stage("numbers", new NumberRangeSource(1, 10)),
            Flaky(FailureKind.Hang, every: 7) with { BatchSize = 5, Timeout = SimDuration.FromMilliseconds(100), OnFailure = FailureAction.DeadLetter },
            Stage("out", new CountSink(), "flaky")));
        Assert.Equal((9, 1, 2), (run["out"].Passed, run["flaky"].DeadLettered, run["flaky"].TimedOut));
        Assert.StartsWith("item 7:", Assert.Single(run["flaky"].GivenUp), StringComparison.Ordinal);
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Fact]
    public async Task Without_a_time_out_a_worker_that_hangs_is_a_deadlock_with_a_name()
    {
        PipelineOutcome run = await RunAsync(Of(Stage("numbers", new NumberRangeSource(1, 20)), Flaky(FailureKind.Hang, every: 7), Stage("out", new CountSink(), "flaky")));
        Assert.Equal(RunOutcome.Deadlocked, run.Result.Outcome);
        Assert.Contains("root/flaky/worker-1", run.Result.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wait_that_is_longer_than_the_time_out_does_not_hold_up_the_end(bool real)
    {
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 3)),
                Stage("wait", new DelayOperation(new ConstantDistribution(SimDuration.FromSeconds(3600))), "numbers") with { Workers = 3, Timeout = SimDuration.FromMilliseconds(50), OnFailure = FailureAction.DeadLetter },
                Stage("out", new CountSink(), "wait")),
            real);
        Assert.Equal((3, 3), (run["wait"].TimedOut, run["wait"].DeadLettered));
        Assert.True(run.Result.Elapsed < SimDuration.FromSeconds(60));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_worker_that_hangs_does_not_hold_up_a_run_that_has_failed_elsewhere(bool real)
    {
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 10)) with { FanOut = FanOut.Broadcast },
                Stage("hang", new FailSomeOperation(FailureKind.Hang, 0, 1), "numbers") with { Workers = 2, Timeout = SimDuration.FromSeconds(3600) },
                Stage("flaky", new FailSomeOperation(FailureKind.Error, 0, 3), "numbers"),
                Stage("out", new CountSink(), "hang", "flaky")),
            real);
        Assert.Equal((RunOutcome.Completed, "flaky"), (run.Result.Outcome, run.Ended!.Failure!.Stage));
        Assert.Equal(0, run["hang"].TimedOut);
    }

    [Fact]
    public async Task A_sentinel_too_few_is_a_deadlock_that_names_the_worker_which_waits_for_it()
    {
        PipelineOutcome run = await RunAsync(WithSentinels(2));
        Assert.Equal(RunOutcome.Deadlocked, run.Result.Outcome);
        Assert.Contains("root/work/worker-3", run.Result.Failure, StringComparison.Ordinal);
        Assert.DoesNotContain("; root/work/worker-2 ", run.Result.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 0, false)]
    [InlineData(3, 0, true)]
    [InlineData(4, 1, false)]
    [InlineData(4, 1, true)]
    public async Task A_sentinel_too_many_is_left_over_and_told(int sentinels, int left, bool real)
    {
        PipelineOutcome run = await RunAsync(WithSentinels(sentinels), real);
        Assert.Equal((30, left), (run["out"].Passed, run["work"].SentinelsLeft));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Fact]
    public async Task Asynchronous_workers_wait_at_the_same_time_on_one_thread()
    {
        PipelineOutcome run = await RunAsync(Of(
            Stage("numbers", new NumberRangeSource(1, 80)),
            Stage("wait", new DelayOperation(new ConstantDistribution(SimDuration.FromMilliseconds(10))), "numbers") with { Workers = 8, Execution = WorkerKind.Async },
            Stage("out", new CountSink(), "wait")));
        Assert.InRange(run.Ended!.Elapsed.Nanoseconds, 100_000_000, 100_010_000);
    }

    [Fact]
    public async Task Batches_take_fewer_messages()
    {
        PipelineOutcome one = await BatchesAsync(1), ten = await BatchesAsync(10);
        Assert.Equal((1000, 1000), (one["out"].Passed, ten["out"].Passed));
        Assert.Equal(2 * (1000 - 100), one.Result.Counters.Sends - ten.Result.Counters.Sends);
    }

    private static StageDefinition Flaky(FailureKind how, int every) => Stage("flaky", new FailSomeOperation(how, 0, every), "numbers");

    private static RetryDefinition Tries(int attempts, int minMs = 0, int maxMs = 0) => new(attempts, SimDuration.FromMilliseconds(minMs), SimDuration.FromMilliseconds(maxMs));

    private static PipelineDefinition WithSentinels(int sentinels) => Of(
        Stage("numbers", new NumberRangeSource(1, 30)),
        Stage("work", new DelayOperation(new ConstantDistribution(SimDuration.FromMilliseconds(1))), "numbers") with { Workers = 3, Queue = new QueueDefinition(Sentinels: sentinels) },
        Stage("out", new CountSink(), "work"));

    private static Task<PipelineOutcome> SometimesAsync(bool real) => RunAsync(
        Of(
            Stage("numbers", new NumberRangeSource(1, 300)),
            Stage("flaky", new FailSomeOperation(FailureKind.Error, 0.3), "numbers") with { Workers = 4, Retry = Tries(40) },
            Stage("out", new CountSink(), "flaky")),
        real);

    private static Task<PipelineOutcome> BatchesAsync(int size) => RunAsync(Of(
        Stage("numbers", new NumberRangeSource(1, 1000)),
        Stage("work", new MapOperation(Call("square")), "numbers") with { BatchSize = size, Dispatcher = "work", Queue = new QueueDefinition(1000) },
        Stage("out", new CountSink(), "work")));
}
