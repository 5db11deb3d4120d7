using System.Diagnostics;
using ActorLab.Conformance;
using ActorLab.Core.Engine;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Tests.Transports;
using ActorLab.Nodes.Transports;

namespace ActorLab.Nodes.Tests.Engine;

/// <summary>The local engine with nodes in real child processes as the conformance suite sees it.</summary>
public sealed class ProcessNodes : EngineFixture
{
    private readonly Lazy<DirectoryInfo> _folder = new(() => Directory.CreateTempSubdirectory("actorlab-conformance-"));
    private readonly SuiteLauncher _launcher = new();

    public override int LivingNodes => _launcher.Living;

    public override IEngine CreateEngine() => new NodesEngine(_launcher, SuiteMessages.AddTo, static _ => { });

    public override IEngine CreateEngineThatLoses(string node, out Action lose)
    {
        lose = () => _launcher.Kill(node);
        return CreateEngine();
    }

    public override Process StartProgramWithNodes(int count)
    {
        ChildProgram program = ChildRole.Program("root", $"{count}");
        return Process.Start(new ProcessStartInfo(program.FileName, program.Arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
    }

    public override string NewPath(string name) => Path.Combine(_folder.Value.FullName, name);

    protected override void Dispose(bool disposing)
    {
        if (disposing && _folder.IsValueCreated) _folder.Value.Delete(recursive: true);
        base.Dispose(disposing);
    }
}

/// <summary>Tests that start processes come one after the other and apart from all others, or one's child would hold a pipe of another open.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RealProcesses
{
    public const string Name = "real processes";
}

[Collection(RealProcesses.Name)]
public sealed class ProcessesNodes() : NodesConformance(new ProcessNodes());

[Collection(RealProcesses.Name)]
public sealed class ProcessesLoss() : NodeLossConformance(new ProcessNodes());

[Collection(RealProcesses.Name)]
public sealed class ProcessesEnd() : ActorLab.Conformance.ProcessesConformance(new ProcessNodes());

public sealed class ProcessesTurns() : TurnsConformance(new ProcessNodes());

public sealed class ProcessesContext() : ContextConformance(new ProcessNodes());

public sealed class ProcessesLife() : LifeConformance(new ProcessNodes());

public sealed class ProcessesFailure() : FailureConformance(new ProcessNodes());

public sealed class ProcessesBodies() : BodiesConformance(new ProcessNodes());

public sealed class ProcessesInterpreterLock() : InterpreterLockConformance(new ProcessNodes());

public sealed class ProcessesFiles() : FilesConformance(new ProcessNodes());

public sealed class ProcessesDispatchers() : DispatchersConformance(new ProcessNodes());

public sealed class ProcessesRuns() : RunConformance(new ProcessNodes());

public sealed class ProcessesRealThreads() : RealThreadsConformance(new ProcessNodes());

public sealed class ProcessesTraces() : TraceConformance(new ProcessNodes());
