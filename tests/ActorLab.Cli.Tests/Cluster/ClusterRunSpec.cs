using System.Text.Json;
using ActorLab.Cli.Labs;
using ActorLab.TestSupport.Brokers;

namespace ActorLab.Cli.Tests.Cluster;

[Trait("Tier", "broker")]
[Collection(WithLab.Name)]
public sealed class ClusterRunSpec(LabFixture lab)
{
    [Fact]
    public async Task A_run_starts_its_members_here_and_leaves_none_and_nobody_sees_the_password()
    {
        var seen = new HashSet<int>();
        bool told = false;
        using RunningProgram run = lab.Begin("run", "line-copy", "--model", "process-pipeline", "--lines", "300", "--engine", "cluster", "--lab", RabbitBroker.Lab, "--nodes", "2", "--json");
        await ProcessTable.Until(
            () =>
            {
                foreach (int process in Below(run.Id))
                {
                    string command = ProcessTable.CommandOf(process);
                    told |= command.Contains(RabbitBroker.Password, StringComparison.Ordinal);
                    if (command.Contains(LabProcesses.MemberArgument, StringComparison.Ordinal) || command.Contains(LabProcesses.LifeArgument, StringComparison.Ordinal)) seen.Add(process);
                }

                return run.HasExited;
            },
            "the run ends");
        Answer answer = await run.EndAsync();
        Assert.True(answer.ExitCode == 0, $"{answer.Error}\n{answer.Out}");
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement report = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(("cluster", "holds", 300), (report.GetProperty("engine").GetString(), report.GetProperty("verdict").GetProperty("status").GetString(), report.GetProperty("items").GetInt32()));
        // Two members, and a process for each of the three nodes.
        Assert.Equal(5, seen.Count);
        Assert.False(told);
        Assert.All(seen, process => Assert.False(ProcessTable.IsAlive(process)));
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task A_member_that_is_told_to_leave_in_the_middle_leaves_in_order_and_the_run_goes_on()
    {
        using var folder = new TemporaryFolder();
        string output = folder.File("copy");
        RunningProgram[] nodes = [.. Enumerable.Range(1, 2).Select(i => lab.Begin("node", "--lab", RabbitBroker.Lab, "--name", $"node-{i}"))];
        try
        {
            foreach (RunningProgram node in nodes) await node.UntilSaysAsync("has joined");
            using RunningProgram run = lab.Begin("run", "line-copy", "--model", "process-pipeline", "--lines", "20000", "--output", output, "--engine", "cluster", "--lab", RabbitBroker.Lab, "--nodes", "0");
            await run.UntilAsync(() => new FileInfo(output) is { Exists: true, Length: > 0 }, "a line was copied");
            ProcessTable.Signal("TERM", nodes[0].Id);
            Answer left = await nodes[0].EndAsync();
            Answer answer = await run.EndAsync();
            Assert.True(answer.ExitCode == 0, $"{answer.Error}\n{answer.Out}");
            Assert.Contains("0 of 20000 acknowledged items lost, 0 duplicated, 0 unexpected", answer.Out);
            Assert.Equal(0, left.ExitCode);
            string[] said = left.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            int begun = said.Count(line => line.Contains(" has begun in process ", StringComparison.Ordinal));
            Assert.InRange(begun, 1, 3);
            Assert.Equal(begun, said.Count(line => line.EndsWith(" was killed by signal 9", StringComparison.Ordinal)));
            Assert.Equal("actorlab: has left the lab", said[^1]);
        }
        finally
        {
            foreach (RunningProgram node in nodes) node.Dispose();
        }
    }

    [Fact]
    public async Task A_pipeline_with_a_stage_in_processes_runs_over_the_lab()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write(
            "numbers.conf",
            """
            engine = cluster
            cluster { lab = lab, nodes = 2 }
            pipeline {
              name = numbers
              stages {
                numbers { range { to = 200 } }
                squares { from = numbers, map = square, workers = 2, execution = processes, order = input }
                checked { from = squares, verify = on }
              }
            }
            """);
        using RunningProgram run = lab.Begin("run", file, "--json");
        Answer answer = await run.EndAsync();
        Assert.True(answer.ExitCode == 0, $"{answer.Error}\n{answer.Out}");
        Assert.Contains("\"engine\": \"cluster\"", answer.Out);
        Assert.Empty(Below(run.Id));
    }

    [Fact]
    public async Task A_lab_that_does_not_exist_fails_the_run_with_its_name()
    {
        using RunningProgram run = lab.Begin("run", "line-copy", "--model", "process-pipeline", "--lines", "10", "--engine", "cluster", "--lab", "nolab", "--nodes", "1");
        Answer answer = await run.EndAsync();
        Assert.Equal(3, answer.ExitCode);
        Assert.Contains("lab 'nolab' on amqp://127.0.0.1:", answer.Error);
        Assert.DoesNotContain(RabbitBroker.Password, answer.Error + answer.Out);
    }

    private static IEnumerable<int> Below(int process) => ProcessTable.ChildrenOf(process).SelectMany(child => Below(child).Prepend(child));
}
