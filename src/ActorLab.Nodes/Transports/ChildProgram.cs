using System.Collections.Immutable;
using System.Reflection;

namespace ActorLab.Nodes.Transports;

/// <summary>What to start as a child process; the numbers of its two pipes are added as its last arguments.</summary>
public sealed record ChildProgram(string FileName, ImmutableArray<string> Arguments)
{
    /// <summary>The program that is running, with other arguments.</summary>
    /// <exception cref="InvalidOperationException">Nobody can tell how this process was started.</exception>
    public static ChildProgram This(params ImmutableArray<string> arguments)
    {
        string file = Environment.ProcessPath ?? throw new InvalidOperationException("the file of the running program is not known");
        if (Path.GetFileNameWithoutExtension(file) != "dotnet") return new ChildProgram(file, arguments);
        string library = Assembly.GetEntryAssembly()?.Location ?? throw new InvalidOperationException("the library of the running program is not known");
        return new ChildProgram(file, [library, .. arguments]);
    }
}
