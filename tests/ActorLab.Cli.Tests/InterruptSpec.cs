using System.Text.Json;
using System.Text.RegularExpressions;
using ActorLab.TestSupport;

namespace ActorLab.Cli.Tests;

/// <summary>Ctrl-C. A run that is to be interrupted is far from its end, and the signal is sent when it has visibly begun. It passes through <c>timeout</c>, which
/// kills a program that hangs: exit code 137.</summary>
public sealed class InterruptSpec : IDisposable
{
    private const string LongRun = "run line-copy --lines 1000000";

    private const string Bounded = "env --default-signal=INT,TERM timeout --preserve-status -k 900 900";

    /// <summary>On a terminal, a program of another group than the one in the foreground is stopped when it sets the terminal.</summary>
    private static readonly string InForeground = Bounded.Replace("timeout", "timeout --foreground", StringComparison.Ordinal);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_ends_the_run_which_shows_what_it_has(string signal, int exitCode)
    {
        Answer answer = await Interrupt($"{LongRun} --model serial --json", $"kill -{signal} $!");
        AssertPartial(answer, exitCode);
    }

    [Fact]
    public async Task A_simulated_run_is_interrupted_too() =>
        AssertPartial(await InterruptUnseen(
            $"{LongRun} --model serial --engine simulation --json", seconds: 2, hasBegun: answer => answer.Out.Length > 0));

    [Fact]
    public async Task Of_many_runs_those_that_were_done_are_told()
    {
        Answer answer = await InterruptUnseen(
            "run E5 --engine simulation --lines 1000 --replications 1000000 --json", seconds: 3,
            hasBegun: answer => Regex.IsMatch(answer.Out, "\"runs\": [1-9]", RegexOptions.None, Regex.InfiniteMatchTimeout));
        Assert.Equal((130, ""), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement runs = Assert.Single(json.RootElement.EnumerateArray());
        Assert.InRange(runs.GetProperty("runs").GetInt32(), 1, 999_999);
        Assert.Equal((0, 0), (runs.GetProperty("unfinished").GetInt32(), runs.GetProperty("order").GetProperty("unknown").GetInt32()));
    }

    [Fact]
    public async Task After_a_signal_no_other_model_is_started()
    {
        Answer answer = await Interrupt(LongRun, "kill -INT $!");
        Assert.Equal(130, answer.ExitCode);
        Assert.Contains("unknown (interrupted)", answer.Out);
        Assert.DoesNotContain("pipeline", answer.Out);
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once()
    {
        Answer answer = await Interrupt($"{LongRun} --model serial", "kill -INT $!; sleep 0.4; kill -INT $! 2>/dev/null");
        Assert.Equal(130, answer.ExitCode);
    }

    [Fact]
    public async Task An_idle_engine_is_interrupted_too()
    {
        string file = _folder.Write("idle.conf", "experiment = idle\nidle.window = 1 h");
        Answer answer = await InterruptUnseen($"run {file}", seconds: 0.7, hasBegun: answer => answer.Error.Length > 0);
        Assert.Equal(new Answer(130, "", "actorlab: interrupted before the idle time was over\n"), answer);
    }

    [Fact]
    [Trait("Tier", "terminal")]
    public async Task A_terminal_sees_how_far_a_long_run_has_come()
    {
        string screen = _folder.Write("screen", "");
        _folder.WriteProgram("run", $"#!/bin/sh\necho $$ >'{_folder.Path}/pid'\nexec {InForeground} {Lab.ShellCommand} {LongRun} --model serial\n");
        Answer answer = await Lab.Shell(
            $"""
            script -qefc '{_folder.Path}/run' '{screen}' >/dev/null &
            until grep -q 'items/s, ' '{screen}' || ! kill -0 $!; do sleep 0.1; done
            kill -INT "$(cat '{_folder.Path}/pid')"
            wait $!
            """,
            ("TERM", "xterm-256color"), ("NO_COLOR", "1"));
        string shown = await File.ReadAllTextAsync(screen);
        Assert.Equal(130, answer.ExitCode);
        Assert.Matches(@"\rserial: [\d,]+/1,000,000, [\d,.]+ items/s, \d+ s left", shown);
        Assert.Contains("unknown (interrupted)", shown);
        Assert.DoesNotContain('\u001b', shown);
    }

    /// <summary>Starts the program, waits until its output has something in it, and sends the signals.</summary>
    private Task<Answer> Interrupt(string arguments, string signals) => Lab.Shell(
        $"""
        {Bounded} {Lab.ShellCommand} {arguments} --output '{_folder.Path}/output' &
        until [[ -s '{_folder.Path}/output' ]] || ! kill -0 $!; do sleep 0.05; done
        {signals}
        wait $!
        """);

    /// <summary>Interrupts a program that shows nothing before its end, and that again with more time until it had begun: before
    /// it
    /// listens, the signal itself ends it without a word.</summary>
    private static async Task<Answer> InterruptUnseen(string arguments, double seconds, Func<Answer, bool> hasBegun)
    {
        while (true)
        {
            string program = $"env --default-signal=INT {Lab.ShellCommand} {arguments}";
            Answer answer = await Lab.Shell(
                FormattableString.Invariant($"timeout --preserve-status -k 900 -s INT {seconds} {program}"));
            if (answer.ExitCode != 130 || hasBegun(answer)) return answer;
            seconds *= 2;
            Assert.True(seconds < HangGuard.Limit.TotalSeconds, "it never begins");
        }
    }

    private static void AssertPartial(Answer answer, int exitCode = 130)
    {
        Assert.Equal((exitCode, ""), (answer.ExitCode, answer.Error));
        using JsonDocument json = JsonDocument.Parse(answer.Out);
        JsonElement run = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal("interrupted", run.GetProperty("outcome").GetString());
        Assert.Equal("unknown", run.GetProperty("verdict").GetProperty("status").GetString());
    }
}
