using System.Text.Json;

namespace ActorLab.Cli.Tests;

public sealed class RunSpec : IDisposable
{
    private static readonly string[] AllModels = ["serial", "thread-per-item", "threads", "threads-lock", "processes", "async", "pipeline", "process-pipeline"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("local")]
    [InlineData("simulation")]
    public async Task Without_a_model_all_of_them_run_and_stand_in_one_table(string engine)
    {
        Answer answer = await Lab.CallOn(engine, "run", "line-copy", "--engine", engine, "--lines", "60");
        Assert.Equal(0, answer.ExitCode);
        Assert.Equal("", answer.Error);
        string machines = engine == "simulation" ? " (threading-tutorial, 1 CPU; multiprocessing-tutorial, 2 CPUs)" : "";
        Assert.StartsWith($"line-copy on {engine}{machines}, 60 items, seed 1\n", answer.Out);
        string[] rows = [.. answer.Out.Split('\n').Select(r => r.Trim().Split(' ')[0])];
        Assert.Equal(AllModels, rows.Where(AllModels.Contains).Take(AllModels.Length));
        Assert.Contains("\nthreads ", answer.Out);
        // A real run is one draw of many, whose speed says little.
        Assert.Contains(
            engine == "local" ? "\npipeline kept the order; its resequencer held " : "\npipeline kept the order and was ",
            answer.Out);
    }

    [Fact]
    public async Task Every_model_takes_the_same_steps()
    {
        using JsonDocument json = await Runs("run", "line-copy", "--engine", "simulation", "--lines", "40", "--json");
        string[] steps = [.. json.RootElement.EnumerateArray().Select(r => r.GetProperty("steps")).Select(s => $"{s.GetProperty("open")} {s.GetProperty("readAll")} {s.GetProperty("append")}")];
        Assert.Equal(AllModels.Length, steps.Length);
        Assert.Single(steps.Distinct());
        Assert.StartsWith("80 40 ", steps[0]);
    }

    [Fact]
    public async Task A_simulated_run_prints_the_same_bytes_in_every_process()
    {
        string[] call = ["run", "line-copy", "--engine", "simulation", "--lines", "200", "--seed", "7", "--json"];
        Answer first = await Lab.Start(call);
        Answer second = await Lab.Start(call);
        Assert.Equal(0, first.ExitCode);
        Assert.Equal(first, second);
        using JsonDocument json = JsonDocument.Parse(first.Out);
        Assert.All(json.RootElement.EnumerateArray(), run => Assert.Matches("^[0-9a-f]{16}$", run.GetProperty("traceDigest").GetString()));
        Answer other = await Lab.Start([.. call[..^2], "8", "--json"]);
        Assert.NotEqual(first.Out, other.Out);
    }

    [Fact]
    public async Task A_real_run_has_no_digest()
    {
        using JsonDocument json = await Runs("run", "line-copy", "--model", "serial", "--lines", "5", "--json");
        JsonElement run = Assert.Single(json.RootElement.EnumerateArray());
        Assert.False(run.TryGetProperty("traceDigest", out _));
        Assert.Equal("completed", run.GetProperty("outcome").GetString());
        Assert.Equal("holds", run.GetProperty("verdict").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Workers_are_for_the_models_that_take_them()
    {
        Answer answer = await Lab.Call("run", "line-copy", "--engine", "simulation", "--lines", "10", "--workers", "4", "--json");
        Assert.Equal("actorlab: --workers 4 does not apply to serial and thread-per-item, whose number of workers is fixed\n", answer.Error);
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        Assert.Equal([1, 1, 4, 4, 4, 4, 4, 4], json.RootElement.EnumerateArray().Select(r => r.GetProperty("workers").GetInt32()));
    }

    [Fact]
    public async Task One_worker_is_what_a_fixed_model_has_anyway()
    {
        Answer answer = await Lab.Call("run", "line-copy", "--model", "serial", "--workers", "1", "--lines", "5", "--engine", "simulation");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
    }

    [Theory]
    [InlineData("E2", "serial", 1, 20, "published: 20 records from one thread, pid 94, in order; 30 threads")]
    [InlineData("e3", "serial", 1, 10_000, "32.62 s")]
    [InlineData("E4", "thread-per-item", 1, 10_000, "50.41 s")]
    [InlineData("E5", "threads", 10, 10_000, "24.83 s")]
    [InlineData("e6", "threads-lock", 10, 10_000, "39.74 s")]
    [InlineData("E7", "threads-lock", 1, 10_000, "32.31 s")]
    [InlineData("E9", "processes", 1, 10_000, "34.87 s")]
    [InlineData("e10", "processes", 3, 10_000, "13.84 s")]
    public async Task A_row_runs_as_it_was_published_and_shows_both_figures(string row, string model, int workers, int lines, string published)
    {
        Answer answer = await Lab.Call("run", row, "--engine", "simulation");
        Assert.Equal(0, answer.ExitCode);
        string machine = model == "processes" ? "multiprocessing-tutorial, 2 CPUs" : "threading-tutorial, 1 CPU";
        Assert.StartsWith($"line-copy on simulation ({machine}), {lines:#,0} items, seed 1\n", answer.Out);
        Assert.Matches($@"\n  {model} +{workers} ", answer.Out);
        Assert.Contains(published, answer.Out);
        Assert.Contains($"\nlesson of {row.ToUpperInvariant()}: ", answer.Out);
    }

    [Fact]
    public async Task A_row_takes_the_other_options_still()
    {
        using JsonDocument json = await Runs("run", "e5", "--lines", "30", "--workers", "3", "--seed", "9", "--engine", "simulation", "--gil", "--json");
        JsonElement run = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(
            ("threads", 3, 30, 9), (run.GetProperty("model").GetString(), run.GetProperty("workers").GetInt32(), run.GetProperty("items").GetInt32(), run.GetProperty("seed").GetInt32()));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("simulation")]
    public async Task The_output_is_kept_and_verify_agrees(string engine)
    {
        string input = _folder.Write("input", "one\ntwo\nthree\n");
        Answer run = await Lab.CallOn(engine, "run", "line-copy", "--engine", engine, "--input", input, "--output", _folder.File("output"));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(", 3 items, ", run.Out);
        // Truncated before each model, so three records are left of twenty-four.
        string kept = await File.ReadAllTextAsync(_folder.File("output"));
        Assert.Equal(3, kept.Split("CPU number:").Length - 1);
        Assert.Equal(0, (await Lab.Call("verify", _folder.File("output"), "--input", input)).ExitCode);
    }

    [Theory]
    [InlineData("one\r\ntwo\r\n", 2)]
    [InlineData("one\ntwo", 2)]
    [InlineData("\n\n\n", 3)]
    public async Task Any_line_ends_are_copied_in_order(string text, int lines)
    {
        using JsonDocument json = await Runs("run", "line-copy", "--model", "pipeline", "--input", _folder.Write("input", text), "--json");
        JsonElement run = json.RootElement[0];
        Assert.Equal((lines, "holds"), (run.GetProperty("items").GetInt32(), run.GetProperty("verdict").GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Invalid_utf8_is_copied_as_it_is()
    {
        await File.WriteAllBytesAsync(_folder.File("input"), [0xFF, 0xFE, (byte)'\n', 0xC3, (byte)'\n']);
        Answer answer = await Lab.Call("run", "line-copy", "--model", "serial", "--input", _folder.File("input"), "--output", _folder.File("output"));
        Assert.Equal(0, answer.ExitCode);
        Assert.NotEqual(-1, (await File.ReadAllBytesAsync(_folder.File("output"))).AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xFE, 10]));
    }

    [Theory]
    [InlineData("E9", @"\ncalibrated: the machine's figures were taken from this row; 0\.\d % (less|more) than published\n")]
    [InlineData("E10", @"\npredicted from E3, E5 and E9; [0-2]\.\d % (less|more) than published\n")]
    [InlineData("E7", @"\npredicted from E3; ")]
    [InlineData("E10 --cores 4", @"\npredicted for multiprocessing-tutorial, 4 CPUs: nothing was published for that\n")]
    public async Task A_simulated_row_says_whether_it_was_calibrated_or_predicted(string row, string expected)
    {
        Answer answer = await Lab.Call(["run", .. row.Split(' '), "--engine", "simulation"]);
        Assert.Matches(expected, answer.Out);
    }

    [Fact]
    public async Task Models_that_ran_on_unlike_machines_are_not_compared_without_a_word()
    {
        Answer unlike = await Lab.Call("run", "line-copy", "--engine", "simulation", "--lines", "30");
        Assert.Contains("\nnot all ran on the same machine (threading-tutorial, 1 CPU: serial, ", unlike.Out);
        string file = Path.Combine(Path.GetTempPath(), $"actorlab-test-{Path.GetRandomFileName()}.conf");
        await File.WriteAllTextAsync(file, "engine = simulation\nmachine = multiprocessing-tutorial\nline-copy.lines = 30\n");
        Answer like = await Lab.Call("run", file);
        File.Delete(file);
        Assert.DoesNotContain("same machine", like.Out);
        Assert.DoesNotContain("another machine", like.Out);
    }

    private static async Task<JsonDocument> Runs(params string[] arguments)
    {
        Answer answer = await Lab.Call(arguments);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        return JsonDocument.Parse(answer.Out);
    }
}
