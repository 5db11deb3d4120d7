using System.Collections.Immutable;
using ActorLab.Cluster.Members;
using ActorLab.Cluster.Tests.Engine;
using ActorLab.Core.Plan;
using ActorLab.Experiments;
using ActorLab.Nodes.Tests.Engine;
using ActorLab.Nodes.Transports;
using ActorLab.Pipelines.Nodes;
using ActorLab.Wire;

namespace ActorLab.Cluster.Tests.Members;

/// <summary>What this program does when a test, or a member that a test has started, starts it.</summary>
internal static class LabRole
{
    /// <summary>A member of the lab whose lives are nodes of experiments and pipelines.</summary>
    public static ChildProgram Member => Program("member");

    /// <summary>A life of such a node.</summary>
    public static ChildProgram Life => Program("life");

    /// <summary>A life of a node of the conformance suite.</summary>
    public static ChildProgram SuiteLife => Program("suite-life");

    /// <summary>The root of a plan of the suite, and a member for its nodes.</summary>
    public static ChildProgram SuiteRoot(int nodes) => Program("suite-root", $"{nodes}");

    public static Task<int> PlayAsync(string[] arguments) => arguments switch
    {
        ["member", var incoming, var outgoing] => MemberProgram.RunAsync(incoming, outgoing, Life, Console.Error.WriteLine, Console.Error.WriteLine),
        ["life", var incoming, var outgoing] => LifeProgram.RunAsync(incoming, outgoing, AddMessages, Build),
        ["suite-life", var incoming, var outgoing] => LifeProgram.RunAsync(incoming, outgoing, SuiteMessages.AddTo, (_, _) => SuitePlan.Empty),
        ["suite-root", var nodes] => SuitePlan.RunRootAsync(int.Parse(nodes)),
        _ => throw new ArgumentException($"this program has no part '{string.Join(' ', arguments)}'", nameof(arguments)),
    };

    public static void AddMessages(WireTable table) => PipelineNodes.AddMessages(ExperimentCatalog.AddMessages(table));

    private static ScenarioPlan Build(PlanOrigin origin, IReadOnlyCollection<string> programs) => PipelineNodes.IsOrigin(origin) ? PipelineNodes.Build(origin, programs) : ExperimentCatalog.Build(origin);

    private static ChildProgram Program(params ImmutableArray<string> role) => new("dotnet", [typeof(LabRole).Assembly.Location, .. role]);
}
