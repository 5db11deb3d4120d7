using ActorLab.Core.Engine;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Results;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>How items flow from sources to sinks, on both engines.</summary>
public sealed class FlowSpec
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_item_of_a_source_goes_through_its_stages_to_the_sink(bool real)
    {
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 1000)),
                Stage("squares", new MapOperation(Call("square")), "numbers"),
                Stage("even", new FilterOperation(Call("even")), "squares"),
                Stage("out", new CountSink(), "even")),
            real);
        Assert.Equal(RunOutcome.Completed, run.Result.Outcome);
        Assert.Equal((1000, 500, 500), (run["squares"].Passed, run["even"].Filtered, run["out"].Passed));
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
        Assert.Contains(run["out"].Checks, c => c is { Name: "order", Status: VerdictStatus.Holds });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Order_is_restored_after_stages_that_scatter_split_and_filter(bool real)
    {
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("numbers", new NumberRangeSource(1, 2000)),
                Stage("slow", new DelayOperation(new UniformDistribution(SimDuration.FromMicroseconds(1), SimDuration.FromMicroseconds(300))), "numbers") with { Workers = 8 },
                Stage("twice", new FlatMapOperation(Call("repeat", "2")), "slow") with { Workers = 4 },
                Stage("digits", new FlatMapOperation(Call("characters")), "twice") with { Workers = 3 },
                Stage("odd", new FilterOperation(Call("odd")), "digits") with { Workers = 2 },
                Stage("out", new VerifierSink([]), "odd") with { Order = ItemOrder.Input }),
            real);
        Assert.Equal(RunOutcome.Completed, run.Result.Outcome);
        long odd = Enumerable.Range(1, 2000).Sum(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture).Count(c => (c - '0') % 2 == 1)) * 2;
        Assert.Equal(odd, run["out"].Passed);
        Assert.True(run["out.order"].PeakWaiting > 1, "nothing was out of order");
        Assert.Equal(VerdictStatus.Holds, run.Verdict.Status);
        Assert.Contains(run["out"].Checks, c => c is { Name: "order", Status: VerdictStatus.Holds });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_item_that_a_stage_without_retries_fails_at_ends_the_run_and_is_still_accounted_for(bool real)
    {
        PipelineOutcome run = await RunAsync(
            Of(
                Stage("words", new GeneratorSource(5, GeneratedKind.Words)),
                Stage("more", new MapOperation(Call("add", "1")), "words"),
                Stage("out", new CountSink(), "more")),
            real);
        Assert.Equal("more", run.Ended!.Failure!.Stage);
        Assert.True(run["more"].Held > 0);
        CheckResult accounting = PipelineVerdict.Of(run.Ended, "it failed").Checks.Single(c => c.Name == PipelineVerdict.Accounting);
        Assert.Equal((VerdictStatus.Unknown, 0), (accounting.Status, accounting.Evidence.Length));
    }
}
