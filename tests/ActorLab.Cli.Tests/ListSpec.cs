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
            (string[])["line-copy", "idle", "check-faults", "E1", "E8", "serial", "thread-per-item", "threads-lock", "processes", "async", "pipeline", "process-pipeline", "processes", "process-pipeline", "with 1 worker", "daemon", "large-state", "contexts", "process-queue", "local", "simulation", "32.62 s"],
            word => Assert.Contains(word, answer.Out));
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
            ["E1", "E10", "E13", "E14", "E2", "E20", "E20", "E3", "E4", "E5", "E6", "E7", "E8", "E9"],
            json.RootElement.GetProperty("experiments").EnumerateArray().SelectMany(e => e.GetProperty("rows").EnumerateArray())
                .Select(r => r.GetProperty("row").GetString()).Order(StringComparer.Ordinal));
    }
}
