using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Simulation.Hosting;
using ActorLab.VirtualTime;

namespace ActorLab.Simulation;

/// <summary>Runs a plan in virtual time, in one deterministic loop on the calling thread.</summary>
/// <remarks>
/// <para>Nodes are processes of the simulated machine. Each has an interpreter lock, dispatchers, thread numbers and a process id of its own; cores, disk, files, services and
/// locks are the machine's. The root's process is number 100; the others are 101, 102, … in the order in which they are started.</para>
/// <para>A message between processes is not turned into bytes, so one without a wire form arrives like any other (the case of G47 cannot happen here). What
/// unpacking would cost, <see cref="Core.Machine.MachineProfile.TransferCost"/>, is charged to the thread that is about to handle it, ahead of the turn and in the order of the mailbox.
/// Messages of the engine, messages to the outside and messages to observers cost nothing.</para>
/// </remarks>
/// <param name="faults">What goes wrong in each run of this engine; null for nothing.</param>
/// <param name="maxTurnsAtOneInstant">How many turns and parts of bodies may happen while virtual time stands still, at least 1: a run in which it goes on longer ends as
/// <see cref="RunOutcome.Livelocked"/>. It is let go on for up to a quarter of these and ten thousand more, to see who goes round.</param>
public sealed class SimulationEngine(SimulationFaults? faults = null, long maxTurnsAtOneInstant = SimulationEngine.DefaultMaxTurnsAtOneInstant) : IEngine
{
    /// <summary>About a second of real time.</summary>
    public const long DefaultMaxTurnsAtOneInstant = 10_000_000;

    /// <summary>How many events an interrupted run may take to wind up. The simulation has no clock that could measure <see cref="EngineOptions.WindUp"/>.</summary>
    public const long WindUpEvents = 1_000_000;

    private readonly SimulationFaults _faults = faults ?? SimulationFaults.None;

    private readonly long _maxTurnsAtOneInstant = maxTurnsAtOneInstant >= 1
        ? maxTurnsAtOneInstant
        : throw new ArgumentOutOfRangeException(nameof(maxTurnsAtOneInstant), maxTurnsAtOneInstant, "something must be allowed to happen");

    public string Name => "simulation";

    public EngineCapabilities Capabilities =>
        EngineCapabilities.Deterministic | EngineCapabilities.VirtualTime | EngineCapabilities.DetectsDeadlock | EngineCapabilities.Nodes;

    /// <summary>Runs to the end before it returns: the task is complete.</summary>
    public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        // Bodies are continued inline; a context of the caller would have them post their continuations elsewhere.
        SynchronizationContext? callers = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        // A test in virtual time may have a world of its own on this thread.
        VirtualWorld? outer = VirtualWorld.Current;
        outer?.LeaveThread();
        LabWorld? world = null;
        try
        {
            world = LabWorld.Take(plan.Akka);
            var run = new SimulationRun(world, plan, _faults, options, _maxTurnsAtOneInstant);
            RunResult result = run.Run(interrupt);
            if (run.HasEndedCleanly) world.GiveBack();
            return Task.FromResult(result);
        }
        finally
        {
            world?.EndUnlessIdle();
            outer?.TakeThread();
            SynchronizationContext.SetSynchronizationContext(callers);
        }
    }
}
