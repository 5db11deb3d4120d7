using System.Collections.Immutable;
using System.CommandLine;

namespace ActorLab.Cli.CommandLine;

/// <summary>A command of <c>actorlab</c>. It finds all that is wrong with its call before it does anything.</summary>
internal abstract class LabCommand(string name, string description, ImmutableArray<string> examples) : Command(name, description)
{
    /// <summary>Command lines that the help shows; each of them works as it stands.</summary>
    public ImmutableArray<string> Examples { get; } = examples;

    /// <returns>The exit code.</returns>
    public abstract Task<int> RunAsync(CommandCall call);
}
