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
        { "E19", "processes-2-fork", 4.21, "predicted", "E11 and E21" },
        { "E21", "processes-4-400", 0.3, "calibrated", null },
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
