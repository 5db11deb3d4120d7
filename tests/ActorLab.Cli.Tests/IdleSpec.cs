using System.Text.Json;

namespace ActorLab.Cli.Tests;

public sealed class IdleSpec
{
    [Fact]
    public async Task E1_lists_the_threads_of_the_process_although_nothing_happens()
    {
        Answer answer = await Lab.Start("run", "E1", "--json");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement run = Assert.Single(json.RootElement.EnumerateArray());
        JsonElement[] threads = [.. run.GetProperty("threadList").EnumerateArray()];
        Assert.Equal(threads.Length, run.GetProperty("threads").GetInt32());
        Assert.True(threads.Length >= 3, $"only {threads.Length} threads");
        Assert.Contains(threads, t => t.GetProperty("name").GetString() == ".NET Finalizer");
        Assert.True(run.GetProperty("cpuSecondsInWindow").GetDecimal() < run.GetProperty("windowSeconds").GetDecimal());
    }

    [Fact]
    public async Task E1_is_told_to_people_with_its_lesson()
    {
        Answer answer = await Lab.Call("run", "idle");
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("published: 30 threads in an idle session\n", answer.Out);
        Assert.Contains("lesson of E1: a process is never only your thread", answer.Out);
    }
}
