using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ActorLab.Core.Model;
using ActorLab.Pipelines.Definition;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>Pipelines as bytes.</summary>
public sealed class PipelineFormSpec
{
    private static readonly Distribution Interval = new ExponentialDistribution(SimDuration.FromMilliseconds(2));

    public static readonly ImmutableArray<StageOperation> EveryOperation =
    [
        new LinesSource("/in.txt") { Interval = Interval },
        new StdinSource(),
        new NumberRangeSource(-3, long.MaxValue),
        new GeneratorSource(10, GeneratedKind.Words, 7),
        new MapOperation(Call("add", "10")),
        new FilterOperation(Call("even")),
        new FlatMapOperation(Call("split", ";")),
        new KeyByOperation(Call("field", "2", "ß \"")),
        new CountByKeyOperation(),
        new BatchOperation(10, SimDuration.FromNanoseconds(1)),
        new WindowOperation(10, 3),
        new DelayOperation(new EmpiricalDistribution([SimDuration.Zero, SimDuration.FromNanoseconds(1_500)])),
        new BusyOperation(new WeibullDistribution(SimDuration.FromSeconds(1), 0.1)),
        new PassOperation(),
        new FailSomeOperation(FailureKind.Hang, 0.25, 4),
        new ProgramOperation(["/usr/bin/sort", "-u"]),
        new ActorOperation("own"),
        new FileSink("/out.txt"),
        new StdoutSink(),
        new CountSink(),
        new VerifierSink(["order", "key-order"]),
    ];

    [Fact]
    public void What_was_written_is_read_again_with_every_setting()
    {
        PipelineDefinition definition = Of([.. EveryOperation.Select((operation, i) => Stage($"stage-{i}", operation, "a", "b") with
        {
            FanIn = FanIn.OrderedMerge,
            FanOut = FanOut.ConsistentHash,
            Queue = new QueueDefinition(3, OverflowPolicy.DropHead, 5),
            Workers = 7,
            Execution = WorkerKind.Processes,
            Dispatcher = "shared",
            Placement = "left",
            BatchSize = 9,
            Order = ItemOrder.PerKey,
            Retry = new RetryDefinition(3, SimDuration.FromMilliseconds(1), SimDuration.FromSeconds(1)),
            Timeout = SimDuration.FromMilliseconds(20),
            OnFailure = FailureAction.DeadLetter,
            DeadLetters = "rejected",
            Cost = new LogNormalDistribution(SimDuration.FromMilliseconds(3), SimDuration.FromMicroseconds(1)),
        })]) with { MayDeadlock = true, Window = 12 };
        PipelineDefinition read = PipelineForm.Read(PipelineForm.Write(definition));
        Assert.Equal(definition.Stages.Select(s => s with { From = [] }), read.Stages.Select(s => s with { From = [] }));
        Assert.All(read.Stages, s => Assert.Equal(["a", "b"], s.From.AsEnumerable()));
        Assert.Equal(("test", true, 12), (read.Name, read.MayDeadlock, read.Window));
        Assert.Equal(PipelineForm.Write(definition), PipelineForm.Write(read));
    }

    [Fact]
    public void Every_operation_has_a_form()
    {
        Type[] operations = [.. typeof(StageOperation).Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(StageOperation)))];
        Assert.Equal(operations.Select(o => o.Name).Order(StringComparer.Ordinal), EveryOperation.Select(o => o.GetType().Name).Order(StringComparer.Ordinal));
        foreach (StageOperation operation in EveryOperation)
            Assert.Contains($"\"operation\":\"{operation.Keyword}\"", Encoding.UTF8.GetString(PipelineForm.Write(Of(Stage("a", operation)))), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_stage_was_written_is_no_part_of_it()
    {
        StageDefinition stage = Stage("numbers", new NumberRangeSource(1, 2));
        PipelineDefinition here = Of(stage with { Places = new StagePlaces(_ => "here:1:1") });
        Assert.Equal(PipelineForm.Digest(Of(stage)), PipelineForm.Digest(here));
        Assert.NotEqual(PipelineForm.Digest(Of(stage)), PipelineForm.Digest(Of(stage with { Workers = 2 })));
    }

    [Fact]
    public void Relative_paths_have_no_form_until_they_are_made_absolute()
    {
        PipelineDefinition relative = Of(
            Stage("lines", new LinesSource("in.txt")),
            Stage("sorted", new ProgramOperation(["sort", "in.txt"]), "lines"),
            Stage("own", new ProgramOperation(["./own.sh", "in.txt"]), "sorted"),
            Stage("out", new FileSink("../out.txt"), "own"));
        Assert.Throws<ArgumentException>(() => PipelineForm.Write(relative));
        Assert.Equal(["in.txt", "./own.sh", "../out.txt"], PipelinePaths.Relative(relative).AsEnumerable());
        PipelineDefinition absolute = PipelinePaths.From(relative, "/data/x");
        Assert.Equal(
            [new LinesSource("/data/x/in.txt"), new ProgramOperation(["sort", "in.txt"]), new ProgramOperation(["/data/x/own.sh", "in.txt"]), new FileSink("/data/out.txt")],
            absolute.Stages.Select(s => s.Operation));
        Assert.Equal(PipelineForm.Digest(absolute), PipelineForm.Digest(PipelinePaths.From(absolute, "/elsewhere")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"name\":\"x\"}")]
    [InlineData("{\"name\":\"x\",\"stages\":[{\"name\":\"a\",\"operation\":{\"operation\":\"teleport\"}}],\"mayDeadlock\":false,\"window\":1}")]
    [InlineData("{\"name\":\"x\",\"stages\":[{\"name\":\"a\",\"operation\":{\"operation\":\"busy\",\"time\":\"soon\"}}],\"mayDeadlock\":false,\"window\":1}")]
    [InlineData("{\"name\":\"x\",\"stages\":[],\"mayDeadlock\":false,\"window\":1,\"more\":1}")]
    public void Bytes_that_are_no_pipeline_are_refused(string text) => Assert.Throws<JsonException>(() => PipelineForm.Read(Encoding.UTF8.GetBytes(text)));
}
