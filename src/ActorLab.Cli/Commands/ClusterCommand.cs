using ActorLab.Cli.CommandLine;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab cluster</c>: questions about a lab.</summary>
internal sealed class ClusterCommand : LabCommand
{
    public ClusterCommand()
        : base("cluster", "Ask about the members of a lab.", ["actorlab cluster status --broker amqp://USER:PASSWORD@HOST:5672 --lab NAME"]) => Subcommands.Add(new ClusterStatusCommand());

    public override Task<int> RunAsync(CommandCall call)
    {
        if (call.Problems.Count == 0) call.Problems.Add(Problem.Missing("cluster", "expected a command, got none", "See actorlab cluster --help."));
        return Task.FromResult(call.Reject());
    }
}
