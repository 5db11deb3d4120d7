namespace ActorLab.Cli.Tests;

public sealed class CompletionsSpec
{
    [Theory]
    [InlineData("actorlab ", "check cluster completions config export graph list new node run trace verify")]
    [InlineData("actorlab r", "run")]
    [InlineData("/some/where/actorlab r", "run")]
    [InlineData("actorlab run line-copy --mo", "--model")]
    [InlineData("actorlab run line-copy --model ", "async pipeline process-pipeline processes serial thread-per-item threads threads-lock")]
    [InlineData("actorlab run line-copy --model th", "thread-per-item threads threads-lock")]
    [InlineData("actorlab run line-copy --engine s", "simulation")]
    [InlineData("actorlab run line-copy --distribution ", "direct queue")]
    [InlineData("actorlab completions ", "bash fish zsh")]
    public async Task What_could_come_next_is_listed(string line, string expected)
    {
        Answer answer = await Lab.Call("complete", "--", line);
        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(expected.Split(' '), answer.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(w => !w.StartsWith('-') || expected.StartsWith('-')));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _actorlab actorlab")]
    [InlineData("zsh", "compdef _actorlab actorlab")]
    [InlineData("fish", "complete -c actorlab")]
    public async Task Each_shell_has_its_script(string shell, string expected)
    {
        Answer answer = await Lab.Call("completions", shell);
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains(expected, answer.Out);
    }

    [Fact]
    public async Task An_unknown_shell_is_a_usage_error()
    {
        Answer answer = await Lab.Call("completions", "bsh");
        Assert.Equal(new Answer(2, "", "actorlab: shell: expected a shell, got bsh. Did you mean bash? [AL0001]\n"), answer);
    }

    [Fact]
    public async Task The_script_for_bash_completes_in_bash()
    {
        using var folder = new TemporaryFolder();
        folder.WriteProgram("actorlab", $"#!/bin/sh\nexec {Lab.ShellCommand} \"$@\"\n");
        Answer answer = await Lab.Shell(
            """
            PATH="$FOLDER:$PATH"
            eval "$(actorlab completions bash)"
            COMP_LINE='actorlab run line-copy --model pi and more' COMP_POINT=33 COMP_WORDS=(actorlab run line-copy --model pi)
            _actorlab
            printf '%s\n' "${COMPREPLY[@]}"
            """,
            ("FOLDER", folder.Path));
        Assert.Equal(new Answer(0, "pipeline\n", ""), answer);
    }
}
