using ActorLab.Conformance.Scripts;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Transports;
using ActorLab.Nodes.Tests.Transports;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Tests.Engine;

/// <summary>This program as a node of the suite's plans, and as the root of one.</summary>
internal static class SuiteNode
{
    /// <summary>Prints the number of its process when it is made, and then does nothing.</summary>
    private const string Announces = "announces";

    public static ChildProgram Program => ChildRole.Program("node");

    /// <summary>The life of a node.</summary>
    public static int Live(string incoming, string outgoing) =>
        NodeProgram.RunAsync(incoming, outgoing, SuiteMessages.AddTo, _ => Plan(Script.Props((_, _) => { }), [])).GetAwaiter().GetResult();

    /// <summary>The root of a plan whose nodes go on until they are ended.</summary>
    public static int Root(int count)
    {
        string[] names = [.. Enumerable.Range(0, count).Select(i => $"node-{i}")];
        var launcher = new ChildProcessLauncher(() => Program, line => Console.WriteLine(line.Text));
        ActorProps root = Script.Props((context, message) =>
        {
            if (message is not Started) return;
            foreach (string name in names) context.Spawn(ActorProps.OnNode(name, Announces, Go.Instance));
        });
        var engine = new NodesEngine(launcher, SuiteMessages.AddTo, Console.Error.WriteLine);
        RunResult result = engine.RunAsync(Plan(root, names), EngineOptions.Default, CancellationToken.None).GetAwaiter().GetResult();
        return result.Outcome == RunOutcome.Completed ? 0 : 1;
    }

    private static ScenarioPlan Plan(ActorProps root, string[] nodes) => new()
    {
        Name = "suite",
        Root = _ => root,
        Machine = new MachineProfile { Name = "suite", Cores = 2 },
        Nodes = [.. nodes.Select(name => new NodePlan(name))],
        Roles = NodeRoles.All.Add(Announces, (_, _) => Script.Props((_, message) =>
        {
            if (message is Started) Console.WriteLine($"node {Environment.ProcessId}");
        })),
    };
}

/// <summary>Starts nodes as processes of this program, and remembers them.</summary>
internal sealed class SuiteLauncher : INodeLauncher
{
    private readonly Lock _gate = new();
    private readonly List<ChildProcess> _children = [];

    public bool StartsProcesses => true;

    public LinkSettings Settings => LinkSettings.Default;

    /// <summary>How many have not ended.</summary>
    public int Living
    {
        get
        {
            lock (_gate) return _children.Count(child => !child.Exited.IsCompleted);
        }
    }

    public Task<INodeHandle> LaunchAsync(ScenarioPlan plan, NodePlan node)
    {
        ChildProcess child = ChildProcess.Start(node.Name, SuiteNode.Program, line => Console.Error.WriteLine($"{line.Child}: {line.Text}"));
        lock (_gate) _children.Add(child);
        return Task.FromResult<INodeHandle>(new Handle(child));
    }

    /// <summary>Kills the node's latest life.</summary>
    public void Kill(string node)
    {
        lock (_gate) _children.Last(child => child.Name == node).Kill();
    }

    private sealed class Handle(ChildProcess child) : INodeHandle
    {
        public ITransport Transport => child.Transport;

        public Task Ended => child.Exited;

        public void Kill() => child.Kill();

        public void Dispose() => child.Dispose();
    }
}
