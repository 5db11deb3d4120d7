using ActorLab.Conformance;
using ActorLab.Core.Engine;

namespace ActorLab.Simulation.Tests;

/// <summary>The simulation as the conformance suite sees it.</summary>
public sealed class SimulationFixture : EngineFixture
{
    /// <summary>Long after whatever a test does, and often enough for every life that it has.</summary>
    private static readonly SimulationFaults s_losses = Enumerable.Range(1, 10).Aggregate(SimulationFaults.None, static (faults, second) => faults.Kill("near", SimTime.Zero + SimDuration.FromSeconds(second)));

    public override IEngine CreateEngine() => new SimulationEngine(maxTurnsAtOneInstant: 1_000_000);

    public override IEngine CreateEngineThatLoses(string node, out Action lose)
    {
        Assert.Equal("near", node);
        lose = static () => { };
        return new SimulationEngine(s_losses);
    }
}

public sealed class SimulationTraces() : TraceConformance(new SimulationFixture());

public sealed class SimulationTurns() : TurnsConformance(new SimulationFixture());

public sealed class SimulationContext() : ContextConformance(new SimulationFixture());

public sealed class SimulationLife() : LifeConformance(new SimulationFixture());

public sealed class SimulationFailure() : FailureConformance(new SimulationFixture());

public sealed class SimulationBodies() : BodiesConformance(new SimulationFixture());

public sealed class SimulationInterpreterLock() : InterpreterLockConformance(new SimulationFixture());

public sealed class SimulationFiles() : FilesConformance(new SimulationFixture());

public sealed class SimulationDispatchers() : DispatchersConformance(new SimulationFixture());

public sealed class SimulationRuns() : RunConformance(new SimulationFixture());

public sealed class SimulationDeterminism() : DeterministicConformance(new SimulationFixture());

public sealed class SimulationVirtualTime() : VirtualTimeConformance(new SimulationFixture());

public sealed class SimulationDeadlock() : DeadlockConformance(new SimulationFixture());

public sealed class SimulationNodes() : NodesConformance(new SimulationFixture())
{
    protected override bool MessagesTravel => false;

    protected override bool OnlyTheRootsNodePlaces => false;
}

public sealed class SimulationNodeLoss() : NodeLossConformance(new SimulationFixture());
