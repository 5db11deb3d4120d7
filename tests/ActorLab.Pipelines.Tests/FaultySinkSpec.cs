using System.Text;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Verify;
using ActorLab.Local;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Items;
using ActorLab.Pipelines.Results;
using ActorLab.Simulation;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Faults;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>Sinks that do otherwise than they say. Their figures are right in every case: only the verifier behind them can
/// notice.</summary>
public sealed class FaultySinkSpec : IDisposable
{
    private const int Items = 2_000;
    private const int Place = 700;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faulty-sink-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>What a collecting sink delivers and a file sink writes, and the check that is violated.</summary>
    public static TheoryData<StreamFault, bool, string, string> Faults()
    {
        var data = new TheoryData<StreamFault, bool, string, string>();
        foreach (bool real in new[] { false, true })
        {
            data.Add(StreamFault.Drop, real, CheckCatalog.Delivery, "1 lost, 0 unexpected");
            data.Add(StreamFault.Repeat, real, CheckCatalog.Delivery, "0 lost, 1 unexpected");
            data.Add(StreamFault.Swap, real, CheckCatalog.Order, "1 out of order");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_collecting_sink_that_is_not_true_to_its_stream_is_found_out(
        StreamFault fault, bool real, string check, string evidence)
    {
        PipelineReport report = await RunAsync(new CountSink(), real, () => DeliveringOtherwise(fault));
        // Numbers only grow where no item comes twice.
        AssertViolated(report, check, evidence, fault == StreamFault.Repeat ? [CheckCatalog.Order] : []);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_collecting_sink_that_delivers_another_value_is_found_out(bool real)
    {
        PipelineReport report = await RunAsync(new CountSink(), real, () => DeliveringOtherwise(StreamFault.Alter));
        AssertViolated(report, CheckCatalog.Delivery, "others than were sent");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_file_sink_that_is_not_true_to_its_stream_is_found_out_by_its_file(
        StreamFault fault, bool real, string check, string evidence)
    {
        // It says that all is as it was sent. For one that it repeats, 2,000 items are in the file and one line more.
        PipelineReport report = await RunAsync(File(real), real, () => WritingOtherwise(fault));
        AssertViolated(report, check, evidence);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_sink_that_writes_other_bytes_than_it_says_is_found_out_and_the_line_is_shown(bool real)
    {
        PipelineReport report = await RunAsync(File(real), real, () => WritingOtherwise(StreamFault.Alter));
        CheckResult delivery = AssertViolated(
            report, CheckCatalog.Delivery, "1999 of 2000 items in its file, 1 lost, 1 unexpected");
        Assert.Equal(
            [
                new Violation(Place, "a line of an item that was not found before", "x00", null),
                new Violation(Place, "the line of item 700: 700", "nothing", null),
            ],
            delivery.Evidence.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_sink_that_says_it_has_written_what_it_has_not_is_found_out_though_the_end_is_missing(bool real)
    {
        PipelineReport report = await RunAsync(File(real), real, () => Appending(_ => ReadOnlyMemory<byte>.Empty));
        CheckResult delivery = AssertViolated(
            report, CheckCatalog.Delivery, "0 of 2000 items in its file, 2000 lost, 0 unexpected");
        Assert.Equal(new Violation(1, "the line of item 1: 1", "nothing", null), delivery.Evidence[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_sink_that_writes_what_it_never_mentions_is_found_out(bool real)
    {
        PipelineReport report = await RunAsync(File(real), real, () => DeliveringOtherwise(StreamFault.Drop));
        AssertViolated(report, CheckCatalog.Delivery, "1 lost, 1 unexpected");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_line_that_ends_with_the_file_is_no_line(bool real)
    {
        PipelineReport report = await RunAsync(File(real), real, () => Appending(WithoutTheLastEnd));
        CheckResult delivery = AssertViolated(
            report, CheckCatalog.Delivery, "1999 of 2000 items in its file, 1 lost, 1 unexpected");
        var torn = new Violation(Items, "a line of an item that was not found before", "2000 (without an end)", null);
        Assert.Contains(torn, delivery.Evidence);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_no_order_of_numbers_is_promised_a_sink_still_has_to_keep_the_order_in_which_items_came(bool real)
    {
        var delay = new UniformDistribution(SimDuration.Zero, SimDuration.FromMicroseconds(20));
        PipelineDefinition definition = Of(
            Stage("numbers", new NumberRangeSource(1, Items)),
            Stage("scattered", new DelayOperation(delay), "numbers") with { Workers = 8 },
            Stage("out", File(real), "scattered"));
        Assert.Equal(VerdictStatus.Holds, (await RunAsync(definition, EngineOf(real))).Verdict.Status);
        var faulty = new FaultyEngine(EngineOf(real), "out", () => WritingOtherwise(StreamFault.Swap));
        PipelineReport report = await RunAsync(definition, faulty);
        AssertViolated(report, CheckCatalog.Order, "not in the order in which they came");
    }

    [Theory]
    [InlineData(OverflowPolicy.Block, "dropped by a queue that may not drop")]
    [InlineData(OverflowPolicy.DropNew, "others than were sent")]
    public async Task A_sink_cannot_talk_itself_out_by_a_queue_that_it_says_has_dropped_items(
        OverflowPolicy overflow, string evidence)
    {
        // Its queue has dropped none.
        static ActorHooks Excused()
        {
            ActorHooks lossy = DeliveringOtherwise(StreamFault.Drop);
            return lossy with
            {
                Send = message => message is StageFigures figures
                    ? [figures with { Dropped = 1, Passed = figures.Passed - 1, DroppedItems = Dropped(Items) }]
                    : lossy.Send(message),
            };
        }

        PipelineDefinition definition = Of(
            Stage("numbers", new NumberRangeSource(1, Items)),
            Stage("out", new CountSink(), "numbers") with { Queue = new QueueDefinition(Items, overflow) });
        PipelineReport report = await RunAsync(definition, new FaultyEngine(EngineOf(real: false), "out", Excused));
        AssertViolated(report, CheckCatalog.Delivery, evidence);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_fault_every_check_holds(bool real)
    {
        PipelineReport report = await RunAsync(File(real), real, () => new ActorHooks());
        Assert.Equal((VerdictStatus.Holds, 0), (report.Verdict.Status, report.ExitCode));
        Assert.Equal(
            [
                "2000 made, 2000 delivered, 0 dropped by a queue or a join, 0 given up",
                "out: 2000 of 2000 items in its file, 0 lost, 0 unexpected",
                "out: 2000 items, 0 out of order",
            ],
            report.Verdict.Checks.Select(c => c.Summary));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_leaves_it_unknown_what_was_delivered()
    {
        var unreadable = new ActorHooks { Execute = _ => new FailingBody() };
        PipelineDefinition definition = Of(
            Stage("numbers", new NumberRangeSource(1, Items)), Stage("out", File(real: false), "numbers"));
        var faulty = new FaultyEngine(EngineOf(real: false), "out.verifier", () => unreadable);
        PipelineReport report = await RunAsync(definition, faulty);
        CheckResult delivery = Assert.Single(report.Verdict.Checks, c => c.Name == CheckCatalog.Delivery);
        Assert.Equal(VerdictStatus.Unknown, delivery.Status);
        Assert.Equal("out: its file could not be read: the disk is gone", delivery.Summary);
        Assert.Equal((VerdictStatus.Unknown, 3), (report.Verdict.Status, report.ExitCode));
    }

    [Fact]
    public async Task What_was_being_written_when_a_run_failed_accuses_nobody()
    {
        PipelineDefinition definition = Of(
            Stage("numbers", new NumberRangeSource(1, Items)),
            Stage("some", new FailSomeOperation(FailureKind.Error, 0, 900), "numbers"),
            Stage("out", File(real: true), "some"));
        PipelineReport report = await RunAsync(definition, EngineOf(real: true));
        Assert.Equal((VerdictStatus.Unknown, 3), (report.Verdict.Status, report.ExitCode));
    }

    private static CheckResult AssertViolated(PipelineReport report, string check, string evidence, params string[] also)
    {
        Assert.Equal((VerdictStatus.Violated, 99), (report.Verdict.Status, report.ExitCode));
        Assert.Equal([check, .. also], report.Verdict.Checks.Where(c => c.Status == VerdictStatus.Violated).Select(c => c.Name));
        CheckResult violated = Assert.Single(report.Verdict.Checks, c => c.Name == check);
        Assert.Contains(evidence, violated.Summary);
        Assert.NotEmpty(violated.Evidence);
        return violated;
    }

    private Task<PipelineReport> RunAsync(SinkOperation sink, bool real, Func<ActorHooks> fault) => RunAsync(
        Of(Stage("numbers", new NumberRangeSource(1, Items)), Stage("out", sink, "numbers")),
        new FaultyEngine(EngineOf(real), "out", fault));

    private static async Task<PipelineReport> RunAsync(PipelineDefinition definition, IEngine engine)
    {
        using var limit = new CancellationTokenSource(HangGuard.Limit);
        var run = new PipelineRun { Definition = definition, Machine = FourCores, KeepsFiles = engine.Name == "local" };
        return await run.RunAsync(engine, null, limit.Token);
    }

    private FileSink File(bool real) => new(real ? Path.Combine(_folder.FullName, "out") : "/out");

    private static IEngine EngineOf(bool real) => real ? new LocalEngine() : new SimulationEngine();

    /// <summary>Tells the verifier of another stream than came.</summary>
    private static ActorHooks DeliveringOtherwise(StreamFault fault)
    {
        var stream = new FaultyStream<PipelineItem>(fault, Place, item => item with { Value = new NumberValue(-1) });
        return new ActorHooks
        {
            Send = message => message is SinkVerifier.Delivered(var items)
                ? [new SinkVerifier.Delivered(items.ToArray().SelectMany(stream.InsteadOf).ToArray())]
                : [message],
        };
    }

    /// <summary>Writes another stream than it tells the verifier of.</summary>
    private static ActorHooks WritingOtherwise(StreamFault fault)
    {
        var stream = new FaultyStream<string>(fault, Place, line => $"x{line[1..]}");
        return Appending(bytes =>
        {
            string[] lines = Encoding.UTF8.GetString(bytes.Span)[..^1].Split('\n');
            return Encoding.UTF8.GetBytes(string.Concat(lines.SelectMany(stream.InsteadOf).Select(line => line + "\n")));
        });
    }

    private static ActorHooks Appending(Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> alter) =>
        new() { Execute = body => new AlteredAppends(body, alter) };

    private static ReadOnlyMemory<byte> WithoutTheLastEnd(ReadOnlyMemory<byte> bytes) =>
        Encoding.UTF8.GetString(bytes.Span).EndsWith($"{Items}\n", StringComparison.Ordinal) ? bytes[..^1] : bytes;

    private static StreamAccount Dropped(long number)
    {
        var account = default(StreamAccount);
        account.Add(new PipelineItem(number, new NumberValue(number), number));
        return account;
    }

    private sealed class FailingBody : IBody
    {
        public ValueTask<IMessage> RunAsync(IMachine machine, IMessage item) => throw new IOException("the disk is gone");
    }
}
