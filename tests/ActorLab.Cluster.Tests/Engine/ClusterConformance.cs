using ActorLab.Cluster.Engine;
using ActorLab.Conformance;
using ActorLab.Core.Engine;
using ActorLab.Nodes.Tests.Engine;

namespace ActorLab.Cluster.Tests.Engine;

/// <summary>The cluster engine as the conformance suite sees it: members in this process, joined through a real broker. Their plans are built again, and their messages are bytes.</summary>
public sealed class ClusterNodes : EngineFixture
{
    // Two for the nodes of the plans, and more for those that are started again on another member.
    private const int Members = 4;

    private readonly Lazy<DirectoryInfo> _folder = new(() => Directory.CreateTempSubdirectory("actorlab-conformance-"));
    private readonly Lazy<MemberTeam> _team = new(() => MemberTeam.JoinAsync(BrokerFixture.Current, Members, SuiteMessages.AddTo, _ => SuitePlan.Empty).GetAwaiter().GetResult());

    public override int LivingNodes => _team.IsValueCreated ? _team.Value.Lives : 0;

    public override IEngine CreateEngine()
    {
        _ = _team.Value;
        return new ClusterEngine(BrokerFixture.Current, SuiteMessages.AddTo, static _ => { }) { LivesAreProcesses = false };
    }

    public override IEngine CreateEngineThatLoses(string node, out Action lose)
    {
        MemberTeam team = _team.Value;
        lose = () => Assert.True(team.Lose(node), $"no member is node '{node}'");
        return CreateEngine();
    }

    public override string NewPath(string name) => Path.Combine(_folder.Value.FullName, name);

    protected override void Dispose(bool disposing)
    {
        if (disposing && _folder.IsValueCreated) _folder.Value.Delete(recursive: true);
        if (disposing && _team.IsValueCreated) _team.Value.DisposeAsync().AsTask().Wait();
        base.Dispose(disposing);
    }
}

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterRules() : NodesConformance(new ClusterNodes());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterLoss() : NodeLossConformance(new ClusterNodes());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterTurns() : TurnsConformance(new ClusterNodes());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterContext() : ContextConformance(new ClusterNodes());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterLife() : LifeConformance(new ClusterNodes());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterFailure() : FailureConformance(new ClusterNodes());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterBodies() : BodiesConformance(new ClusterNodes());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterInterpreterLock() : InterpreterLockConformance(new ClusterNodes());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterFiles() : FilesConformance(new ClusterNodes());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterDispatchers() : DispatchersConformance(new ClusterNodes());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterRuns() : RunConformance(new ClusterNodes());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterRealThreads() : RealThreadsConformance(new ClusterNodes());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterTraces() : TraceConformance(new ClusterNodes());
