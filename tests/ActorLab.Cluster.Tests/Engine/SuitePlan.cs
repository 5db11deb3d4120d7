using ActorLab.Cluster.Engine;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.Cluster.Tests.Members;
using ActorLab.Conformance.Scripts;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Tests.Engine;

namespace ActorLab.Cluster.Tests.Engine;

/// <summary>What the nodes of the suite's plans know, and a root whose nodes go on until they are ended.</summary>
internal static class SuitePlan
{
    /// <summary>Where the root finds its broker and its lab.</summary>
    public const string BrokerVariable = "ACTORLAB_TEST_BROKER", LabVariable = "ACTORLAB_TEST_LAB";

    /// <summary>Prints the number of its process when it is made, and then does nothing.</summary>
    private const string Announces = "announces";

    public static ScenarioPlan Empty => Of(Script.Props((_, _) => { }), []);

    public static async Task<int> RunRootAsync(int count)
    {
        var lab = new LabAddress(new Uri(Environment.GetEnvironmentVariable(BrokerVariable)!), Environment.GetEnvironmentVariable(LabVariable)!);
        var options = new MemberOptions("suite") { Report = line => Console.WriteLine(line) };
        await using ClusterMember member = await ClusterMember.JoinAsync(lab, options, LabRole.SuiteLife, CancellationToken.None);
        string[] names = [.. Enumerable.Range(0, count).Select(i => $"node-{i}")];
        ActorProps root = Script.Props((context, message) =>
        {
            if (message is not Started) return;
            foreach (string name in names) context.Spawn(ActorProps.OnNode(name, Announces, Go.Instance));
        });
        RunResult result = await new ClusterEngine(lab, SuiteMessages.AddTo, Console.Error.WriteLine).RunAsync(Of(root, names), EngineOptions.Default, CancellationToken.None);
        return result.Outcome == RunOutcome.Completed ? 0 : 1;
    }

    private static ScenarioPlan Of(ActorProps root, string[] nodes) => new()
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
