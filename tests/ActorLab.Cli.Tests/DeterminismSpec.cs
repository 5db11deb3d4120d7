using System.Text.Json;

namespace ActorLab.Cli.Tests;

/// <summary><c>actorlab run --check-determinism</c>.</summary>
public sealed class DeterminismSpec
{
    [Theory]
    [InlineData("line-copy --lines 200", 8)]
    [InlineData("daemon --seed 3", 8)]
    public async Task A_simulated_run_is_the_same_in_two_processes_event_by_event(string run, int runs)
    {
        Answer answer = await Lab.Call(["run", .. run.Split(' '), "--engine", "simulation", "--check-determinism", "--json"]);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        Assert.Equal(runs, json.RootElement.GetArrayLength());
        Assert.All(json.RootElement.EnumerateArray(), r => Assert.True(r.GetProperty("same").GetBoolean() && r.GetProperty("eventsInCommon").GetInt64() > 30));
    }

    [Fact]
    public async Task The_digest_is_that_of_the_run()
    {
        string[] run = ["run", "E5", "--lines", "50", "--engine", "simulation"];
        using JsonDocument alone = JsonDocument.Parse((await Lab.Call([.. run, "--json"])).Out);
        Answer twice = await Lab.Call([.. run, "--check-determinism"]);
        Assert.Contains($" {alone.RootElement[0].GetProperty("traceDigest").GetString()}   same\n", twice.Out);
        Assert.Contains("\n  odd: TZ=Asia/Kathmandu, ", twice.Out);
        Assert.EndsWith("\nevery event is the same in both processes\n", twice.Out);
    }

    /// <summary>The file to copy is the memory map of whoever reads it, which no two processes share.</summary>
    [Fact]
    public async Task A_run_that_depends_on_its_process_is_found_out_and_its_first_event_that_differs_is_named()
    {
        Answer answer = await Lab.Call("run", "line-copy", "--model", "serial", "--input", "/proc/self/maps", "--engine", "simulation", "--check-determinism");
        Assert.Equal(1, answer.ExitCode);
        Assert.EndsWith("\nthe processes do not agree\n", answer.Out);
        Assert.Matches(
            @"^actorlab: line-copy · serial · 1 worker is not the same in two processes: the first event that differs is number \d+\n"
            + @"  plain: \d+ ns after the start: step root/coordinator/worker-1 Compute for \d+ ns turn 2 item 1 on worker-1\n"
            + @"  odd: \d+ ns after the start: step root/coordinator/worker-1 Compute for \d+ ns turn 2 item 1 on worker-1\n$",
            answer.Error);
    }

    [Fact]
    public async Task A_run_that_cannot_begin_ends_as_it_would_alone()
    {
        Answer answer = await Lab.Call("run", "line-copy", "--input", "/nowhere", "--engine", "simulation", "--check-determinism");
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.Contains("[AL0110]", answer.Error);
        Assert.EndsWith("plain: the run ended with exit code 2, so there is nothing to compare\n", answer.Error);
    }

    [Theory]
    [InlineData("E5", "actorlab: --check-determinism: expected with --engine simulation alone. Real threads never do the same twice. [AL0004]\n")]
    [InlineData("daemon", "actorlab: --check-determinism: expected with --engine simulation alone. Real threads never do the same twice. [AL0004]\n")]
    [InlineData("idle", "actorlab: --check-determinism: does not apply to idle. Leave it out. [AL0005]\n")]
    public async Task Real_threads_are_not_asked(string experiment, string expected) =>
        Assert.Equal(new Answer(2, "", expected), await Lab.Call("run", experiment, "--check-determinism"));

    [Fact]
    public async Task Nothing_is_left_behind()
    {
        // Other runs leave folders of the same names for a while in the folder that all share.
        using var own = new TemporaryFolder();
        Answer answer = await Lab.Shell(
            $"{Lab.ShellCommand} run E5 --lines 5 --engine simulation --check-determinism", ("TMPDIR", own.Path));
        Assert.Equal(0, answer.ExitCode);
        Assert.Empty(Directory.GetDirectories(own.Path));
    }
}
