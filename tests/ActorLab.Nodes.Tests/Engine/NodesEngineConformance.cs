using System.Collections.Concurrent;
using ActorLab.Conformance;
using ActorLab.Core.Engine;
using ActorLab.Nodes.Transports;

namespace ActorLab.Nodes.Tests.Engine;

/// <summary>The local engine with nodes in this process as the conformance suite sees it. Each fixture has a folder of its own for the files of its bodies.</summary>
public sealed class InMemoryNodes(FaultRates rates) : EngineFixture
{
    private readonly Lazy<DirectoryInfo> _folder = new(() => Directory.CreateTempSubdirectory("actorlab-conformance-"));

    private readonly ConcurrentQueue<InMemoryLauncher> _launchers = new();

    public override int LivingNodes => _launchers.Sum(launcher => launcher.Living);

    public override IEngine CreateEngine() => Launcher().Engine();

    public override IEngine CreateEngineThatLoses(string node, out Action lose)
    {
        InMemoryLauncher launcher = Launcher();
        lose = () => launcher.Kill(node);
        return launcher.Engine();
    }

    public override string NewPath(string name) => Path.Combine(_folder.Value.FullName, name);

    private InMemoryLauncher Launcher()
    {
        var launcher = new InMemoryLauncher(rates, 1);
        _launchers.Enqueue(launcher);
        return launcher;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _folder.IsValueCreated) _folder.Value.Delete(recursive: true);
        base.Dispose(disposing);
    }
}

public sealed class NodesOverSoundChannels() : NodesConformance(new InMemoryNodes(FaultRates.None));

public sealed class NodesOverFaultyChannels() : NodesConformance(new InMemoryNodes(new FaultRates(0.1, 0.1, 0, 5)));

public sealed class NodesLostOverSoundChannels() : NodeLossConformance(new InMemoryNodes(FaultRates.None));

public sealed class NodesLostOverFaultyChannels() : NodeLossConformance(new InMemoryNodes(new FaultRates(0.1, 0.1, 0, 5)));

public sealed class NodesTurns() : TurnsConformance(new InMemoryNodes(FaultRates.None));

public sealed class NodesContext() : ContextConformance(new InMemoryNodes(FaultRates.None));

public sealed class NodesLife() : LifeConformance(new InMemoryNodes(FaultRates.None));

public sealed class NodesFailure() : FailureConformance(new InMemoryNodes(FaultRates.None));

public sealed class NodesBodies() : BodiesConformance(new InMemoryNodes(FaultRates.None));

public sealed class NodesInterpreterLock() : InterpreterLockConformance(new InMemoryNodes(FaultRates.None));

public sealed class NodesFiles() : FilesConformance(new InMemoryNodes(FaultRates.None));

public sealed class NodesDispatchers() : DispatchersConformance(new InMemoryNodes(FaultRates.None));

public sealed class NodesTraces() : TraceConformance(new InMemoryNodes(FaultRates.None));

public sealed class NodesRuns() : RunConformance(new InMemoryNodes(FaultRates.None));

public sealed class NodesRealThreads() : RealThreadsConformance(new InMemoryNodes(FaultRates.None));
