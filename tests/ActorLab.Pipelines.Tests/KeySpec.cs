using System.Globalization;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Definition;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

public sealed class KeySpec
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Items_of_one_key_keep_their_order_while_others_overtake_them(bool real)
    {
        PipelineOutcome run = await RunWithFilesAsync(
            d => Of(
                Stage("numbers", new NumberRangeSource(1, 300)),
                Stage("keyed", new KeyByOperation(Call("modulo", "7")), "numbers"),
                Stage("slow", new DelayOperation(new UniformDistribution(SimDuration.Zero, SimDuration.FromMicroseconds(300))), "keyed") with { Workers = 4, Order = ItemOrder.PerKey },
                Stage("out", new FileSink($"{d}out"), "slow")),
            real);
        int[] numbers = [.. run.Lines("out").Select(l => int.Parse(l, CultureInfo.InvariantCulture))];
        Assert.Equal(Enumerable.Range(1, 300), numbers.Order());
        Assert.NotEqual(Enumerable.Range(1, 300), numbers);
        foreach (IGrouping<int, int> key in numbers.GroupBy(n => n % 7)) Assert.Equal(key.Order(), key);
        Assert.Contains(run["out"].Checks, c => c is { Name: CheckCatalog.KeyOrder, Status: VerdictStatus.Holds });
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 3)]
    public async Task Every_item_becomes_the_number_of_times_that_its_key_has_come(bool real, int workers)
    {
        PipelineOutcome run = await RunWithFilesAsync(
            d => Of(
                Stage("lines", new LinesSource($"{d}in")),
                Stage("words", new FlatMapOperation(Call("words")), "lines"),
                Stage("keyed", new KeyByOperation(Call("self")), "words"),
                Stage("counted", new CountByKeyOperation(), "keyed") with { Workers = workers, Order = workers > 1 ? ItemOrder.PerKey : ItemOrder.Arrival },
                Stage("out", new FileSink($"{d}out"), "counted") with { Order = ItemOrder.Input }),
            real,
            input: [("in", "to be or not\nto be\n")]);
        Assert.Equal(["to 1", "be 1", "or 1", "not 1", "to 2", "be 2"], run.Lines("out"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_item_that_is_tried_again_keeps_its_place_among_those_of_its_key(bool real)
    {
        PipelineOutcome run = await RunWithFilesAsync(
            d => Of(
                Stage("numbers", new NumberRangeSource(1, 200)),
                Stage("keyed", new KeyByOperation(Call("modulo", "5")), "numbers"),
                Stage("shaky", new FailSomeOperation(FailureKind.Error, 0.4), "keyed") with
                {
                    Workers = 4,
                    BatchSize = 3,
                    Order = ItemOrder.PerKey,
                    Retry = new RetryDefinition(20, SimDuration.FromMicroseconds(10), SimDuration.FromMicroseconds(40)),
                    OnFailure = FailureAction.DeadLetter,
                },
                Stage("out", new FileSink($"{d}out"), "shaky")),
            real);
        Assert.True(run["shaky"].Retried > 50, $"{run["shaky"].Retried} attempts were made again");
        int[] numbers = [.. run.Lines("out").Select(l => int.Parse(l, CultureInfo.InvariantCulture))];
        Assert.Equal(Enumerable.Range(1, 200), numbers.Order());
        foreach (IGrouping<int, int> key in numbers.GroupBy(n => n % 5)) Assert.Equal(key.Order(), key);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_shared_by_key_keeps_the_order_of_each_key_when_it_comes_together_again(bool real)
    {
        PipelineOutcome run = await RunAsync(SharedByKey(), real);
        Assert.Contains(run["out"].Checks, c => c is { Name: CheckCatalog.KeyOrder, Status: VerdictStatus.Holds });
        Assert.Equal(300, run["out"].Passed);
    }

    [Fact]
    public async Task With_new_keys_on_the_way_no_order_is_promised()
    {
        PipelineDefinition definition = SharedByKey();
        definition = definition with { Stages = [.. definition.Stages.Select(s => s.Name == "one" ? s with { Operation = new KeyByOperation(Call("modulo", "2")) } : s)] };
        PipelineOutcome run = await RunAsync(definition);
        Assert.Equal([CheckCatalog.Delivery], run["out"].Checks.Select(c => c.Name));
    }

    private static PipelineDefinition SharedByKey() => Of(
        Stage("numbers", new NumberRangeSource(1, 300)),
        Stage("keyed", new KeyByOperation(Call("modulo", "7")), "numbers") with { FanOut = FanOut.ConsistentHash },
        Stage("one", new MapOperation(Call("add", "0")), "keyed"),
        Stage("other", new DelayOperation(new UniformDistribution(SimDuration.Zero, SimDuration.FromMicroseconds(100))), "keyed"),
        Stage("out", new VerifierSink([]), "one", "other"));
}
