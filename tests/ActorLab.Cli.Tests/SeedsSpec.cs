using System.Text.Json;

namespace ActorLab.Cli.Tests;

/// <summary><c>actorlab run --seeds</c>.</summary>
public sealed class SeedsSpec
{
    private const string Seeds = "1000", Lines = "20";

    [Fact]
    public async Task On_two_CPUs_unguarded_threads_swap_duplicate_and_skip_lines_and_those_that_promise_order_never_do()
    {
        Answer answer = await Lab.Call("run", "line-copy", "--engine", "simulation", "--cores", "2", "--seeds", Seeds, "--lines", Lines, "--json");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement[] models = [.. json.RootElement.EnumerateArray()];
        Assert.All(models, m => Assert.Equal((1000, 0), (Number(m, "seeds"), Number(m, "unknown"))));
        JsonElement threads = models.Single(m => m.GetProperty("model").GetString() == "threads");
        Assert.All((string[])["swapped", "duplicated", "skipped"], what => Assert.InRange(Number(threads, what), 1, 1000));
        Assert.Equal(Number(threads, "linesDuplicated"), Number(threads, "linesSkipped"));
        foreach (JsonElement model in models.Where(m => m.GetProperty("model").GetString() is "serial" or "thread-per-item" or "threads-lock" or "pipeline" or "process-pipeline"))
            Assert.Equal((0, 0, 0, 1000), (Number(model, "swapped"), Number(model, "duplicated"), Number(model, "skipped"), Number(model, "right")));
    }

    [Fact]
    public async Task The_table_says_how_many_seeds_show_what_and_which_is_the_first()
    {
        Answer answer = await Lab.Call("run", "E5", "--engine", "simulation", "--seeds", "50", "--lines", "3", "--seed", "7");
        Assert.Equal(0, answer.ExitCode);
        Assert.StartsWith("line-copy on simulation: 3 lines, seeds 7 to 56; in how many of them lines were …\n", answer.Out);
        Assert.Matches(@"\n  threads +10 +50 +\d+ \(\d+\.\d %\) +never +never +\d+ \(\d+\.\d %\) +1\.\d, –, –\n", answer.Out);
        Assert.Matches(@"\nthreads: the first seed that shows it is \d+; run it alone with --seed \d+\n", answer.Out);
    }

    [Fact]
    public async Task The_first_seed_that_goes_wrong_does_so_alone_too()
    {
        string[] common = ["run", "E5", "--engine", "simulation", "--lines", "3", "--json"];
        using JsonDocument many = JsonDocument.Parse((await Lab.Call([.. common, "--seeds", "50"])).Out);
        string wrong = many.RootElement[0].GetProperty("firstWrongSeed").GetRawText();
        using JsonDocument one = JsonDocument.Parse((await Lab.Call([.. common, "--seed", wrong])).Out);
        Assert.Equal("violated", one.RootElement[0].GetProperty("verdict").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("--seeds 3", "actorlab: --seeds: expected with --engine simulation alone. Real threads never do the same twice. [AL0004]\n")]
    [InlineData("--seeds 3 --engine simulation --trace t", "actorlab: --trace: expected without --seeds, which keeps figures alone. Leave one of them out. [AL0004]\n")]
    [InlineData("--seeds 0 --engine simulation", "actorlab: --seeds: expected a whole number from 1 to 1000000, got 0 [AL0003]\n")]
    [InlineData("--seeds 2 --seed 18446744073709551615 --engine simulation", "actorlab: --seed: expected a seed after which there are 2 more, got 18446744073709551615. Choose a smaller one. [AL0004]\n")]
    public async Task What_cannot_be_is_a_usage_error(string options, string expected)
    {
        Answer answer = await Lab.Call(["run", "E5", .. options.Split(' ')]);
        Assert.Equal(new Answer(2, "", expected), answer);
    }

    private static int Number(JsonElement of, string name) => of.GetProperty(name).GetInt32();
}
