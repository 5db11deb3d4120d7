using ActorLab.Cli.Runs;
using ActorLab.Cluster.Members;

namespace ActorLab.Cli.Labs;

/// <summary>What this program does when it was started to be a member of a lab, or a life that a member leads.</summary>
internal static class LabProcesses
{
    /// <summary>The first argument of a process that is a member for the time of a run; no command for people.</summary>
    public const string MemberArgument = "process:member";

    /// <summary>The same for a life of a node.</summary>
    public const string LifeArgument = "process:life";

    /// <param name="arguments">All of the process.</param>
    public static bool IsOne(string[] arguments) => arguments is [MemberArgument or LifeArgument, _, _];

    /// <param name="arguments">All of the process; it <see cref="IsOne"/>.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] arguments) => arguments[0] == LifeArgument
        ? LifeProgram.RunAsync(arguments[^2], arguments[^1], LocalNodes.AddMessages, LocalNodes.Build)
        : MemberProgram.RunAsync(arguments[^2], arguments[^1], LocalNodes.ThisProgram(LifeArgument), Console.Error.WriteLine);
}
