using ActorLab.Core.Engine;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Definition;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>How several streams become one.</summary>
public sealed class FanInSpec
{
    private static Task<PipelineOutcome> JoinedAsync(FanIn fanIn, bool real, int capacity = 64) => RunWithFilesAsync(
        d => Of(
            Stage("small", new NumberRangeSource(1, 3)),
            Stage("large", new NumberRangeSource(10, 14)),
            Stage("join", new PassOperation(), "small", "large") with { FanIn = fanIn, Queue = new QueueDefinition(capacity) },
            Stage("out", new FileSink($"{d}out"), "join")),
        real);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_merge_takes_items_as_they_come_and_keeps_the_order_of_each_stream(bool real)
    {
        string[] lines = (await JoinedAsync(FanIn.Merge, real)).Lines("out");
        Assert.Equal(["1", "2", "3"], lines.Where(l => l.Length == 1));
        Assert.Equal(["10", "11", "12", "13", "14"], lines.Where(l => l.Length == 2));
    }

    [Theory]
    [InlineData(false, 64)]
    [InlineData(true, 1)]
    public async Task A_zip_makes_a_list_of_one_of_each_and_counts_what_has_no_partner_as_dropped(bool real, int capacity)
    {
        PipelineOutcome run = await JoinedAsync(FanIn.Zip, real, capacity);
        Assert.Equal(["1 10", "2 11", "3 12"], run.Lines("out"));
        Assert.Equal((6, 3, 2), (run["join.join"].Grouped, run["join.join"].Added, run["join.join"].Dropped));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Theory]
    [InlineData(false, 64)]
    [InlineData(true, 1)]
    public async Task A_concatenation_takes_one_stream_after_the_other(bool real, int capacity)
    {
        PipelineOutcome run = await JoinedAsync(FanIn.Concat, real, capacity);
        Assert.Equal(["1", "2", "3", "10", "11", "12", "13", "14"], run.Lines("out"));
        Assert.Contains(run["out"].Checks, c => c is { Name: "order", Status: VerdictStatus.Holds });
    }

    [Theory]
    [InlineData(false, 64)]
    [InlineData(true, 1)]
    public async Task An_ordered_merge_goes_by_the_places_in_the_sources_and_then_by_the_order_of_its_inputs(bool real, int capacity)
    {
        PipelineOutcome run = await JoinedAsync(FanIn.OrderedMerge, real, capacity);
        Assert.Equal(["1", "10", "2", "11", "3", "12", "13", "14"], run.Lines("out"));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_two_copies_of_a_stream_with_many_items_of_one_place_neither_runs_ahead_of_the_other(bool real)
    {
        // The merge numbers anew, so ten items have one place and queues of one item: a merge that took all of the first copy first would wait for ever.
        PipelineOutcome run = await RunWithFilesAsync(
            d => Of(
                Stage("numbers", new NumberRangeSource(1, 3)),
                Stage("more", new NumberRangeSource(1, 3)),
                Stage("ten", new FlatMapOperation(Call("repeat", "10")), "numbers"),
                Stage("all", new PassOperation(), "ten", "more") with { FanIn = FanIn.OrderedMerge, Queue = new QueueDefinition(1) },
                Stage("one", new PassOperation(), "all") with { Queue = new QueueDefinition(1) },
                Stage("other", new PassOperation(), "all") with { Queue = new QueueDefinition(1) },
                Stage("both", new PassOperation(), "one", "other") with { FanIn = FanIn.OrderedMerge, Queue = new QueueDefinition(1) },
                Stage("out", new FileSink($"{d}out"), "both")),
            real);
        Assert.Equal(RunOutcome.Completed, run.Result.Outcome);
        Assert.Equal(Enumerable.Range(1, 3).SelectMany(n => Enumerable.Repeat($"{n}", 22)), run.Lines("out"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_ordered_merge_of_what_was_shared_in_turn_is_the_stream_that_it_was(bool real)
    {
        PipelineOutcome run = await RunWithFilesAsync(
            d => Of(
                Stage("numbers", new NumberRangeSource(1, 500)) with { FanOut = FanOut.RoundRobin },
                Stage("odd-ones", new MapOperation(Call("add", "1000")), "numbers"),
                Stage("even-ones", new MapOperation(Call("add", "1000")), "numbers") with { Workers = 4, Order = ItemOrder.Input },
                Stage("out", new FileSink($"{d}out"), "odd-ones", "even-ones") with { FanIn = FanIn.OrderedMerge }),
            real);
        Assert.Equal(Enumerable.Range(1001, 500).Select(n => $"{n}"), run.Lines("out"));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
    }
}
