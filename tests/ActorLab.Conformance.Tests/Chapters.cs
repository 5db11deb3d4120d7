namespace ActorLab.Conformance.Tests;

// The chapters over any engine. They are not public, so that the test runner leaves them to the self-test.
internal sealed class Turns(EngineFixture fixture) : TurnsConformance(fixture);

internal sealed class Context(EngineFixture fixture) : ContextConformance(fixture);

internal sealed class Life(EngineFixture fixture) : LifeConformance(fixture);

internal sealed class Failure(EngineFixture fixture) : FailureConformance(fixture);

internal sealed class Bodies(EngineFixture fixture) : BodiesConformance(fixture);

internal sealed class InterpreterLock(EngineFixture fixture) : InterpreterLockConformance(fixture);

internal sealed class Files(EngineFixture fixture) : FilesConformance(fixture);

internal sealed class Dispatchers(EngineFixture fixture) : DispatchersConformance(fixture);

internal sealed class Run(EngineFixture fixture) : RunConformance(fixture);

/// <summary>Over the simulation, whose nodes share their memory and may all place actors.</summary>
internal sealed class Nodes(EngineFixture fixture) : NodesConformance(fixture)
{
    protected override bool MessagesTravel => false;

    protected override bool OnlyTheRootsNodePlaces => false;
}

internal sealed class NodeLoss(EngineFixture fixture) : NodeLossConformance(fixture);

internal sealed class Traces(EngineFixture fixture) : TraceConformance(fixture);

internal sealed class Deterministic(EngineFixture fixture) : DeterministicConformance(fixture);

internal sealed class Deadlock(EngineFixture fixture) : DeadlockConformance(fixture);

internal sealed class VirtualTime(EngineFixture fixture) : VirtualTimeConformance(fixture);

internal sealed class RealThreads(EngineFixture fixture) : RealThreadsConformance(fixture);
