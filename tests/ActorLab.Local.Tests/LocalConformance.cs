using ActorLab.Conformance;
using ActorLab.Core.Engine;

namespace ActorLab.Local.Tests;

/// <summary>The local engine as the conformance suite sees it. Each fixture has a folder of its own for the files of its bodies.</summary>
public sealed class LocalFixture : EngineFixture
{
    private readonly Lazy<DirectoryInfo> _folder = new(() => Directory.CreateTempSubdirectory("actorlab-conformance-"));

    public override IEngine CreateEngine() => new LocalEngine();

    public override string NewPath(string name) => Path.Combine(_folder.Value.FullName, name);

    protected override void Dispose(bool disposing)
    {
        if (disposing && _folder.IsValueCreated) _folder.Value.Delete(recursive: true);
        base.Dispose(disposing);
    }
}

public sealed class LocalTurns() : TurnsConformance(new LocalFixture());

public sealed class LocalContext() : ContextConformance(new LocalFixture());

public sealed class LocalLife() : LifeConformance(new LocalFixture());

public sealed class LocalFailure() : FailureConformance(new LocalFixture());

public sealed class LocalBodies() : BodiesConformance(new LocalFixture());

public sealed class LocalInterpreterLock() : InterpreterLockConformance(new LocalFixture());

public sealed class LocalFiles() : FilesConformance(new LocalFixture());

public sealed class LocalDispatchers() : DispatchersConformance(new LocalFixture());

public sealed class LocalTraces() : TraceConformance(new LocalFixture());

public sealed class LocalRuns() : RunConformance(new LocalFixture());

public sealed class LocalRealThreads() : RealThreadsConformance(new LocalFixture());
