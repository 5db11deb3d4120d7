using System.Text.Json;

namespace ActorLab.Cli.Tests;

public sealed class ListSpec
{
    [Fact]
    public async Task The_list_names_experiments_rows_models_and_engines()
    {
        Answer answer = await Lab.Call("list");
        Assert.Equal(0, answer.ExitCode);
        Assert.All(
            (string[])["line-copy", "idle", "check-faults", "E1", "E8", "serial", "thread-per-item", "threads-lock", "processes", "async", "pipeline", "process-pipeline", "processes", "process-pipeline", "with 1 worker", "daemon", "large-state", "contexts", "process-queue", "queue-workers", "pipeline-shapes", "calc-pi", "sleep-or-crunch", "local", "simulation", "cluster", "32.62 s"],
            word => Assert.Contains(word, answer.Out));
    }

    [Fact]
    public async Task A_row_of_several_runs_lists_them_with_what_each_was_published_to_take()
    {
        Answer answer = await Lab.Call("list", "--json");
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement[] rows = [.. json.RootElement.GetProperty("experiments").EnumerateArray().SelectMany(e => e.GetProperty("rows").EnumerateArray())];
        JsonElement[] runs = [.. rows.Single(r => r.GetProperty("row").GetString() == "E33").GetProperty("runs").EnumerateArray()];
        Assert.Equal(
            [("serial", 1, 2.156, "calibrated"), ("threads", 4, 2.829, "predicted"), ("processes", 4, 0.602, "calibrated")],
            runs.Select(r => (r.GetProperty("model").GetString()!, r.GetProperty("workers").GetInt32(), r.GetProperty("publishedSeconds").GetDouble(), r.GetProperty("basis").GetString()!)));
        JsonElement calibrated = rows.Single(r => r.GetProperty("row").GetString() == "E3");
        Assert.Equal((10_000, "calibrated"), (calibrated.GetProperty("lines").GetInt32(), calibrated.GetProperty("basis").GetString()));
    }

    [Fact]
    public async Task The_list_is_one_object_for_programs()
    {
        Answer answer = await Lab.Call("list", "--json");
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        Assert.Equal(["experiments", "models", "engines"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["serial", "thread-per-item", "threads", "threads-lock", "processes", "async", "pipeline", "process-pipeline"],
            json.RootElement.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("name").GetString()));
        Assert.Equal(
            ["E1", "E10", "E11", "E12", "E13", "E14", "E18", "E19", "E2", "E20", "E20", "E21", "E22", "E23", "E27", "E28", "E3", "E32", "E33", "E4", "E5", "E6", "E7", "E8", "E9"],
            json.RootElement.GetProperty("experiments").EnumerateArray().SelectMany(e => e.GetProperty("rows").EnumerateArray())
                .Select(r => r.GetProperty("row").GetString()).Order(StringComparer.Ordinal));
    }
}
