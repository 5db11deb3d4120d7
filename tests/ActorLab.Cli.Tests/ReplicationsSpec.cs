using System.Text.Json;
using ActorLab.Core.Report;

namespace ActorLab.Cli.Tests;

/// <summary><c>actorlab run --replications</c>, which may also be called <c>--repeats</c> and <c>--seeds</c>.</summary>
public sealed class ReplicationsSpec
{
    private const string Seeds = "1000", Lines = "20";

    [Fact]
    public async Task On_two_CPUs_unguarded_threads_swap_duplicate_and_skip_lines_and_those_that_promise_order_never_do()
    {
        JsonElement[] models = await ArrayAsync(
            "run", "line-copy", "--engine", "simulation", "--gil", "false", "--cores", "2", "--seeds", Seeds, "--lines", Lines,
            "--json");
        Assert.All(models, m => Assert.Equal((1000, 0), (Number(m, "runs"), Number(m.GetProperty("order"), "unknown"))));
        JsonElement threads = Order(models, "threads");
        Assert.All((string[])["swapped", "duplicated", "skipped"], what => Assert.InRange(Number(threads, what), 1, 1000));
        Assert.Equal(Number(threads, "linesDuplicated"), Number(threads, "linesSkipped"));
        foreach (JsonElement order in ((string[])["serial", "thread-per-item", "threads-lock", "pipeline", "process-pipeline"]).Select(m => Order(models, m)))
            Assert.Equal((0, 0, 0, 1000), (Number(order, "swapped"), Number(order, "duplicated"), Number(order, "skipped"), Number(order, "right")));
    }

    [Fact]
    public async Task The_table_says_how_many_runs_show_what_and_which_seed_is_the_first()
    {
        Answer answer = await Lab.Call("run", "E5", "--engine", "simulation", "--replications", "50", "--lines", "3", "--seed", "7");
        Assert.Equal(0, answer.ExitCode);
        Assert.StartsWith(
            "line-copy on simulation: 3 items, 50 runs each, seeds 7 to 56 (threading-tutorial, 1 CPU)\n", answer.Out);
        Assert.Matches(@"\n  threads +\d+ \(\d+\.\d %\) +never +never +\d+ \(\d+\.\d %\) +1\.\d, –, –\n", answer.Out);
        Assert.Matches(@"\nthreads: the first seed that shows it is \d+; run it alone with --seed \d+\n", answer.Out);
    }

    [Fact]
    public async Task The_first_seed_that_goes_wrong_does_so_alone_too()
    {
        string[] common = ["run", "E5", "--engine", "simulation", "--lines", "3", "--json"];
        string wrong = (await ArrayAsync([.. common, "--replications", "50"]))[0].GetProperty("order").GetProperty("firstWrongSeed").GetRawText();
        JsonElement one = (await ArrayAsync([.. common, "--seed", wrong]))[0];
        Assert.Equal("violated", one.GetProperty("verdict").GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_figures_are_those_of_the_runs_one_by_one()
    {
        string[] common = ["run", "line-copy", "--model", "serial", "--engine", "simulation", "--lines", "20", "--json"];
        double[] makespans = [.. await Task.WhenAll(Enumerable.Range(3, 4).Select(async seed => (await ArrayAsync([.. common, "--seed", $"{seed}"]))[0].GetProperty("makespanSeconds").GetDouble()))];
        JsonElement all = (await ArrayAsync([.. common, "--seed", "3", "--repeats", "4"]))[0].GetProperty("makespanSeconds");
        ConfidenceInterval expected = ConfidenceInterval.Of(makespans);
        Assert.True(makespans.Distinct().Count() > 1, "all runs were alike");
        Assert.Equal((expected.Mean, expected.Lower, expected.Upper), (Double(all, "mean"), Double(all, "lower95"), Double(all, "upper95")));
        Assert.Equal((makespans.Min(), makespans.Max()), (Double(all, "least"), Double(all, "most")));
    }

    [Fact]
    public async Task Of_one_run_nothing_is_said_about_chance()
    {
        JsonElement makespan = (await ArrayAsync("run", "E3", "--engine", "simulation", "--lines", "20", "--replications", "1", "--json"))[0].GetProperty("makespanSeconds");
        Assert.All((string[])["standardDeviation", "lower95", "upper95"], name => Assert.Equal(JsonValueKind.Null, makespan.GetProperty(name).ValueKind));
        Assert.Contains("one run tells nothing about chance", (await Lab.Call("run", "E3", "--engine", "simulation", "--lines", "20", "--replications", "1")).Out);
    }

    [Fact]
    public async Task Every_virtual_run_that_hands_out_items_obeys_Littles_law()
    {
        JsonElement[] models = await ArrayAsync("run", "line-copy", "--engine", "simulation", "--lines", "200", "--replications", "3", "--json");
        Assert.Equal(8, models.Length);
        Assert.All(models, model =>
        {
            Assert.InRange(model.GetProperty("littleError").GetDouble(), 0, 1e-9);
            Assert.True(Mean(model, "itemsUnderWay") >= 0.99, $"{model} had next to nothing under way");
        });
        JsonElement pipeline = models.Single(m => m.GetProperty("model").GetString() == "pipeline");
        // Its queue before the sink is what the items spend their time in.
        Assert.True(Mean(pipeline, "itemsUnderWay") > 10);
        // λ counts from the first item to the last, which the makespan does too but for the end of the last.
        Assert.Equal(1, Mean(pipeline, "itemsPerSecond") * Mean(pipeline, "latencySeconds") / Mean(pipeline, "itemsUnderWay"), 0.02);
    }

    [Fact]
    public async Task The_last_seeds_there_are_can_be_used() =>
        Assert.Contains(
            ", seeds 18446744073709551614 to 18446744073709551615 (threading-tutorial, 1 CPU)\n",
            (
                await Lab.Call(
                    "run", "E3", "--lines", "5", "--engine", "simulation", "--seed", "18446744073709551614", "--replications",
                    "2")).Out);

    [Fact]
    public async Task Waits_are_told_by_kind()
    {
        JsonElement locked = (await ArrayAsync("run", "E6", "--engine", "simulation", "--lines", "100", "--replications", "2", "--json"))[0].GetProperty("waitSeconds");
        Assert.True(Mean(locked, "lock") > 0 && Mean(locked, "disk") > 0);
        JsonElement processes = (await ArrayAsync("run", "E10", "--engine", "simulation", "--lines", "100", "--replications", "2", "--json"))[0].GetProperty("waitSeconds");
        // Three starts of 60 ms share two cores: the first ends after 60 ms at the earliest, and the last after 90 ms.
        Assert.InRange(Mean(processes, "start-up"), 0.06 + 0.06 + 0.09, 3 * 0.09);
        Assert.False(processes.TryGetProperty("lock", out _));
    }

    [Fact]
    public async Task Real_runs_are_repeated_with_one_seed()
    {
        JsonElement[] cases = await ArrayAsync("run", "calc-pi", "--model", "threads", "--work", "10^5", "--repeats", "3", "--json");
        JsonElement only = Assert.Single(cases);
        Assert.Equal((3, 0, 1, 100_000), (Number(only, "runs"), Number(only, "unfinished"), Number(only, "firstSeed"), Number(only, "points")));
        Assert.True(Double(only.GetProperty("makespanSeconds"), "standardDeviation") > 0);
    }

    [Fact]
    public async Task Real_runs_tell_their_waits_and_what_that_costs()
    {
        // On a machine that has given one thread all the work nobody had to wait for the lock: the more lines, the less likely that is.
        Answer answer;
        int lines = 200;
        do answer = await Lab.Call("run", "line-copy", "--model", "threads-lock", "--lines", $"{lines}", "--replications", "2");
        while (!answer.Out.Contains(" waits for lock ", StringComparison.Ordinal) && (lines *= 5) <= 25_000);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Matches(@"\n +waits for lock +\d", answer.Out);
        Assert.Matches(@"\n +waits for disk +\d", answer.Out);
        Assert.Matches(@"\n +latency of an item +\d", answer.Out);
        Assert.Contains("\nwaits are those of all that waited, added up; recording them takes a part of the time of a real run\n", answer.Out);
    }

    [Fact]
    public async Task Small_experiments_are_repeated_case_by_case()
    {
        JsonElement[] cases = await ArrayAsync("run", "contexts", "--engine", "simulation", "--replications", "2", "--json");
        Assert.Equal(["thread", "process"], cases.Select(c => c.GetProperty("case").GetString()));
        Assert.All(cases, c => Assert.True(Mean(c, "makespanSeconds") > 0));
        Assert.StartsWith(
            "contexts and process-queue on simulation: 2 runs each, seeds 1 to 2 (laptop, 4 CPUs)\n",
            (await Lab.Call("run", "E20", "--engine", "simulation", "--replications", "2")).Out);
    }

    [Fact]
    public async Task A_settled_run_has_an_interval_from_its_batches()
    {
        JsonElement[] models = await ArrayAsync("run", "line-copy", "--engine", "simulation", "--lines", "2000", "--warm-up", "auto", "--json");
        JsonElement Steady(string model) => models.Single(m => m.GetProperty("model").GetString() == model).GetProperty("steadyState");
        JsonElement threads = Steady("threads");
        Assert.Equal((2_000, 20, JsonValueKind.Null), (Number(threads, "items"), Number(threads, "batches"), threads.GetProperty("refused").ValueKind));
        Assert.True(Double(threads, "lower95") < Double(threads, "latencySeconds") && Double(threads, "latencySeconds") < Double(threads, "upper95"));
        Assert.InRange(Number(threads, "leftOut"), 5, 200);
        // All its input is there at the beginning: the line before its sink grows until nothing is left to come.
        Assert.Contains("never settles", Steady("pipeline").GetProperty("refused").GetString());
        Answer text = await Lab.Call("run", "line-copy", "--model", "threads", "--engine", "simulation", "--lines", "2000", "--warm-up", "200");
        Assert.Matches(@"\n  threads +2,000 +200 +10\.\d ms +± \S+ µs +20 of 90\n", text.Out);
    }

    [Fact]
    public async Task A_row_has_its_mean_beside_what_was_published()
    {
        Answer answer = await Lab.Call("run", "E21", "--engine", "simulation", "--repeats", "5");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Matches(@"\n  processes-400, 4 workers +makespan +60\.9 ms +± 0 s ", answer.Out);
        Assert.Matches(@"\n  processes-400 +60\.0 ms +60\.9 ms +calibrated: the machine's figures were taken from this row; "
            + @"1\.5 % more than published\n", answer.Out);
        Assert.Matches(@"\n  processes-40000000 +– +6\.79 s\n", answer.Out);
        Assert.StartsWith(
            "calc-pi on simulation: 5 runs each, seeds 1 to 5 (laptop, 4 CPUs; laptop-of-means, 4 CPUs)\n", answer.Out);
        JsonElement published = (await ArrayAsync("run", "E10", "--engine", "simulation", "--replications", "2", "--json"))[0].GetProperty("published");
        Assert.Equal("predicted", published.GetProperty("basis").GetString());
        Assert.InRange(Double(published, "deviation"), 0, 0.01);
    }

    [Theory]
    [InlineData("--replications 3 --trace t", "--trace: expected without --replications, which keeps figures alone. Leave one of them out. [AL0004]")]
    [InlineData("--repeats 3 --output t", "--output: expected without --repeats, which keeps figures alone. Leave one of them out. [AL0004]")]
    [InlineData("--seeds 0", "--seeds: expected a whole number from 1 to 1000000, got 0 [AL0003]")]
    [InlineData("--replications 3 --seed 18446744073709551614 --engine simulation", "--seed: expected a seed after which there are 2 more, got 18446744073709551614. Choose a smaller one. [AL0004]")]
    [InlineData("--warm-up auto --replications 2", "--warm-up: expected with one run, got --replications 2. Batches are cut from one run; several runs need none. [AL0004]")]
    [InlineData("--warm-up auto --sweep workers=1,2", "--warm-up: expected without --sweep. Batches are cut from one run; several runs need none. [AL0004]")]
    [InlineData("--warm-up some", "--warm-up: expected a whole number from 0 to 10000000, got some [AL0003]")]
    public async Task What_cannot_be_is_a_usage_error(string options, string expected)
    {
        Answer answer = await Lab.Call(["run", "E5", .. options.Split(' ')]);
        Assert.Equal(new Answer(2, "", $"actorlab: {expected}\n"), answer);
    }

    [Fact]
    public async Task Several_runs_are_no_check_of_determinism()
    {
        Answer answer = await Lab.Call("run", "E5", "--engine", "simulation", "--check-determinism", "--seeds", "3");
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("expected without --check-determinism", answer.Error);
    }

    private static async Task<JsonElement[]> ArrayAsync(params string[] call)
    {
        Answer answer = await Lab.Call(call);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        return [.. json.RootElement.EnumerateArray().Select(e => e.Clone())];
    }

    private static JsonElement Order(JsonElement[] models, string name) => models.Single(m => m.GetProperty("model").GetString() == name).GetProperty("order");

    private static int Number(JsonElement of, string name) => of.GetProperty(name).GetInt32();

    private static double Double(JsonElement of, string name) => of.GetProperty(name).GetDouble();

    private static double Mean(JsonElement of, string figure) => Double(of.GetProperty(figure), "mean");
}
