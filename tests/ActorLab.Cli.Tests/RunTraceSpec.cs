using ActorLab.Core.Trace;

namespace ActorLab.Cli.Tests;

/// <summary><c>run --trace</c>: what is in the file, and what happens when there can be none.</summary>
public sealed class RunTraceSpec : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("serial", "local")]
    [InlineData("thread-per-item", "local")]
    [InlineData("threads", "local")]
    [InlineData("threads-lock", "local")]
    [InlineData("processes", "local")]
    [InlineData("async", "local")]
    [InlineData("pipeline", "local")]
    [InlineData("process-pipeline", "local")]
    [InlineData("serial", "simulation")]
    [InlineData("thread-per-item", "simulation")]
    [InlineData("threads", "simulation")]
    [InlineData("threads-lock", "simulation")]
    [InlineData("processes", "simulation")]
    [InlineData("async", "simulation")]
    [InlineData("pipeline", "simulation")]
    [InlineData("process-pipeline", "simulation")]
    public async Task A_trace_is_whole_follows_every_message_and_takes_at_most_16_bytes_an_event(string model, string engine)
    {
        const int lines = 1_000;
        string file = _folder.File("run.trace");
        Answer answer = await Lab.CallOn(engine, "run", "line-copy", "--model", model, "--engine", engine, "--lines", $"{lines}", "--trace", file);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        (TraceReader reader, TraceEvent[] events) = Read(file);
        Assert.True(reader.IsWhole, string.Join("; ", reader.Damage));
        Assert.StartsWith($"line-copy · {model} · ", reader.Head.Title);
        Assert.Equal(engine, reader.Head.Engine);
        Assert.Equal("Completed", reader.End!.Outcome);
        AssertEverySendEnds(events);
        for (int item = 1; item <= lines; item++)
        {
            TraceEvent[] about = [.. events.Where(e => e.Item == item)];
            Assert.Contains(about, e => e.Kind == TraceKind.Turn && e.Detail == "Assigned");
            Assert.Equal(1, about.Count(e => e.Kind == TraceKind.Step && e.Detail == "Compute"));
            Assert.Equal(2, about.Count(e => e.Kind == TraceKind.Step && e.Detail == "Open"));
        }

        double bytesPerEvent = (double)new FileInfo(file).Length / events.Length;
        Assert.True(bytesPerEvent <= 16, $"{bytesPerEvent:0.0} bytes an event");
    }

    [Theory]
    [InlineData("local")]
    [InlineData("simulation")]
    public async Task Processes_are_merged_into_one_trace_and_their_messages_are_received(string engine)
    {
        string file = _folder.File("run.trace");
        Answer answer = await Lab.CallOn(engine, "run", "line-copy", "--model", "process-pipeline", "--workers", "2", "--engine", engine, "--lines", "50", "--trace", file);
        Assert.Equal(0, answer.ExitCode);
        TraceEvent[] events = Read(file).Events;
        Assert.Equal(["", "process-1", "process-2"], events.Select(e => e.Place?.Node ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        TraceEvent[] received = [.. events.Where(e => e is { Kind: TraceKind.Receive, Detail: "Assigned" })];
        Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), received.Select(e => e.Item).Order());
        Assert.All(received, e => Assert.StartsWith("process-", e.Place!.Node));
        Assert.Equal(50, events.Count(e => e is { Kind: TraceKind.Receive, Detail: "Completed", Place.Node: "" }));
    }

    [Fact]
    public async Task The_trace_of_a_simulated_run_is_the_same_bytes_every_time()
    {
        string[] files = [_folder.File("a"), _folder.File("b")];
        foreach (string file in files) await Lab.Call("run", "line-copy", "--model", "pipeline", "--engine", "simulation", "--lines", "200", "--trace", file);
        Assert.Equal(await File.ReadAllBytesAsync(files[0]), await File.ReadAllBytesAsync(files[1]));
    }

    [Fact]
    public async Task Several_runs_leave_a_file_each()
    {
        Answer answer = await Lab.Call("run", "line-copy", "--engine", "simulation", "--lines", "20", "--trace", _folder.File("all.trace"));
        Assert.Equal(0, answer.ExitCode);
        string[] models = [.. Enumerable.Range(1, 8).Select(i => Read(_folder.File($"all-{i}.trace")).Reader.Head.Title.Split(" · ")[1])];
        Assert.Equal(["serial", "thread-per-item", "threads", "threads-lock", "processes", "async", "pipeline", "process-pipeline"], models);
        Assert.False(File.Exists(_folder.File("all.trace")));
    }

    [Theory]
    [InlineData("daemon")]
    [InlineData("contexts")]
    [InlineData("process-queue")]
    public async Task The_cases_of_a_small_experiment_leave_a_file_each(string experiment)
    {
        Answer answer = await Lab.Call("run", experiment, "--engine", "simulation", "--trace", _folder.File("case.trace"));
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        (TraceReader reader, TraceEvent[] events) = Read(_folder.File("case-1.trace"));
        Assert.True(reader.IsWhole);
        Assert.NotEmpty(events);
    }

    [Fact]
    public async Task An_older_trace_is_replaced_though_it_was_longer()
    {
        string file = _folder.Write("run.trace", new string('x', 1_000_000));
        await Lab.Call("run", "line-copy", "--model", "serial", "--engine", "simulation", "--lines", "5", "--trace", file);
        Assert.True(Read(file).Reader.IsWhole);
    }

    [Theory]
    [InlineData("--input", "input")]
    [InlineData("--input", "link")]
    [InlineData("--output", "input")]
    [InlineData("--output", "link")]
    [InlineData("--output", "new")]
    public async Task A_trace_does_not_replace_a_file_of_the_run_by_any_name(string option, string name)
    {
        string given = _folder.Write("input", "keep me\n");
        File.CreateSymbolicLink(_folder.File("link"), given);
        Answer answer = await Lab.Call("run", "line-copy", "--model", "serial", option, name == "new" ? _folder.File("new") : given, "--trace", _folder.File(name));
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.Contains("--trace", answer.Error);
        Assert.Contains("same file", answer.Error);
        Assert.Equal("keep me\n", await File.ReadAllTextAsync(given));
    }

    [Theory]
    [InlineData("line-copy", ".")]
    [InlineData("line-copy", "no/such/file")]
    [InlineData("daemon", "no/such/file")]
    [InlineData("idle", "no/such/file")]
    public async Task A_trace_that_cannot_be_written_is_a_usage_error_before_anything_runs(string experiment, string path)
    {
        string output = _folder.File("output");
        string[] options = experiment == "line-copy" ? ["--model", "serial", "--output", output] : [];
        Answer answer = await Lab.Call(["run", experiment, .. options, "--trace", _folder.File(path)]);
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.StartsWith("actorlab: --trace: expected a file", answer.Error);
        Assert.False(File.Exists(output));
    }

    [Fact]
    public async Task A_full_disk_costs_the_trace_and_not_the_run()
    {
        Answer answer = await Lab.Call("run", "line-copy", "--model", "serial", "--engine", "simulation", "--lines", "5", "--trace", "/dev/full");
        Assert.Equal(3, answer.ExitCode);
        Assert.Contains("holds", answer.Out);
        Assert.Matches("^actorlab: the trace /dev/full is not complete: .*\n$", answer.Error);
    }

    [Fact]
    public async Task Nothing_is_traced_where_nothing_runs()
    {
        Answer answer = await Lab.Call("run", "check-faults", "--trace", _folder.File("run.trace"));
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("--trace", answer.Error);
    }

    private static (TraceReader Reader, TraceEvent[] Events) Read(string file)
    {
        using FileStream stream = File.OpenRead(file);
        var reader = new TraceReader(stream);
        TraceEvent[] events = [.. reader.ReadAll()];
        return (reader, events);
    }

    private static void AssertEverySendEnds(TraceEvent[] events)
    {
        HashSet<(long, long)> ends = [.. events.Where(e => e.Kind is TraceKind.Turn or TraceKind.Drop && e.Message > 0).Select(e => (e.Peer.Value, e.Message))];
        TraceEvent[] sends = [.. events.Where(e => e.Kind == TraceKind.Send && e.Peer.Value != 0)];
        Assert.NotEmpty(sends);
        Assert.Equal(sends.Length, sends.DistinctBy(e => (e.Actor, e.Message)).Count());
        Assert.All(sends, e => Assert.True(ends.Contains((e.Actor.Value, e.Message)), $"nothing became of {e}"));
    }
}
