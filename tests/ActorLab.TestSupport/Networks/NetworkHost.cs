using System.Diagnostics;

namespace ActorLab.TestSupport.Networks;

/// <summary>A place in a network where programs can run.</summary>
/// <param name="Name">In its network.</param>
/// <param name="Namespace">What the system calls it.</param>
/// <param name="Address">By which the others reach it.</param>
public sealed record NetworkHost(string Name, string Namespace, string Address)
{
    /// <summary>The command that runs another one there, in the same process.</summary>
    public string[] Command(string file, params string[] arguments) => ["ip", "netns", "exec", Namespace, file, .. arguments];

    /// <summary>Starts a program there.</summary>
    public Process Begin(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? variables = null)
    {
        string[] command = Command(file, [.. arguments]);
        return SystemCommand.Begin(command[0], command[1..], variables);
    }
}
