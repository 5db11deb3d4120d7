using System.Text.Json;

namespace ActorLab.Cli.Tests;

/// <summary>Ctrl-C. The signals come from <c>timeout</c>, which also ends what does not obey: exit code 137 is a program that took too long.</summary>
public sealed class InterruptSpec
{
    private const string EndlessRun = "run line-copy --model serial --lines 1000000";

    [Theory]
    [InlineData("INT", "local")]
    [InlineData("TERM", "local")]
    [InlineData("INT", "simulation")]
    public async Task A_signal_ends_the_run_which_shows_what_it_has(string signal, string engine)
    {
        Answer answer = await Lab.Shell(
            $"timeout --preserve-status -k 4 -s {signal} 1.5 env --default-signal=INT,TERM {Lab.ShellCommand} {EndlessRun} --engine {engine} --json");
        Assert.Equal((130, ""), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement run = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal("interrupted", run.GetProperty("outcome").GetString());
        Assert.Equal("unknown", run.GetProperty("verdict").GetProperty("status").GetString());
    }

    [Fact]
    public async Task After_a_signal_no_other_model_is_started()
    {
        Answer answer = await Lab.Shell(
            $"timeout --preserve-status -k 4 -s INT 1.5 env --default-signal=INT {Lab.ShellCommand} run line-copy --lines 1000000");
        Assert.Equal(130, answer.ExitCode);
        Assert.Contains("unknown (interrupted)", answer.Out);
        Assert.DoesNotContain("pipeline", answer.Out);
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once()
    {
        Answer answer = await Lab.Shell(
            $"""
            env --default-signal=INT {Lab.ShellCommand} {EndlessRun} >/dev/null &
            sleep 1
            kill -INT $!; sleep 0.1; kill -INT $! 2>/dev/null
            wait $!
            """);
        Assert.Equal(130, answer.ExitCode);
    }

    [Fact]
    public async Task An_idle_engine_is_interrupted_too()
    {
        Answer answer = await Lab.Shell($"timeout --preserve-status -k 3 -s INT 0.7 env --default-signal=INT {Lab.ShellCommand} run idle");
        Assert.Equal(new Answer(130, "", "actorlab: interrupted before the idle second was over\n"), answer);
    }

    [Fact]
    [Trait("Tier", "terminal")]
    public async Task A_terminal_sees_how_far_a_long_run_has_come()
    {
        Answer answer = await Lab.Shell(
            $"script -qec \"timeout --preserve-status -k 4 -s INT 4 env --default-signal=INT {Lab.ShellCommand} {EndlessRun}\" /dev/null",
            ("TERM", "xterm-256color"), ("NO_COLOR", "1"));
        Assert.Matches(@"\rserial: [\d,]+/1,000,000, [\d,.]+ items/s, \d+ s left", answer.Out);
        Assert.Contains("unknown (interrupted)", answer.Out);
    }
}
