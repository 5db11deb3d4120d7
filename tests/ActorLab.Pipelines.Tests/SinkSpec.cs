using System.Diagnostics;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Verify;
using ActorLab.Local;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Functions;
using ActorLab.Pipelines.Items;
using ActorLab.Pipelines.Planning;
using ActorLab.Pipelines.Results;
using ActorLab.TestSupport;
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
        MachineProfile machine = FourCores with { DiskFlush = Latency.Constant(SimDuration.FromMilliseconds(1)) };
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
        CheckResult order = Assert.Single(run["out"].Checks, c => c.Name == CheckCatalog.Order);
        Assert.Equal(VerdictStatus.Violated, order.Status);
        Assert.NotEmpty(order.Evidence);
    }

    [Fact]
    public void A_sink_goes_ahead_of_its_verifier_by_so_many_items_and_then_waits()
    {
        const int ahead = 2 * 16 * 256;
        IActorRef root = new TestActorRef(1_000, "root"), verifier = new TestActorRef(1_001, "out.verifier");
        var giver = new TestActorRef(1_002, "numbers");
        var wiring = new Wiring { Name = "out", Root = root, Outside = root, Inlets = [new InletWiring("numbers", null)] };
        var context = new TestContext(() => new SinkStage(wiring, new CountSink(), verifier));
        context.Start();
        context.Deliver(new Connect(0), giver);
        for (int n = 1; n <= ahead + 100; n++) context.Deliver(new PipelineItem(n, new NumberValue(n), n), giver);
        context.Deliver(EndOfStream.Instance, giver);
        Assert.Equal(ahead, Delivered());
        Assert.DoesNotContain(context.Sent, s => s.Message is StageFigures);

        context.Deliver(SinkVerifier.HasCaughtUp.Instance, verifier);
        Assert.Equal(ahead + 100, Delivered());
        StageFigures figures = Assert.Single(context.Sent.Select(s => s.Message).OfType<StageFigures>());
        Assert.Equal((true, ahead + 100L, 100), (figures.HasEnded, figures.Passed, figures.PeakWaiting));

        int Delivered() => context.Sent.Select(s => s.Message).OfType<SinkVerifier.Delivered>().Sum(d => d.Items.Length);
    }

    [Fact]
    public async Task What_a_pipe_was_given_cannot_be_read_and_is_judged_as_it_was_handed_over()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("pipe-");
        try
        {
            string path = Path.Combine(folder.FullName, "pipe");
            using Process mkfifo = Process.Start("mkfifo", [path]);
            await mkfifo.WaitForExitAsync();
            await using FileStream reader = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            PipelineDefinition definition = Of(Stage("numbers", new NumberRangeSource(1, 3)), Stage("out", new FileSink(path), "numbers"));
            var run = new PipelineRun { Definition = definition, Machine = FourCores };
            PipelineReport report = await run.RunAsync(new LocalEngine(), null, CancellationToken.None);
            Assert.Contains(report.Verdict.Checks, c => c.Summary == "out: 3 of 3 items handed over, 0 lost, 0 unexpected");
            Assert.Equal(VerdictStatus.Holds, report.Verdict.Status);
            byte[] given = new byte[6];
            await reader.ReadExactlyAsync(given);
            Assert.Equal("1\n2\n3\n"u8.ToArray(), given);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
