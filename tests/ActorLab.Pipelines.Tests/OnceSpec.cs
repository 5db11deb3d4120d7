using ActorLab.Core.Verify;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Planning;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>What a sink that is to verify <c>once</c> says.</summary>
public sealed class OnceSpec
{
    private static readonly PipelineDefinition Twice = Of(
        Stage("numbers", new NumberRangeSource(1, 20)),
        Stage("left", new PassOperation(), "numbers"),
        Stage("right", new PassOperation(), "numbers"),
        Stage("out", new VerifierSink([VerifierSink.Once]), "left", "right"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Items_and_parts_of_items_that_come_once_each_in_any_order_hold(bool real)
    {
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 200)),
                Stage("twice", new FlatMapOperation(Call("repeat", "2")), "numbers"),
                Stage("slow", new DelayOperation(new UniformDistribution(SimDuration.FromMicroseconds(1), SimDuration.FromMicroseconds(100))), "twice") with { Workers = 4 },
                Stage("out", new VerifierSink([VerifierSink.Once]), "slow")),
            real);
        CheckResult once = Assert.Single(run["out"].Checks, c => c.Name == VerifierSink.Once);
        Assert.Equal((VerifierSink.Once, VerdictStatus.Holds, "400 items, 0 more than once"), (once.Name, once.Status, once.Summary));
    }

    [Fact]
    public async Task An_item_that_comes_twice_violates_it_with_evidence()
    {
        PipelineOutcome run = await RunAsync(Twice);
        CheckResult once = Assert.Single(run["out"].Checks, c => c.Name == VerifierSink.Once);
        Assert.Equal((VerdictStatus.Violated, "40 items, 20 more than once", 10), (once.Status, once.Summary, once.Evidence.Length));
    }

    [Fact]
    public void Where_streams_are_mixed_nobody_can_tell_items_apart_so_it_is_refused() =>
        Assert.Contains(PipelineChecks.Find(Twice, FunctionCatalog.BuiltIn), f => f.ToString().Contains("a check other than once, got once", StringComparison.Ordinal));
}
