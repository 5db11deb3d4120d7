namespace ActorLab.Cli.Tests;

public sealed class StreamsSpec
{
    [Fact]
    public async Task A_reader_that_goes_away_ends_the_program_quietly()
    {
        Answer answer = await Lab.Shell($"{Lab.ShellCommand} list | true; echo ${{PIPESTATUS[0]}}");
        Assert.Equal(new Answer(0, "141\n", ""), answer);
    }

    [Fact]
    public async Task A_full_standard_output_is_reported()
    {
        Answer answer = await Lab.Shell($"{Lab.ShellCommand} list >/dev/full");
        Assert.Equal(3, answer.ExitCode);
        Assert.StartsWith("actorlab: standard output: ", answer.Error);
        Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("run E8")]
    [InlineData("run line-copy --engine simulation --lines 5 --json")]
    public async Task A_closed_standard_output_is_reported_in_one_line(string arguments)
    {
        Answer answer = await Lab.Shell($"{Lab.ShellCommand} {arguments} >&-");
        Assert.Equal(3, answer.ExitCode);
        Assert.StartsWith("actorlab: standard output: ", answer.Error);
        Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("list 2>&- >/dev/full", 3)]
    [InlineData("run nothing 2>&-", 2)]
    [InlineData("list 2>&- >/dev/null", 0)]
    public async Task A_closed_standard_error_changes_no_exit_code(string arguments, int exitCode) =>
        Assert.Equal(new Answer(exitCode, "", ""), await Lab.Shell($"{Lab.ShellCommand} {arguments}"));

    [Theory]
    [InlineData("run line-copy --lines 5")]
    [InlineData("run E5 --lines 5")]
    [InlineData("run daemon")]
    [InlineData("run E5 --lines 5 --replications 2")]
    [InlineData("run E5 --engine simulation --lines 5 --check-determinism")]
    public async Task A_folder_for_temporary_files_that_does_not_exist_is_named_in_one_line(string arguments)
    {
        Answer answer = await Lab.Shell($"{Lab.ShellCommand} {arguments}", ("TMPDIR", "/there/is/none"));
        Assert.Equal(
            new Answer(
                2, "", "actorlab: TMPDIR: expected a folder for temporary files, got /there/is/none/, which is none [AL0006]\n"),
            answer);
    }

    [Fact]
    public async Task Virtual_time_needs_no_temporary_files() =>
        Assert.Equal(
            0,
            (await Lab.Shell($"{Lab.ShellCommand} run E5 --engine simulation --lines 5", ("TMPDIR", "/there/is/none"))).ExitCode);

    [Fact]
    public async Task A_program_of_a_stage_that_does_not_exist_is_named_in_one_line()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write(
            "p.conf",
            "experiment = pipeline, pipeline.stages { a { range { to = 3 } }, b { from = a, program = "
                + "[no-such-program, -x] }, c { from = b, count = on } }");
        Answer answer = await Lab.Shell($"{Lab.ShellCommand} run '{file}'");
        Assert.Equal((2, ""), (answer.ExitCode, answer.Out));
        Assert.EndsWith(
            ": b.program: expected a program, got no-such-program, which is in no folder of PATH [AL0124]\n", answer.Error);
        Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        // In virtual time no program runs.
        Assert.Equal(0, (await Lab.Shell($"{Lab.ShellCommand} run '{file}' --engine simulation")).ExitCode);
    }

    [Fact]
    public async Task A_file_shared_by_both_streams_keeps_what_both_wrote()
    {
        using var folder = new TemporaryFolder();
        string log = folder.File("log");
        await Lab.Shell($"{{ echo before; {Lab.ShellCommand} list; echo between >&2; {Lab.ShellCommand} rnu; }} >'{log}' 2>&1");
        string text = await File.ReadAllTextAsync(log);
        Assert.StartsWith("before\n  experiment", text);
        Assert.EndsWith("between\nactorlab: rnu: expected a command, got rnu. Did you mean run? [AL0001]\n", text);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("run E8")]
    [InlineData("--help")]
    public async Task Redirected_output_has_no_control_sequence_whatever_the_terminal(string arguments)
    {
        Answer answer = await Lab.Shell($"{Lab.ShellCommand} {arguments}", ("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("NO_COLOR", null));
        Assert.Equal(0, answer.ExitCode);
        Assert.NotEmpty(answer.Out);
        Assert.DoesNotContain('\u001b', answer.Out + answer.Error);
    }

    [Theory]
    [Trait("Tier", "terminal")]
    [InlineData("run E8", "lesson of E8")]
    [InlineData("run --help", "Examples:")]
    [InlineData("rnu", "Did you mean run?")]
    public async Task A_terminal_gets_no_control_sequence_when_it_wants_no_colour(string arguments, string expected)
    {
        Answer answer = await Lab.Shell($"script -qec \"{Lab.ShellCommand} {arguments}\" /dev/null", ("TERM", "xterm-256color"), ("NO_COLOR", "1"));
        Assert.Contains(expected, answer.Out);
        Assert.DoesNotContain('\u001b', answer.Out);
    }

    [Fact]
    [Trait("Tier", "terminal")]
    public async Task Rows_are_broken_at_the_width_of_the_terminal()
    {
        Answer answer = await Lab.Shell($"script -qec \"stty cols 70; {Lab.ShellCommand} list\" /dev/null", ("TERM", "xterm"));
        string[] rows = answer.Out.Split('\n');
        Assert.Contains(rows, row => row.TrimEnd('\r').Length > 60);
        Assert.All(rows, row => Assert.True(row.TrimEnd('\r').Length <= 70, row));
    }
}
