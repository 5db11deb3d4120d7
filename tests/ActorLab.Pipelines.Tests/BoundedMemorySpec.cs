using ActorLab.Core.Verify;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>A source that is faster than what follows it is held back, so memory does not grow with the number of items. <c>bench</c> does the same with 10⁷.</summary>
[Collection(Name)]
public sealed class BoundedMemorySpec
{
    /// <summary>The memory of the process is measured, so no other test may run in it meanwhile.</summary>
    internal const string Name = "memory of the process";

    private const long MaxGrowthBytes = 1 << 20;

    private static PipelineDefinition Through(int capacity, long items, Distribution? cost = null) => Of(
        Stage("numbers", new NumberRangeSource(1, items)),
        Stage("slow", new MapOperation(Call("slow")), "numbers") with { Queue = new QueueDefinition(capacity), Cost = cost },
        Stage("out", new CountSink(), "slow") with { Queue = new QueueDefinition(capacity) });

    [Fact]
    public async Task A_million_items_go_through_queues_of_sixteen_to_a_slower_consumer_in_constant_memory()
    {
        const long Items = 1_000_000;
        long early = 0, late = 0;
        FunctionCatalog catalog = With(item =>
        {
            Thread.SpinWait(20);
            if (item.Number == Items / 10) early = GC.GetTotalMemory(forceFullCollection: true);
            if (item.Number == Items - 16) late = GC.GetTotalMemory(forceFullCollection: true);
        });
        PipelineOutcome run = await RunAsync(Through(16, Items), real: true, catalog: catalog);
        Assert.Equal(Items, run["out"].Passed);
        Assert.True(early > 0 && late - early < MaxGrowthBytes, $"{early} bytes early, {late} late");
        Assert.All(run.Figures, f => Assert.InRange(f.PeakWaiting, 0, 16));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Fact]
    public async Task In_virtual_time_the_queue_before_the_slower_consumer_is_full_and_never_more()
    {
        PipelineOutcome run = await RunAsync(Through(16, 50_000, new ConstantDistribution(SimDuration.FromMicroseconds(10))), catalog: With(_ => { }));
        Assert.Equal(50_000, run["out"].Passed);
        Assert.Equal(16, run["slow"].PeakWaiting);
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    private static FunctionCatalog With(Action<PipelineItem> seen) => FunctionCatalog.BuiltIn.With(new FunctionEntry(
        "slow",
        FunctionRole.Map,
        [],
        "looks at the item",
        _ => new DelegateFunction(item =>
        {
            seen(item);
            return Outcome.One(item);
        })));
}

[CollectionDefinition(BoundedMemorySpec.Name, DisableParallelization = true)]
public sealed class BoundedMemoryCollection;
