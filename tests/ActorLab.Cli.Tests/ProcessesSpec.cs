using System.Diagnostics;
using System.Text.Json;
using ActorLab.TestSupport;

namespace ActorLab.Cli.Tests;

/// <summary>Line-copy with real child processes.</summary>
public sealed class ProcessesSpec
{
    [Fact]
    public async Task Three_processes_really_are_three_and_count_for_themselves()
    {
        using var folder = new TemporaryFolder();
        Answer answer = await Lab.Start("run", "line-copy", "--model", "processes", "--lines", "3000", "--output", folder.File("output"), "--json");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        string[] processes = [.. (await File.ReadAllLinesAsync(folder.File("output"))).Where(r => r.StartsWith("current pid:", StringComparison.Ordinal)).Distinct()];
        Assert.Equal(3, processes.Length);
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement run = json.RootElement[0];
        Assert.Equal("several private counters (3)", run.GetProperty("verdict").GetProperty("cause").GetString());
        Assert.Equal((3000, 0, 0), (run.GetProperty("items").GetInt32(), run.GetProperty("reassigned").GetInt32(), run.GetProperty("workersLost").GetInt32()));
    }

    [Theory]
    [InlineData("processes", "1")]
    [InlineData("process-pipeline", "3")]
    public async Task Where_order_is_promised_it_is_kept(string model, string workers)
    {
        Answer answer = await Lab.Start("run", "line-copy", "--model", model, "--workers", workers, "--lines", "1000");
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Contains($"\n{model} kept the order, ", answer.Out);
    }

    [Fact]
    public async Task A_pipeline_that_loses_a_process_in_the_middle_still_gives_every_line_once_and_in_order()
    {
        const int Lines = 20_000;
        using Process lab = Process.Start(new ProcessStartInfo("dotnet", [Lab.Program, "run", "line-copy", "--model", "process-pipeline", "--lines", $"{Lines}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = lab.StandardOutput.ReadToEndAsync(), error = lab.StandardError.ReadToEndAsync();
        using (Process victim = Process.GetProcessById(ThirdChildOf(lab))) victim.Kill();
        await lab.WaitForExitAsync();
        Assert.True(lab.ExitCode == 0, await error + await output);
        Assert.Contains("process-", await error);
        Assert.Matches(@"\nprocess-pipeline: (\d+ leases? of process-\d, which was lost, (was|were) done again|process-\d was lost and held no lease)\n", await output);
        Assert.Contains($"0 of {Lines} rows differ from the input line at their position", await output);
    }

    /// <summary>Waits until it has three children.</summary>
    private static int ThirdChildOf(Process parent)
    {
        string[] children = [];
        bool found = SpinWait.SpinUntil(
            () => parent.HasExited || (children = ChildrenOf(parent.Id)).Length >= 3, HangGuard.Limit);
        Assert.True(found && !parent.HasExited, "it has started no three processes");
        return int.Parse(children[2]);
    }

    private static string[] ChildrenOf(int process)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{process}/task").SelectMany(t => File.ReadAllText(Path.Combine(t, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        }
        catch (IOException)
        {
            // A thread has ended since they were listed.
            return [];
        }
    }
}
