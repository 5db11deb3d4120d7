using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Journal;
using ActorLab.Core.Model;
using ActorLab.Core.Verify;
using ActorLab.Local;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Planning;
using ActorLab.Pipelines.Results;
using ActorLab.TestSupport;
using static ActorLab.Pipelines.Tests.Pipelines;

namespace ActorLab.Pipelines.Tests;

/// <summary>Pipelines that go on where another process had stopped, and those that could not.</summary>
public sealed class ResumeSpec : IDisposable
{
    private const int Rounds = 10;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pipeline-state-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Whatever_is_left_of_journal_and_outputs_the_outputs_are_the_same_in_the_end()
    {
        PipelineDefinition definition = Resumable();
        Assert.Empty(PipelineChecks.Find(definition, Functions.FunctionCatalog.BuiltIn));
        Assert.Empty(ResumeChecks.Find(definition));
        await File.WriteAllLinesAsync(PathOf("in"), Enumerable.Range(1, 400).Select(i => $"some words of line {i % 17} and {i}"));
        await File.WriteAllBytesAsync(PathOf("journal"), [.. JournalForm.Head(1), .. JournalForm.Life(1)]);
        PipelineReport whole = await RunAsync(definition, new RunState(_folder.FullName, 1, []));
        Assert.Equal((VerdictStatus.Holds, true), (whole.Verdict.Status, whole.Resumed.IsEmpty));
        ImmutableArray<OutputPoint> points = JournalContent.Read(await File.ReadAllBytesAsync(PathOf("journal")))!.Points;
        byte[][] written = [await File.ReadAllBytesAsync(PathOf("counts")), await File.ReadAllBytesAsync(PathOf("lists"))];
        Assert.All(points.Where(p => p.Output == 0), point => Assert.Equal(PointAfter(point.Items, written[0]), point));
        int inTheMiddle = 0;
        for (ulong seed = 1; seed <= 2 * Rounds; seed++)
        {
            var random = new RandomStream(seed);
            await File.WriteAllBytesAsync(PathOf("counts"), written[0][..(int)random.NextInt64(0, written[0].Length)]);
            await File.WriteAllBytesAsync(PathOf("lists"), written[1][..(int)random.NextInt64(0, written[1].Length)]);
            // A fast machine notes few points, or only the last: what a slower one would have noted is as good.
            ImmutableArray<OutputPoint> noted = [.. points.Take((int)random.NextInt64(0, points.Length))];
            if (seed > Rounds) noted = [PointAfter(random.NextInt64(1, 100), written[0]), .. noted];
            PipelineReport resumed = await RunAsync(definition, new RunState(_folder.FullName, 2, noted));
            Assert.True(resumed.Verdict.Status == VerdictStatus.Holds, $"seed {seed}: {string.Join("; ", resumed.Verdict.Checks.Select(c => c.Summary))}");
            Assert.Equal(written[0], await File.ReadAllBytesAsync(PathOf("counts")));
            Assert.Equal(written[1], await File.ReadAllBytesAsync(PathOf("lists")));
            Assert.Equal(["counts", "lists"], resumed.Resumed.Select(r => r.Output));
            if (resumed.Resumed.Any(r => r.Items > 0)) inTheMiddle++;
        }

        Assert.True(inTheMiddle > 0, "none went on in the middle");
    }

    [Fact]
    public async Task Items_that_come_otherwise_the_second_time_end_the_run_before_anything_is_written_behind_them()
    {
        PipelineDefinition definition = Of(Stage("numbers", new NumberRangeSource(1, 50)), Stage("counts", new FileSink(PathOf("counts")), "numbers"));
        const string before = "1\n2\n4\n";
        await File.WriteAllTextAsync(PathOf("counts"), before);
        await File.WriteAllBytesAsync(PathOf("journal"), [.. JournalForm.Head(1), .. JournalForm.Life(1)]);
        PipelineReport report = await RunAsync(definition, new RunState(_folder.FullName, 2, [PointOf(3, before)]));
        Assert.Equal((VerdictStatus.Violated, 99), (report.Verdict.Status, report.ExitCode));
        CheckResult check = Assert.Single(report.Verdict.Checks, c => c.Name == Replay.Check);
        Assert.Contains("counts: the first 3 items are not those that were written before", check.Summary);
        Assert.Equal(before, await File.ReadAllTextAsync(PathOf("counts")));
    }

    [Fact]
    public async Task Fewer_items_than_were_written_before_are_not_taken_for_all()
    {
        PipelineDefinition definition = Of(Stage("numbers", new NumberRangeSource(1, 2)), Stage("counts", new FileSink(PathOf("counts")), "numbers"));
        await File.WriteAllTextAsync(PathOf("counts"), "1\n2\n3\n");
        await File.WriteAllBytesAsync(PathOf("journal"), [.. JournalForm.Head(1), .. JournalForm.Life(1)]);
        PipelineReport report = await RunAsync(definition, new RunState(_folder.FullName, 2, [PointOf(3, "1\n2\n3\n")]));
        Assert.Equal(VerdictStatus.Violated, report.Verdict.Status);
    }

    [Fact]
    public async Task An_interrupted_run_has_not_written_what_would_be_more_later()
    {
        // The last list would be short, and be taken for whole by the one that goes on.
        PipelineDefinition definition = Of(
            Stage("numbers", new NumberRangeSource(1, 10_000_000)),
            Stage("tens", new BatchOperation(10), "numbers"),
            Stage("counts", new FileSink(PathOf("counts")), "tens"));
        await File.WriteAllBytesAsync(PathOf("journal"), [.. JournalForm.Head(1), .. JournalForm.Life(1)]);
        using var interrupt = new CancellationTokenSource();
        PipelineRun run = new() { Definition = definition, Machine = FourCores, State = new RunState(_folder.FullName, 1, []) };
        PipelineReport report = await run.RunAsync(new LocalEngine(), progress =>
        {
            if (progress is { Stage: "counts", Passed: > 100 }) interrupt.Cancel();
        }, interrupt.Token);
        Assert.Equal(RunOutcome.Interrupted, report.Outcome);
        string[] lists = await File.ReadAllLinesAsync(PathOf("counts"));
        Assert.True(lists.Length > 100);
        Assert.All(lists, list => Assert.Equal(10, list.Split(' ').Length));
    }

    public static TheoryData<string, string[]> Refused() => new()
    {
        { "stdin", ["numbers.stdin: expected a source that can be read again, where a run keeps its state, got the standard input"] },
        { "interval", ["numbers.interval: expected a source that makes items as they are taken, where a run keeps its state, got one that makes them by the clock"] },
        { "stdout", ["stages: expected a sink that writes a file, where a run keeps its state, got none", "out.stdout: expected a sink that writes a file, where a run keeps its state, got the standard output"] },
        { "count", ["stages: expected a sink that writes a file, where a run keeps its state, got none"] },
        { "arrival", ["out.order: expected items in an order that is the same every time, where a run keeps its state, got items as they come"] },
        { "program", ["work.program: expected a stage that does the same twice, where a run keeps its state, got a program outside"] },
        { "batch-within", ["work.batch: expected lists that are made by number, where a run keeps its state, got lists that are made by the clock"] },
        { "batch-arrival", ["lists.batch: expected items in an order that is the same every time, where a run keeps its state, got items as they come"] },
        { "drop", ["out.queue.overflow: expected a queue that drops nothing, where a run keeps its state, got drop-head"] },
        { "dead-letter", ["work.on-failure: expected fail, or failures that come again, where a run keeps its state, got dead-letter, and a timeout"] },
        { "balance", ["numbers.fan-out: expected items that are shared out the same way every time, where a run keeps its state, got balance"] },
        { "count-arrival", ["counts.count-by-key: expected the items of a key in an order that is the same every time, where a run keeps its state, got items as they come"] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_could_not_be_exact_is_refused_with_its_place(string which, string[] expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ImmutableArray<Diagnostic> found = ResumeChecks.Find(RefusedPipeline(which));
        Assert.Equal(expected, found.Select(f => f.Message.TrimEnd('.')));
        Assert.All(found, f => Assert.Equal("AL0310", f.Code));
        Assert.All(found, f => Assert.NotNull(f.Hint));
    }

    private PipelineDefinition RefusedPipeline(string which)
    {
        StageDefinition numbers = Stage("numbers", new NumberRangeSource(1, 10)), keyed = Stage("numbers", new GeneratorSource(10, Keys: 3));
        StageDefinition work = Stage("work", new MapOperation(Call("square")), "numbers"), scatter = work with { Workers = 4 };
        StageDefinition file = Stage("out", new FileSink(PathOf("out")), "work");
        return which switch
        {
            "stdin" => Of(Stage("numbers", new StdinSource()), work, file),
            "interval" => Of(Stage("numbers", new NumberRangeSource(1, 10) { Interval = new ConstantDistribution(SimDuration.FromMilliseconds(1)) }), work, file),
            "stdout" => Of(numbers, work, Stage("out", new StdoutSink(), "work")),
            "count" => Of(numbers, work, Stage("out", new CountSink(), "work")),
            "arrival" => Of(numbers, scatter, file),
            "program" => Of(numbers, Stage("work", new ProgramOperation(["cat"]), "numbers"), file),
            "batch-within" => Of(numbers, Stage("work", new BatchOperation(3, SimDuration.FromSeconds(1)), "numbers"), file),
            "batch-arrival" => Of(numbers, scatter, Stage("lists", new BatchOperation(3), "work"), file with { From = ["lists"] }),
            "drop" => Of(numbers, work, file with { Queue = new QueueDefinition(4, OverflowPolicy.DropHead) }),
            "dead-letter" => Of(numbers, work with { OnFailure = FailureAction.DeadLetter, Timeout = SimDuration.FromSeconds(1) }, file),
            "balance" => Of(numbers with { FanOut = FanOut.Balance }, work, file, Stage("other", new CountSink(), "numbers")),
            "count-arrival" => Of(keyed, Stage("work", new PassOperation(), "numbers") with { Workers = 3 }, Stage("counts", new CountByKeyOperation(), "work"), file with { From = ["counts"], Order = ItemOrder.Input }),
            _ => throw new ArgumentException($"no pipeline {which}", nameof(which)),
        };
    }

    /// <summary>Workers that overtake each other, counts, lists, a join, failures that come again, and two outputs.</summary>
    private PipelineDefinition Resumable() => Of(
        Stage("lines", new LinesSource(PathOf("in"))),
        Stage("words", new FlatMapOperation(Call("words")), "lines") with { Workers = 3, Order = ItemOrder.Input },
        Stage("keyed", new KeyByOperation(Call("self")), "words"),
        Stage("counted", new CountByKeyOperation(), "keyed") with { Workers = 2, Order = ItemOrder.PerKey },
        Stage("unreliable", new FailSomeOperation(FailureKind.Error, 0.3), "counted") with { Retry = new RetryDefinition(2, SimDuration.Zero, SimDuration.Zero), OnFailure = FailureAction.DeadLetter },
        Stage("counts", new FileSink(PathOf("counts")), "unreliable") with { Order = ItemOrder.Input },
        Stage("odd", new FilterOperation(Call("contains", "1")), "lines"),
        Stage("tens", new BatchOperation(7), "odd"),
        Stage("more", new GeneratorSource(60, GeneratedKind.Words)),
        Stage("lists", new FileSink(PathOf("lists")), "tens", "more") with { FanIn = FanIn.Concat });

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Of an output with a line for each item.</summary>
    private static OutputPoint PointAfter(long items, byte[] written) => PointOf(items, string.Concat(System.Text.Encoding.UTF8.GetString(written).Split('\n').Take((int)items).Select(line => line + "\n")));

    private static OutputPoint PointOf(long items, string text)
    {
        var tally = new OutputTally();
        tally.Append(System.Text.Encoding.UTF8.GetBytes(text));
        return new OutputPoint(0, items, 0, tally.Bytes, tally.Digest);
    }

    private static async Task<PipelineReport> RunAsync(PipelineDefinition definition, RunState state)
    {
        using var limit = new CancellationTokenSource(HangGuard.Limit);
        return await new PipelineRun { Definition = definition, Machine = FourCores, State = state }.RunAsync(new LocalEngine(), null, limit.Token);
    }
}
