using System.Text.Json;

namespace ActorLab.Cli.Tests;

/// <summary>Rows of the tutorials beside what was published, for programs.</summary>
public sealed class PublishedRowsSpec
{
    /// <summary>Row, model or case, published seconds, basis, and what it is predicted from.</summary>
    public static TheoryData<string, string, double, string, string?> Rows => new()
    {
        { "E3", "serial", 32.62, "calibrated", null },
        { "E4", "thread-per-item", 50.41, "calibrated", null },
        { "E5", "threads", 24.83, "calibrated", null },
        { "E6", "threads-lock", 39.74, "calibrated", null },
        { "E7", "threads-lock", 32.31, "predicted", "E3" },
        { "E9", "processes", 34.87, "calibrated", null },
        { "E10", "processes", 13.84, "predicted", "E3, E5 and E9" },
        { "E11", "serial-1", 6.73, "calibrated", null },
        { "E12", "threads-2", 7.05, "predicted", "E11" },
        { "E18", "processes-2", 4.04, "predicted", "E11 and E21" },
        { "E19", "processes-2-fork", 4.21, "predicted", "E11" },
        { "E21", "processes-4-400", 0.06, "calibrated", null },
        { "E21", "processes-4-400-read-as-mean", 0.3, "calibrated", null },
        { "E23", "serial-1-100000", 0.0636, "predicted", "E11" },
        { "E32", "sleep-processes-4", 4.024, "predicted", "E33" },
        { "E33", "crunch-threads-4", 2.829, "predicted", "E33, serial" },
        { "E33", "crunch-processes-4", 0.602, "calibrated", null },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Each_row_has_its_basis_and_its_deviation(string row, string name, double seconds, string basis, string? predictedFrom)
    {
        JsonElement run = await RunAsync(name, "run", row, "--engine", "simulation", "--json");
        JsonElement published = run.GetProperty("published");
        Assert.Equal((row, seconds), (published.GetProperty("row").GetString(), published.GetProperty("seconds").GetDouble()));
        Assert.Equal((basis, predictedFrom), (published.GetProperty("basis").GetString(), published.GetProperty("predictedFrom").GetString()));
        double here = run.TryGetProperty("makespanSeconds", out JsonElement makespan) ? makespan.GetDouble() : run.GetProperty("figures").GetProperty("makespanSeconds").GetDouble();
        double deviation = published.GetProperty("deviation").GetDouble();
        Assert.Equal((here / seconds) - 1, deviation, 1e-9);
        if (basis == "calibrated") Assert.InRange(deviation, -0.02, 0.02);
    }

    [Theory]
    [InlineData("E2", "serial", "run E2 --engine simulation", "not published")]
    [InlineData("E22", "processes-4-1000000", "run E22 --engine simulation", "not published")]
    [InlineData("E10", "processes", "run E10 --engine simulation --cores 4", "other parameters")]
    [InlineData("E12", "threads-2", "run E12 --engine simulation --gil false", "other parameters")]
    public async Task What_was_not_published_has_no_deviation(string row, string name, string call, string basis)
    {
        JsonElement published = (await RunAsync(name, [.. call.Split(' '), "--json"])).GetProperty("published");
        Assert.Equal((row, basis, JsonValueKind.Null), (published.GetProperty("row").GetString(), published.GetProperty("basis").GetString(), published.GetProperty("deviation").ValueKind));
    }

    /// <summary>Row, model, published lines out of place, and whether any may be here.</summary>
    [Theory]
    [InlineData("E3", "serial", 0)]
    [InlineData("E4", "thread-per-item", 0)]
    [InlineData("E5", "threads", 8)]
    [InlineData("E6", "threads-lock", 0)]
    [InlineData("E7", "threads-lock", 0)]
    [InlineData("E9", "processes", 0)]
    public async Task The_order_of_a_row_stands_beside_the_published_one_with_its_deviation(
        string row, string model, int outOfPlace)
    {
        JsonElement run = await RunAsync(model, "run", row, "--engine", "simulation", "--json");
        JsonElement published = run.GetProperty("published");
        long here = run.GetProperty("verdict").GetProperty("positionalMismatches").GetInt64();
        Assert.Equal(outOfPlace, published.GetProperty("linesOutOfPlace").GetInt64());
        if (outOfPlace == 0) Assert.Equal(0, here);
        else Assert.Equal(((double)here / outOfPlace) - 1, published.GetProperty("linesOutOfPlaceDeviation").GetDouble(), 1e-9);
        Assert.Matches(
            $@"\n  lines out of place +{outOfPlace} +{here}( |\n)", (await Lab.Call("run", row, "--engine", "simulation")).Out);
    }

    /// <summary>What a program reads of a row is the same in all experiments.</summary>
    [Theory]
    [InlineData("E1")]
    [InlineData("E5 --engine simulation")]
    [InlineData("E8")]
    [InlineData("E12 --engine simulation")]
    [InlineData("E13 --engine simulation")]
    [InlineData("E27 --engine simulation")]
    [InlineData("E33 --engine simulation")]
    public async Task Every_row_has_its_name_and_its_lesson(string row)
    {
        Answer answer = await Lab.Call(["run", .. row.Split(' '), "--json"]);
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        Assert.All(
            json.RootElement.EnumerateArray(),
            r => Assert.Equal(
                (row.Split(' ')[0], true), (r.GetProperty("row").GetString(), r.GetProperty("lesson").GetString()!.Length > 0)));
    }

    [Theory]
    [InlineData("E12", "threads-2", "no more than one computed at a time")]
    [InlineData("E12 --gil false", "threads-2", "they computed side by side")]
    [InlineData("E18", "processes-2", "they computed side by side")]
    [InlineData("E11", "serial-1", "there was nothing to wait for")]
    [InlineData("E23", "serial-1-100000", "there was nothing to wait for")]
    [
        InlineData(
            "E5", "threads",
            "none was lost and none copied twice, since no other thread computes between the "
                + "reading and the raising of the counter"),
    ]
    [
        InlineData(
            "E5", "threads",
            ". An exception vanishes: of 20 tasks the 13th throws, 1 line of the input is missing, and the program ends as if "
                + "nothing had happened, since no future's result is read"),
    ]
    [
        InlineData(
            "E5 --gil false", "threads",
            "without the interpreter lock, two threads can read the counter before either raises it"),
    ]
    [InlineData("E10", "processes", "each of the 3 processes counts for itself")]
    [InlineData("E10 --workers 1", "processes", "the output kept the order")]
    [
        InlineData(
            "E22", "processes-16-1000000",
            "4 processes did it fastest, with 3.20x the speed of 1 process, and 16 processes took 1.79x the time of the fastest"),
    ]
    [InlineData("E33", "crunch-threads-4", "4 threads 1.00x (1.00 CPUs at once), 4 processes 0.28x")]
    [InlineData("E33 --gil false", "crunch-threads-4", "4 threads 0.25x (4.00 CPUs at once)")]
    public async Task A_lesson_is_that_of_the_figures_of_its_run(string call, string name, string lesson) =>
        Assert.Contains(
            lesson,
            (await RunAsync(name, ["run", .. call.Split(' '), "--engine", "simulation", "--json"])).GetProperty("lesson")
                .GetString());

    [Fact]
    public async Task On_a_real_machine_the_deviation_is_that_of_the_machine()
    {
        JsonElement published = (await RunAsync("serial-1-100000", "run", "E23", "--json")).GetProperty("published");
        Assert.Equal("real machine", published.GetProperty("basis").GetString());
        Assert.Equal(JsonValueKind.Number, published.GetProperty("deviation").ValueKind);
    }

    [Fact]
    public async Task A_run_that_is_no_row_has_nothing_published()
    {
        Assert.False((await RunAsync("serial", "run", "line-copy", "--engine", "simulation", "--lines", "10", "--json")).TryGetProperty("published", out _));
        Assert.False((await RunAsync("threads-2", "run", "calc-pi", "--engine", "simulation", "--json")).TryGetProperty("published", out _));
    }

    private static async Task<JsonElement> RunAsync(string name, params string[] call)
    {
        Answer answer = await Lab.Call(call);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        return json.RootElement.EnumerateArray().Single(r => (r.TryGetProperty("model", out JsonElement model) ? model : r.GetProperty("case")).GetString() == name).Clone();
    }
}
