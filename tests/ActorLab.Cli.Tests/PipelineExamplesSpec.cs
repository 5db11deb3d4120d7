using System.Globalization;
using System.Text.Json;
using ActorLab.Definitions;
using ActorLab.Pipelines.Definition;
using WordCount;

namespace ActorLab.Cli.Tests;

/// <summary>The examples in <c>hocon/pipelines</c> run on both engines and give what they are there to show.</summary>
public sealed class PipelineExamplesSpec
{
    private static readonly string Folder = Path.Combine(Lab.Repository, "hocon", "pipelines");

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Folder, "queues.txt"));

    private static readonly string[] Tested =
    [
        "external-program", "resequenced-fan-out", "shapes-multistage", "shapes-producer-consumer", "shapes-task-queue", "slow-consumer-block", "slow-consumer-drop-buffer", "slow-consumer-drop-head",
        "slow-consumer-drop-new", "slow-consumer-drop-tail", "slow-consumer-fail", "word-count",
    ];

    [Fact]
    public void Every_example_has_a_test() =>
        Assert.Equal(Tested, Directory.GetFiles(Folder, "*.conf").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("local")]
    [InlineData("simulation")]
    public async Task Words_are_counted_and_the_lines_of_each_word_come_in_order(string engine)
    {
        (string[] rows, JsonElement report) = await RunAsync("word-count", engine);
        AssertCounts(rows);
        Assert.Equal("holds", Check(report, "key-order"));
        Assert.Equal(WordsOf(Lines).Count(), report.GetProperty("delivered").GetInt64());
    }

    [Theory]
    [InlineData("local")]
    [InlineData("simulation")]
    public async Task Items_of_three_stages_that_are_not_equally_fast_come_out_in_the_order_of_the_source(string engine)
    {
        (string[] rows, JsonElement report) = await RunAsync("resequenced-fan-out", engine);
        Assert.Equal(Enumerable.Range(1, 300).Select(i => Text(i * i)), rows);
        Assert.Equal("holds", Check(report, "order"));
        Assert.True(StageFigure(report, "out.order", "peakWaiting") > 1, "nothing was out of order");
    }

    [Theory]
    [InlineData("local")]
    [InlineData("simulation")]
    public async Task A_program_answers_every_line_and_the_answers_come_in_order(string engine)
    {
        (string[] rows, JsonElement report) = await RunAsync("external-program", engine);
        Assert.Equal(engine == "local" ? Lines.Select(l => l.ToUpperInvariant()) : Lines, rows);
        Assert.Equal("holds", Check(report, "order"));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("simulation")]
    public async Task A_full_queue_that_blocks_loses_nothing(string engine)
    {
        (string[] rows, JsonElement report) = await RunAsync("slow-consumer-block", engine);
        Assert.Equal(Enumerable.Range(1, 100).Select(Text), rows);
        Assert.True(StageFigure(report, "consumer", "peakWaiting") <= 4);
    }

    [Theory]
    [InlineData("drop-new")]
    [InlineData("drop-head")]
    [InlineData("drop-tail")]
    [InlineData("drop-buffer")]
    public async Task A_full_queue_that_drops_counts_what_it_dropped_and_keeps_the_order_of_the_rest(string policy)
    {
        foreach (string engine in (string[])["local", "simulation"])
        {
            (string[] rows, JsonElement report) = await RunAsync("slow-consumer-" + policy, engine);
            int[] numbers = [.. rows.Select(r => int.Parse(r, CultureInfo.InvariantCulture))];
            Assert.Equal(numbers.Distinct().Order(), numbers);
            long dropped = report.GetProperty("stages").EnumerateArray().Sum(s => s.GetProperty("dropped").GetInt64());
            Assert.True(dropped > 20, $"{dropped} dropped");
            Assert.Equal((100, 100 - dropped), (report.GetProperty("made").GetInt64(), numbers.LongLength));
            Assert.Equal("holds", Check(report, "accounting"));
        }
    }

    [Theory]
    [InlineData("drop-new", "1 2 3 4 5 7 12 17 22 27 32 37 42 47 52 57 62 67 72 77 82 87 92 97")]
    [InlineData("drop-head", "1 3 8 13 18 23 28 33 38 43 48 53 58 63 68 73 78 83 88 93 97 98 99 100")]
    [InlineData("drop-tail", "1 2 3 4 6 11 16 21 26 31 36 41 46 51 56 61 66 71 76 81 86 91 96 100")]
    [InlineData("drop-buffer", "1 6 11 16 21 26 31 36 41 46 51 56 61 66 71 76 81 86 91 96 97 98 99 100")]
    public async Task In_virtual_time_the_policy_alone_says_which_items_survive(string policy, string survivors)
    {
        (string[] rows, _) = await RunAsync("slow-consumer-" + policy, "simulation");
        Assert.Equal(survivors, string.Join(' ', rows));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("simulation")]
    public async Task A_full_queue_that_fails_ends_the_run_and_says_why(string engine)
    {
        Answer answer = await Lab.CallOn(engine, "run", PathOf("slow-consumer-fail"), "--engine", engine);
        Assert.Equal(3, answer.ExitCode);
        Assert.StartsWith("actorlab: slow-consumer-fail: ", answer.Error);
        int[] numbers = [.. Rows(answer).Select(r => int.Parse(r, CultureInfo.InvariantCulture))];
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
    }

    [Theory]
    [InlineData("shapes-producer-consumer", "producer-consumer")]
    [InlineData("shapes-task-queue", "task-queue")]
    [InlineData("shapes-multistage", "multistage")]
    public async Task A_shape_in_a_file_is_the_one_that_the_experiment_runs(string file, string name)
    {
        (_, JsonElement report) = await RunAsync(file, "simulation");
        Answer experiment = await Lab.Call("run", "pipeline-shapes", "--engine", "simulation", "--json");
        using JsonDocument cases = JsonDocument.Parse(experiment.Out);
        JsonElement same = Assert.Single(cases.RootElement.EnumerateArray(), c => c.GetProperty("case").GetString() == name);
        Assert.Equal(report.GetProperty("traceDigest").GetString(), same.GetProperty("traceDigest").GetString());
    }

    [Fact]
    public async Task Requests_that_keep_failing_are_given_up_and_the_others_are_done_once()
    {
        (_, JsonElement report) = await RunAsync("shapes-task-queue", "local");
        long givenUp = StageFigure(report, "given-up", "passed"), done = StageFigure(report, "done", "passed");
        Assert.Equal(60, givenUp + done);
        Assert.True(StageFigure(report, "unreliable", "retried") > 0);
        Assert.Equal("holds", Check(report, "once"));
        // Which attempts fail is decided by the seed and the item, so both engines give up the same.
        (_, JsonElement simulated) = await RunAsync("shapes-task-queue", "simulation");
        Assert.Equal(givenUp, StageFigure(simulated, "given-up", "passed"));
    }

    [Fact]
    public async Task The_sample_in_CSharp_counts_the_same_words()
    {
        Answer sample = await Lab.Execute("dotnet", [Path.Combine(AppContext.BaseDirectory, "WordCount.dll"), Path.Combine(Folder, "queues.txt")]);
        Assert.Equal(0, sample.ExitCode);
        AssertCounts(Rows(sample));
        Assert.StartsWith("word-count on local, ", sample.Error);
        Assert.Contains("verdict: holds", sample.Error);
        Assert.Equal(2, (await Lab.Execute("dotnet", [Path.Combine(AppContext.BaseDirectory, "WordCount.dll")])).ExitCode);
    }

    [Fact]
    public void The_sample_in_CSharp_is_the_pipeline_of_the_file()
    {
        var inFile = (PipelineExperimentDefinition)DefinitionReader.Read(DefinitionSources.OfFile(PathOf("word-count"))).Definition!;
        Assert.Equal(PipelineForm.Digest(inFile.Pipeline), PipelineForm.Digest(WordCountPipeline.Of(Path.Combine(Folder, "queues.txt")).Definition));
    }

    private static void AssertCounts(string[] rows)
    {
        var expected = WordsOf(Lines).GroupBy(w => w, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key}: {string.Join(' ', Enumerable.Range(1, g.Count()))}");
        var counted = rows.Select(r => r.Split(' ')).GroupBy(r => r[0], StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key}: {string.Join(' ', g.Select(r => r[1]))}");
        Assert.Equal(expected, counted);
    }

    private static IEnumerable<string> WordsOf(IEnumerable<string> lines) => lines.SelectMany(l => l.Split(' '));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string PathOf(string name) => Path.Combine(Folder, name + ".conf");

    private static string[] Rows(Answer answer) => answer.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What it wrote, and the report: on standard error where the items have standard output.</summary>
    private static async Task<(string[] Rows, JsonElement Report)> RunAsync(string name, string engine)
    {
        Answer answer = await Lab.CallOn(engine, "run", PathOf(name), "--engine", engine, "--json");
        Assert.True(answer.ExitCode == 0, answer.Error);
        bool hasItems = !answer.Out.StartsWith('[');
        using JsonDocument json = JsonDocument.Parse(hasItems ? answer.Error : answer.Out);
        return (hasItems ? Rows(answer) : [], Assert.Single(json.RootElement.EnumerateArray()).Clone());
    }

    private static string? Check(JsonElement report, string name) =>
        report.GetProperty("verdict").GetProperty("checks").EnumerateArray().First(c => c.GetProperty("name").GetString() == name).GetProperty("status").GetString();

    private static long StageFigure(JsonElement report, string stage, string figure) =>
        report.GetProperty("stages").EnumerateArray().First(s => s.GetProperty("name").GetString() == stage).GetProperty(figure).GetInt64();
}
