using ActorLab.Core.Engine;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Planning;
using static ActorLab.Pipelines.Tests.ChecksSpec;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>Buffers that can deadlock: what is found does deadlock in virtual time, and what is not found does not.</summary>
public sealed class ChecksDeadlockSpec
{
    private static readonly QueueDefinition Small = new(2), Dropping = new(2, OverflowPolicy.DropNew);
    private static readonly StageDefinition Numbers = Stage("numbers", new GeneratorSource(300, Keys: 5));
    private static readonly StageDefinition Filter = Stage("a", new FilterOperation(Call("less-than", "3")), "numbers");

    public static TheoryData<string, bool, StageDefinition[]> Cases => new()
    {
        { "zip of two halves in step", false, [Numbers, Work("a", "numbers"), Work("b", "numbers"), Out("a", "b") with { FanIn = FanIn.Zip }] },
        { "zip of a stage and its source", false, [Numbers, Work("a", "numbers"), Out("a", "numbers") with { FanIn = FanIn.Zip }] },
        { "zip with a filter", true, [Numbers, Filter, Out("a", "numbers") with { FanIn = FanIn.Zip }] },
        { "zip with a filter and room by dropping", false, [Numbers, Filter with { Queue = Dropping }, Work("b", "numbers") with { Queue = Dropping }, Out("a", "b") with { FanIn = FanIn.Zip }] },
        { "zip with a filter behind a queue that drops", true, [Numbers, Filter with { Queue = Dropping }, Out("a", "numbers") with { FanIn = FanIn.Zip }] },
        { "zip by queues that all drop", false, [Numbers, Filter, Out("a", "numbers") with { FanIn = FanIn.Zip, Queue = Dropping }] },
        { "zip with batches", true, [Numbers, Stage("a", new BatchOperation(10), "numbers"), Out("a", "numbers") with { FanIn = FanIn.Zip }] },
        { "zip with dead letters", true, [Numbers, Stage("a", new FailSomeOperation(FailureKind.Error, 1), "numbers") with { OnFailure = FailureAction.DeadLetter }, Out("a", "numbers") with { FanIn = FanIn.Zip }] },
        { "zip of shares in turn", false, [Numbers with { FanOut = FanOut.RoundRobin }, Work("a", "numbers"), Work("b", "numbers"), Out("a", "b") with { FanIn = FanIn.Zip }] },
        { "zip of shares by key", true, [Numbers with { FanOut = FanOut.ConsistentHash }, Work("a", "numbers"), Work("b", "numbers"), Out("a", "b") with { FanIn = FanIn.Zip }] },
        { "zip of shares by room", false, [Numbers with { FanOut = FanOut.Balance }, Filter, Work("b", "numbers"), Out("a", "b") with { FanIn = FanIn.Zip }] },
        { "zip of batches and what falls behind", true, [Numbers, Stage("a", new BatchOperation(10), "numbers"), Work("b", "numbers"), Out("b", "a") with { FanIn = FanIn.Zip }] },
        { "zip with a filter whose other way can always drop", false, [Numbers, Filter, Work("b", "numbers") with { Queue = Dropping }, Work("c", "b") with { Queue = Dropping }, Stage("d", new PassOperation(), "a") with { Queue = Dropping }, Out("d", "c") with { FanIn = FanIn.Zip }] },
        { "concat of two halves", true, [Numbers, Work("a", "numbers"), Work("b", "numbers"), Out("a", "b") with { FanIn = FanIn.Concat }] },
        { "concat of shares in turn", true, [Numbers with { FanOut = FanOut.RoundRobin }, Work("a", "numbers"), Work("b", "numbers"), Out("a", "b") with { FanIn = FanIn.Concat }] },
        { "concat of shares by room", false, [Numbers with { FanOut = FanOut.Balance }, Work("a", "numbers"), Work("b", "numbers"), Out("a", "b") with { FanIn = FanIn.Concat }] },
        { "concat of two sources", false, [Numbers, Stage("others", new NumberRangeSource(1, 300)), Out("numbers", "others") with { FanIn = FanIn.Concat }] },
        { "concat whose second way drops", false, [Numbers, Work("a", "numbers"), Work("b", "numbers") with { Queue = Dropping }, Out("a", "b") with { FanIn = FanIn.Concat }] },
        { "ordered merge with a filter", true, [Numbers, Filter, Out("a", "numbers") with { FanIn = FanIn.OrderedMerge }] },
        { "ordered merge in step", false, [Numbers, Work("a", "numbers"), Out("a", "numbers") with { FanIn = FanIn.OrderedMerge }] },
        { "ordered merge in step with room for one", false, [Numbers, Work("a", "numbers") with { Queue = new QueueDefinition(1) }, Out("a", "numbers") with { FanIn = FanIn.OrderedMerge, Queue = new QueueDefinition(1) }] },
        { "zip in step with room for one", false, [Numbers, Work("a", "numbers") with { Queue = new QueueDefinition(1) }, Out("a", "numbers") with { FanIn = FanIn.Zip, Queue = new QueueDefinition(1) }] },
        { "zip of shares in turn with room for one and a filter", true, [Numbers with { FanOut = FanOut.RoundRobin }, Filter, Out("a", "numbers") with { FanIn = FanIn.Zip, Queue = new QueueDefinition(1) }] },
        { "merge with a filter", false, [Numbers, Filter, Out("a", "numbers")] },
        { "two joins that take two sources in opposite turns", true,
            [Numbers, Stage("others", new NumberRangeSource(1, 300)), Out("numbers", "others") with { FanIn = FanIn.Concat }, Stage("out-2", new CountSink(), "others", "numbers") with { FanIn = FanIn.Concat, Queue = Small }] },
        { "two joins that take two sources in the same turns", false,
            [Numbers, Stage("others", new NumberRangeSource(1, 300)), Out("numbers", "others") with { FanIn = FanIn.Concat }, Stage("out-2", new CountSink(), "numbers", "others") with { FanIn = FanIn.Concat, Queue = Small }] },
        { "two zips of two sources", false,
            [Numbers, Stage("others", new NumberRangeSource(1, 300)), Out("numbers", "others") with { FanIn = FanIn.Zip }, Stage("out-2", new CountSink(), "others", "numbers") with { FanIn = FanIn.Zip, Queue = Small }] },
        { "two zips, each with the other's source filtered", true,
            [Numbers, Stage("others", new NumberRangeSource(100, 400)), Filter, Stage("b", new FilterOperation(Call("less-than", "3")), "others"), Out("numbers", "b") with { FanIn = FanIn.Zip },
                Stage("out-2", new CountSink(), "others", "a") with { FanIn = FanIn.Zip, Queue = Small }] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_can_deadlock_is_found_and_does(string name, bool deadlocks, StageDefinition[] stages)
    {
        PipelineDefinition definition = Of([.. stages.Select(s => s.IsSource || s.Queue != QueueDefinition.Default ? s : s with { Queue = Small })]);
        string[] codes = [.. PipelineChecks.Find(definition, FunctionCatalog.BuiltIn).Select(f => f.Code).Distinct()];
        Assert.Equal(deadlocks ? ["AL0309"] : [], codes);
        Assert.Empty(PipelineChecks.Find(definition with { MayDeadlock = true }, FunctionCatalog.BuiltIn));
        PipelineOutcome run = await RunAsync(definition);
        Assert.True(run.Result.Outcome == (deadlocks ? RunOutcome.Deadlocked : RunOutcome.Completed), $"{name}: {run.Result.Outcome}");
    }

    [Fact]
    public void A_deadlock_is_told_with_the_ways_that_make_it() => Assert.Equal(
        "stages.out.fan-in: out.fan-in: expected buffers that cannot deadlock, got zip. It can wait for 'a' while 'numbers' gives it nothing, because the way by 'numbers' is full. "
        + "A queue there that drops, or may-deadlock = on, lets it run. [AL0309]",
        Assert.Single(PipelineChecks.Find(Of(Numbers, Filter, Out("a", "numbers") with { FanIn = FanIn.Zip }), FunctionCatalog.BuiltIn)).ToString());

    [Fact]
    public async Task An_order_that_is_restored_on_one_of_two_ways_can_deadlock_only_if_it_was_lost_before_they_part()
    {
        StageDefinition slow = Stage("slow", new DelayOperation(new UniformDistribution(SimDuration.FromMicroseconds(1), SimDuration.FromMilliseconds(1))), "numbers") with { Workers = 8 };
        StageDefinition restored = Work("restored", "slow") with { Order = ItemOrder.Input };
        PipelineDefinition before = Of(Numbers, slow, restored, Out("restored", "slow") with { FanIn = FanIn.Zip, Queue = Small });
        PipelineDefinition after = Of(Numbers, slow, restored, Out("restored", "numbers") with { FanIn = FanIn.Zip, Queue = Small });
        Assert.Equal(["AL0309"], PipelineChecks.Find(before, FunctionCatalog.BuiltIn).Select(f => f.Code));
        Assert.Empty(PipelineChecks.Find(after, FunctionCatalog.BuiltIn));
        Assert.Equal(RunOutcome.Deadlocked, (await RunAsync(before)).Result.Outcome);
        Assert.Equal(RunOutcome.Completed, (await RunAsync(after)).Result.Outcome);
    }
}
