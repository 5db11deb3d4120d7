using ActorLab.Core.Verify;
using ActorLab.Pipelines.Definition;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>Batches and windows.</summary>
public sealed class GroupSpec
{
    private static Task<PipelineOutcome> GroupedAsync(StageOperation operation, int count, bool real = false, SimDuration? interval = null) => RunWithFilesAsync(
        d => Of(
            Stage("numbers", new NumberRangeSource(1, count) with { Interval = interval is { } time ? new ConstantDistribution(time) : null }),
            Stage("groups", operation, "numbers"),
            Stage("out", new FileSink($"{d}out"), "groups")),
        real);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_batch_is_full_but_for_the_last(bool real)
    {
        PipelineOutcome run = await GroupedAsync(new BatchOperation(3), 7, real);
        Assert.Equal(["1 2 3", "4 5 6", "7"], run.Lines("out"));
        Assert.Equal((7, 3, 3), (run["groups"].Grouped, run["groups"].Added, run["groups"].Passed));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Fact]
    public async Task A_batch_goes_on_when_its_first_item_has_waited_long_enough()
    {
        // Items come at 10, 20, 30, 40 and 50 ms: the first list is late at 25 ms, the second at 45, the third ends with its source.
        PipelineOutcome run = await GroupedAsync(new BatchOperation(3, SimDuration.FromMilliseconds(15)), 5, interval: SimDuration.FromMilliseconds(10));
        Assert.Equal(["1 2", "3 4", "5"], run.Lines("out"));
    }

    [Fact]
    public async Task The_time_of_a_batch_that_is_full_does_not_end_the_next_one_early()
    {
        // Lists are full at 20 and 40 ms; the time of the first would be up at 35 ms, when one item of the second has come.
        PipelineOutcome run = await GroupedAsync(new BatchOperation(2, SimDuration.FromMilliseconds(25)), 4, interval: SimDuration.FromMilliseconds(10));
        Assert.Equal(["1 2", "3 4"], run.Lines("out"));
    }

    [Theory]
    [InlineData(3, 1, 5, "1 2 3|2 3 4|3 4 5")]
    [InlineData(3, 2, 8, "1 2 3|3 4 5|5 6 7")]
    [InlineData(2, 2, 5, "1 2|3 4")]
    [InlineData(2, 3, 9, "1 2|4 5|7 8")]
    [InlineData(4, 1, 3, "")]
    public async Task Windows_are_the_last_items_every_so_often(int size, int every, int count, string lists)
    {
        PipelineOutcome run = await GroupedAsync(new WindowOperation(size, every), count);
        Assert.Equal(lists.Split('|', StringSplitOptions.RemoveEmptyEntries), run.Lines("out"));
        Assert.Equal(count, run["groups"].Grouped);
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Fact]
    public async Task A_list_of_items_in_the_order_of_their_source_can_be_put_in_order_itself()
    {
        PipelineOutcome run = await RunWithFilesAsync(
            d => Of(
                Stage("numbers", new NumberRangeSource(1, 200)),
                Stage("scattered", new DelayOperation(new UniformDistribution(SimDuration.Zero, SimDuration.FromMilliseconds(1))), "numbers") with { Workers = 8 },
                Stage("pairs", new BatchOperation(2), "scattered") with { Order = ItemOrder.Input },
                Stage("again", new DelayOperation(new UniformDistribution(SimDuration.Zero, SimDuration.FromMilliseconds(1))), "pairs") with { Workers = 8 },
                Stage("out", new FileSink($"{d}out"), "again") with { Order = ItemOrder.Input }),
            real: false);
        Assert.Equal(Enumerable.Range(1, 100).Select(n => $"{(2 * n) - 1} {2 * n}"), run.Lines("out"));
        Assert.True(run["pairs.order"].PeakWaiting > 1 && run["out.order"].PeakWaiting > 1);
    }
}
