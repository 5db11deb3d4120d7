using System.Collections.Immutable;
using System.Text.Json;
using ActorLab.Definitions;
using ActorLab.TestSupport.Brokers;

namespace ActorLab.Cli.Tests.Cluster;

/// <summary>The process that coordinates a run over a lab dies, and another one goes on.</summary>
[Trait("Tier", "broker")]
[Collection(WithLab.Name)]
public sealed class ResumedRunSpec(LabFixture lab)
{
    private const int Lines = 20_000;
    private const int RowsOfItem = 6;

    [Fact]
    public Task A_coordinator_that_is_killed_loses_and_doubles_nothing_and_the_members_work_for_the_next_one() =>
        AssertAnotherGoesOnAsync(ClusterDefinition.DirectWork);

    [Fact]
    [Trait("Length", "long")]
    public Task A_coordinator_that_is_killed_loses_and_doubles_nothing_of_what_goes_through_the_queue() =>
        AssertAnotherGoesOnAsync(ClusterDefinition.QueuedWork);

    private async Task AssertAnotherGoesOnAsync(string way)
    {
        ImmutableHashSet<string> queuesBefore = lab.Server.NotedWorkQueues();
        using var folder = new TemporaryFolder();
        string output = folder.File("copy"), state = folder.File("state");
        using RunningProgram member = lab.Begin("node", "--lab", RabbitBroker.Lab, "--name", "stays");
        await member.UntilSaysAsync("has joined");
        using (RunningProgram killed = Begin("--output", output, "--state", state, "--distribution", way))
        {
            await killed.UntilAsync(() => new FileInfo(output) is { Exists: true, Length: > 200_000 }, "a part was copied");
            // What is in the queue of this run stays there.
            if (way == ClusterDefinition.QueuedWork) await killed.UntilAsync(() => !lab.Server.NotedWorkQueues().IsSubsetOf(queuesBefore), "the broker has noted a queue of the run");
            ProcessTable.Signal("KILL", killed.Id);
            Assert.Equal(137, (await killed.EndAsync()).ExitCode);
        }

        using RunningProgram next = Begin("--output", output, "--state", state, "--resume", "--distribution", way, "--json");
        Answer answer = await next.EndAsync();
        Assert.True(answer.ExitCode == 0, $"{answer.Error}\n{answer.Out}");
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement report = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(("cluster", "holds", Lines), (report.GetProperty("engine").GetString(), report.GetProperty("verdict").GetProperty("status").GetString(), report.GetProperty("items").GetInt32()));
        Assert.InRange(report.GetProperty("resumed").GetProperty("fromItem").GetInt32(), 2, Lines);
        string[] rows = await File.ReadAllLinesAsync(output);
        Assert.Equal(Enumerable.Range(1, Lines).Select(i => $"line{i}"), rows.Where((_, i) => i % RowsOfItem == 4));
        Assert.DoesNotContain(RabbitBroker.Password, await File.ReadAllTextAsync(Path.Combine(state, "manifest.json")));
    }

    private RunningProgram Begin(params string[] options) => lab.Begin(
        ["run", "line-copy", "--model", "process-pipeline", "--workers", "2", "--lines", $"{Lines}", "--engine", "cluster", "--lab", RabbitBroker.Lab, "--nodes", "0", .. options]);
}
