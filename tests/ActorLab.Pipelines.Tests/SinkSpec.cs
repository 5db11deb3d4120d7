using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Verify;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Planning;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

public sealed class SinkSpec
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_gets_a_line_an_item_after_what_it_has_already(bool real)
    {
        PipelineOutcome run = await RunWithFilesAsync(d => Of(Stage("numbers", new NumberRangeSource(1, 3)), Stage("out", new FileSink($"{d}out"), "numbers")), real, input: [("out", "before\n")]);
        Assert.Equal("before\n1\n2\n3\n", run.Texts["out"]);
        Assert.Equal(3, run["out"].Passed);
    }

    [Fact]
    public async Task What_has_come_while_the_disk_was_busy_is_written_in_one_piece()
    {
        MachineProfile machine = FourCores with { DiskFlush = new LatencyRange(SimDuration.FromMilliseconds(1), SimDuration.FromMilliseconds(1)) };
        PipelineDefinition definition = Of(Stage("numbers", new NumberRangeSource(1, 1000)), Stage("out", new FileSink("/out"), "numbers") with { Queue = new QueueDefinition(100) });
        ScenarioPlan plan = PipelinePlan.Build(definition, FunctionCatalog.BuiltIn, machine, 1);
        PipelineOutcome run = await RunAsync(definition, plan: plan);
        Assert.Equal(1000, run["out"].Passed);
        Assert.InRange(run.Result.Steps[StepKind.Append], 1000 / 100, 2000 / 100);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_fails_the_run_and_names_the_stage()
    {
        PipelineOutcome run = await RunAsync(Of(Stage("numbers", new NumberRangeSource(1, 3)), Stage("out", new FileSink("/proc/no/such/directory"), "numbers")), real: true);
        Assert.Equal("out", run.Ended!.Failure!.Stage);
    }

    [Fact]
    public async Task A_verifier_finds_items_that_have_overtaken_others()
    {
        PipelineOutcome run = await RunAsync(Of(
            Stage("numbers", new NumberRangeSource(1, 200)),
            Stage("scattered", new DelayOperation(new UniformDistribution(SimDuration.Zero, SimDuration.FromMilliseconds(1))), "numbers") with { Workers = 8 },
            Stage("out", new VerifierSink([CheckCatalog.Order]), "scattered")));
        Assert.Equal(VerdictStatus.Violated, run.Verdict.Status);
        CheckResult order = Assert.Single(run["out"].Checks);
        Assert.Equal(VerdictStatus.Violated, order.Status);
        Assert.NotEmpty(order.Evidence);
    }
}
