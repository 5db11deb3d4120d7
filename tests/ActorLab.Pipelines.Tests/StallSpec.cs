using ActorLab.Core.Engine;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Planning;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>A real run that stands still ends, and says who waits for what.</summary>
public sealed class StallSpec
{
    private static readonly PipelineRunOptions Soon = new() { StallAfter = SimDuration.FromMilliseconds(200) };

    [Fact]
    public async Task A_worker_for_whom_there_is_no_sentinel_is_named()
    {
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 30)),
                Stage("work", new DelayOperation(new ConstantDistribution(SimDuration.FromMilliseconds(1))), "numbers") with { Workers = 3, Queue = new QueueDefinition(Sentinels: 2) },
                Stage("out", new CountSink(), "work")),
            real: true,
            options: Soon);
        Assert.Equal((RunOutcome.Completed, PipelineStalledException.Place), (run.Result.Outcome, run.Ended!.Failure!.Stage));
        Assert.IsType<PipelineStalledException>(run.Ended.Failure.Cause);
        Assert.Contains("work waits for the end of worker-3, for whom there is no sentinel; out waits for items from work", run.Ended.Failure.Cause.Message, StringComparison.Ordinal);
        Assert.Equal(30, run["out"].Passed);
    }

    [Fact]
    public async Task Stages_that_wait_for_each_other_are_named()
    {
        var definition = Of(
            Stage("numbers", new NumberRangeSource(1, 1000)),
            Stage("all", new PassOperation(), "numbers"),
            Stage("few", new FilterOperation(Call("less-than", "1")), "numbers"),
            Stage("pairs", new PassOperation(), "all", "few") with { FanIn = FanIn.Zip, Queue = new QueueDefinition(4) },
            Stage("out", new CountSink(), "pairs"));
        PipelineOutcome run = await RunAsync(definition, real: true, options: Soon);
        string diagnosis = Assert.IsType<PipelineStalledException>(run.Ended!.Failure!.Cause).Message;
        Assert.Contains("numbers has items for all, where there is no room", diagnosis, StringComparison.Ordinal);
        Assert.Contains("all has items for pairs.join, where there is no room", diagnosis, StringComparison.Ordinal);
        Assert.Contains("pairs.join waits for items from few", diagnosis, StringComparison.Ordinal);
        PipelineOutcome simulated = await RunAsync(definition);
        Assert.Equal(RunOutcome.Deadlocked, simulated.Result.Outcome);
        Assert.Equal(diagnosis, simulated.Ended!.Failure!.Cause.Message);
    }

    [Fact]
    public async Task A_body_that_takes_long_is_no_stall()
    {
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 2)),
                Stage("slow", new DelayOperation(new ConstantDistribution(SimDuration.FromMilliseconds(400))), "numbers"),
                Stage("out", new CountSink(), "slow")),
            real: true,
            options: new PipelineRunOptions { StallAfter = SimDuration.FromMilliseconds(40) });
        Assert.Null(run.Ended!.Failure);
        Assert.Equal(2, run["out"].Passed);
    }

    [Fact]
    public void Only_engines_that_see_no_deadlock_are_watched()
    {
        Assert.Null(PipelineRunOptions.For(EngineCapabilities.DetectsDeadlock | EngineCapabilities.VirtualTime).StallAfter);
        Assert.Equal(PipelineRunOptions.DefaultStallAfter, PipelineRunOptions.For(EngineCapabilities.RealThreads).StallAfter);
        Assert.Equal(SimDuration.FromSeconds(2), PipelineRunOptions.For(EngineCapabilities.RealThreads, SimDuration.FromSeconds(2)).StallAfter);
    }
}
