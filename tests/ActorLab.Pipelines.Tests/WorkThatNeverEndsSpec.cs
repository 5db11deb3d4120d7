using ActorLab.Core.Engine;
using ActorLab.Core.Verify;
using ActorLab.Local;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;
using ActorLab.Pipelines.Results;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>A function of one's own that does not return: nothing can end it, and yet the run ends.</summary>
public sealed class WorkThatNeverEndsSpec
{
    [Fact]
    public async Task The_item_is_given_up_after_its_time_out_and_the_run_ends_with_a_verdict()
    {
        using var never = new ManualResetEventSlim();
        FunctionCatalog catalog = FunctionCatalog.BuiltIn.With(
            new FunctionEntry("stuck", FunctionRole.Map, [], "does not return for 7", _ => DelegateFunction.Map(value =>
            {
                if (value is NumberValue(7)) never.Wait();
                return value;
            })));
        var run = new PipelineRun
        {
            Definition = Of(
                Stage("numbers", new NumberRangeSource(1, 20)),
                Stage("work", new MapOperation(Call("stuck")), "numbers") with { Workers = 2, Timeout = SimDuration.FromSeconds(1), OnFailure = FailureAction.DeadLetter },
                Stage("out", new CountSink(), "work")),
            Catalog = catalog,
            Machine = FourCores,
        };
        PipelineReport report = await run.RunAsync(new LocalEngine(), null, CancellationToken.None);
        Assert.Equal((RunOutcome.Completed, VerdictStatus.Holds), (report.Outcome, report.Verdict.Status));
        Assert.Equal((1, 19), (report.Stages.Single(s => s.Name == "work").DeadLettered, report.Stages.Single(s => s.Name == "out").Passed));
        never.Set();
    }
}
