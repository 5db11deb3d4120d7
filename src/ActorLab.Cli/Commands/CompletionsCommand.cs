using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Core.Report;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab completions</c>: a script that teaches a shell to complete <c>actorlab</c>.</summary>
internal sealed class CompletionsCommand : LabCommand
{
    private const string Bash = """
        # eval "$(actorlab completions bash)"
        _actorlab() {
            local line="${COMP_LINE:0:COMP_POINT}" IFS=$'\n'
            COMPREPLY=($("${COMP_WORDS[0]}" complete -- "$line" 2>/dev/null))
        }
        complete -o default -F _actorlab actorlab

        """;

    private const string Zsh = """
        #compdef actorlab
        # eval "$(actorlab completions zsh)"
        _actorlab() {
            local -a found
            found=("${(@f)$("${words[1]}" complete -- "${BUFFER[1,CURSOR]}" 2>/dev/null)}")
            found=(${found:#})
            if (( $#found )); then compadd -a found; else _files; fi
        }
        compdef _actorlab actorlab

        """;

    private const string Fish = """
        # actorlab completions fish | source
        complete -c actorlab -a '(actorlab complete -- (commandline -cp) 2>/dev/null)'

        """;

    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    private readonly Argument<string> _shell = new("shell") { Description = "bash, zsh or fish.", HelpName = "shell" };

    public CompletionsCommand()
        : base("completions", "Print a completion script for a shell.",
            ["eval \"$(actorlab completions bash)\"", "eval \"$(actorlab completions zsh)\"", "actorlab completions fish | source"])
    {
        _shell.CompletionSources.Add(Shells);
        Arguments.Add(_shell);
    }

    public override Task<int> RunAsync(CommandCall call)
    {
        string? shell = call.Text(_shell);
        if (shell is not null && !Shells.Contains(shell)) call.Problems.Add(Problem.Unknown("a shell", shell, Shells, _shell.Name));
        if (call.Problems.Count > 0) return Task.FromResult(call.Reject());
        call.Out.Write(shell switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
        return Task.FromResult(ExitCode.Holds);
    }
}
