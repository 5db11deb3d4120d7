using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Definitions;
using ActorLab.Experiments;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Transports;
using ActorLab.Pipelines.Nodes;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Cli.Runs;

/// <summary>Nodes of a local run are processes of this program: how it starts them, and what it does when it is one.</summary>
internal static class LocalNodes
{
    /// <summary>The first argument of a process that is a node; no command for people.</summary>
    public const string Argument = "process:node";

    /// <summary>What nodes print, and why one was lost, goes to standard error with the node's name.</summary>
    public static IEngine CreateEngine(NodesDefinition nodes) =>
        new NodesEngine(
            new ChildProcessLauncher(() => ThisProgram(Argument), line => Console.Error.WriteLine($"{line.Child}: {line.Text}"), SettingsOf(nodes)),
            AddMessages,
            line => Console.Error.WriteLine($"actorlab: {line}"),
            OptionsOf(nodes))
        {
            MaxRestarts = nodes.MaxRestarts,
        };

    /// <summary>What both sides of the links are to agree on.</summary>
    public static LinkSettings SettingsOf(NodesDefinition nodes) => new(nodes.HeartbeatInterval, nodes.AcceptableHeartbeatPause, nodes.WindowFrames);

    /// <summary>What this side decides alone.</summary>
    public static LinkOptions OptionsOf(NodesDefinition nodes) => LinkOptions.Default with
    {
        JoinTimeout = nodes.HandshakeTimeout,
        StopPatience = nodes.StopPatience,
        RetransmitAfter = nodes.RetransmitAfter,
        RetransmitAtMost = nodes.RetransmitAtMost,
    };

    /// <summary>The life of a process that was started as a node.</summary>
    /// <param name="arguments">All of the process.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] arguments) => NodeProgram.RunAsync(arguments[^2], arguments[^1], AddMessages, static origin => Build(origin, null));

    /// <summary>Started by the same host, whatever program this one is a part of.</summary>
    /// <param name="argument">What makes it the process that is wanted.</param>
    public static ChildProgram ThisProgram(string argument)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        return new ChildProgram(host, [typeof(LocalNodes).Assembly.Location, argument]);
    }

    /// <summary>The plan of an origin of any experiment.</summary>
    /// <param name="origin">As the root says it.</param>
    /// <param name="programs">The external programs that may be started here; null for all.</param>
    public static ScenarioPlan Build(PlanOrigin origin, IReadOnlyCollection<string>? programs) => PipelineNodes.IsOrigin(origin) ? PipelineNodes.Build(origin, programs) : ExperimentCatalog.Build(origin);

    /// <summary>All messages that may travel between nodes.</summary>
    public static void AddMessages(WireTable table) => PipelineNodes.AddMessages(ExperimentCatalog.AddMessages(table));
}
