using ActorLab.Core.Engine;
using ActorLab.Core.Model;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>What becomes of items that a full queue has no room for.</summary>
public sealed class OverflowSpec
{
    /// <summary>
    /// An item every 1 ms, 10 in all, each taking 3.6 ms: item 1 is at work from 1 to 4.6 ms, item 2 to 8.2, item 3 to 11.8.
    /// Behind the one at work two wait in the queue.
    /// </summary>
    private static Task<PipelineOutcome> SlowAsync(OverflowPolicy overflow) => RunWithFilesAsync(
        d => Of(
            Stage("ticks", new NumberRangeSource(1, 10) with { Interval = new ConstantDistribution(SimDuration.FromMilliseconds(1)) }),
            Stage("slow", new DelayOperation(new ConstantDistribution(SimDuration.FromMicroseconds(3600))), "ticks") with { Queue = new QueueDefinition(2, overflow) },
            Stage("out", new FileSink($"{d}out"), "slow")),
        real: false);

    [Theory]
    [InlineData(OverflowPolicy.Block, "1 2 3 4 5 6 7 8 9 10")]
    [InlineData(OverflowPolicy.DropNew, "1 2 3 5 9")]
    [InlineData(OverflowPolicy.DropHead, "1 3 7 9 10")]
    [InlineData(OverflowPolicy.DropTail, "1 2 4 8 10")]
    [InlineData(OverflowPolicy.DropBuffer, "1 4 7 10")]
    public async Task Under_a_slow_consumer_each_policy_keeps_other_items(OverflowPolicy overflow, string kept)
    {
        PipelineOutcome run = await SlowAsync(overflow);
        Assert.Equal(kept.Split(' '), run.Lines("out"));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
        Assert.Equal((10 - kept.Split(' ').Length, 2), (run["slow"].Dropped, run["slow"].PeakWaiting));
    }

    [Fact]
    public async Task A_queue_that_must_not_overflow_fails_the_run_with_its_name()
    {
        PipelineOutcome run = await SlowAsync(OverflowPolicy.Fail);
        Assert.Equal("slow.queue", run.Ended!.Failure!.Stage);
        Assert.IsType<QueueOverflowException>(run.Ended.Failure.Cause);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_queue_that_must_not_overflow_passes_on_that_nothing_came_of_an_item(bool real)
    {
        // Whoever restores the order waits for the place of every item, those that were filtered out too.
        PipelineOutcome run = await RunWithFilesAsync(
            d => Of(
                Stage("numbers", new NumberRangeSource(1, 100)),
                Stage("even", new FilterOperation(Call("even")), "numbers") with { Workers = 3, Cost = new UniformDistribution(SimDuration.Zero, SimDuration.FromMicroseconds(50)) },
                Stage("pass", new PassOperation(), "even") with { Queue = new QueueDefinition(100, OverflowPolicy.Fail) },
                Stage("out", new FileSink($"{d}out"), "pass") with { Order = ItemOrder.Input }),
            real);
        Assert.Equal(RunOutcome.Completed, run.Result.Outcome);
        Assert.Equal(Enumerable.Range(1, 50).Select(n => $"{2 * n}"), run.Lines("out"));
    }
}
