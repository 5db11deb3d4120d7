using System.Collections.Concurrent;
using System.Diagnostics;
using ActorLab.Cluster.Engine;
using ActorLab.Cluster.Labs;
using ActorLab.Cluster.Members;
using ActorLab.Cluster.Tests.Members;
using ActorLab.Conformance;
using ActorLab.Core.Engine;
using ActorLab.Nodes.Tests.Engine;
using ActorLab.Nodes.Transports;
using ActorLab.TestSupport.Processes;

namespace ActorLab.Cluster.Tests.Engine;

/// <summary>The cluster engine with a process for each life of a node, as programs have it.</summary>
public sealed class ClusterProcesses : EngineFixture
{
    private readonly Lazy<DirectoryInfo> _folder = new(() => Directory.CreateTempSubdirectory("actorlab-conformance-"));
    private readonly ConcurrentQueue<string> _lives = new();
    private readonly Lazy<ClusterMember> _member;

    public ClusterProcesses() => _member = new Lazy<ClusterMember>(() => ClusterMember.JoinAsync(
        BrokerFixture.Current, new MemberOptions("suite") { OnLife = _lives.Enqueue }, LabRole.SuiteLife, CancellationToken.None).GetAwaiter().GetResult());

    public override int LivingNodes => _member.IsValueCreated ? _member.Value.Lives.Length : 0;

    public override IEngine CreateEngine()
    {
        _ = _member.Value;
        return new ClusterEngine(BrokerFixture.Current, SuiteMessages.AddTo, static _ => { });
    }

    public override IEngine CreateEngineThatLoses(string node, out Action lose)
    {
        lose = () => ProcessTable.Signal("KILL", ProcessOf(node));
        return CreateEngine();
    }

    public override Process StartProgramWithNodes(int count)
    {
        ChildProgram program = LabRole.SuiteRoot(count);
        LabAddress lab = BrokerFixture.Current;
        var start = new ProcessStartInfo(program.FileName, program.Arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        (start.Environment[SuitePlan.BrokerVariable], start.Environment[SuitePlan.LabVariable]) = (lab.Broker.OriginalString, lab.Lab);
        return Process.Start(start)!;
    }

    public override string NewPath(string name) => Path.Combine(_folder.Value.FullName, name);

    protected override void Dispose(bool disposing)
    {
        if (disposing && _folder.IsValueCreated) _folder.Value.Delete(recursive: true);
        if (disposing && _member.IsValueCreated) _member.Value.LeaveAsync().Wait();
        base.Dispose(disposing);
    }

    /// <summary>That of the node's latest life, which its member names.</summary>
    private int ProcessOf(string node)
    {
        string begun = _lives.Last(line => line.Contains($".{node}.", StringComparison.Ordinal) && line.Contains(" has begun in process ", StringComparison.Ordinal));
        return int.Parse(begun[(begun.LastIndexOf(' ') + 1)..]);
    }
}

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterProcessRules() : NodesConformance(new ClusterProcesses());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterProcessLoss() : NodeLossConformance(new ClusterProcesses());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterProcessEnd() : ProcessesConformance(new ClusterProcesses());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterProcessTurns() : TurnsConformance(new ClusterProcesses());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterProcessContext() : ContextConformance(new ClusterProcesses());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterProcessLife() : LifeConformance(new ClusterProcesses());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterProcessFailure() : FailureConformance(new ClusterProcesses());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterProcessBodies() : BodiesConformance(new ClusterProcesses());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterProcessInterpreterLock() : InterpreterLockConformance(new ClusterProcesses());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterProcessFiles() : FilesConformance(new ClusterProcesses());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterProcessDispatchers() : DispatchersConformance(new ClusterProcesses());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterProcessRuns() : RunConformance(new ClusterProcesses());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterProcessRealThreads() : RealThreadsConformance(new ClusterProcesses());

[Trait("Tier", "broker")]
[Collection(WithBroker.Name)]
public sealed class ClusterProcessTraces() : TraceConformance(new ClusterProcesses());
