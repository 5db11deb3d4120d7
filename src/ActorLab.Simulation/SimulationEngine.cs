using ActorLab.Core.Engine;
using ActorLab.Core.Plan;

namespace ActorLab.Simulation;

/// <summary>Runs a plan in virtual time, in one deterministic loop on the calling thread.</summary>
public sealed class SimulationEngine : IEngine
{
    /// <summary>How many events an interrupted run may take to wind up. The simulation has no clock that could measure <see cref="EngineOptions.WindUp"/>.</summary>
    public const long WindUpEvents = 1_000_000;

    public string Name => "simulation";

    public EngineCapabilities Capabilities => EngineCapabilities.Deterministic | EngineCapabilities.VirtualTime | EngineCapabilities.DetectsDeadlock;

    /// <summary>Runs to the end before it returns: the task is complete.</summary>
    public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        // Bodies are continued inline; a context of the caller would have them post their continuations elsewhere.
        SynchronizationContext? callers = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return Task.FromResult(new SimulationRun(plan, options).Run(interrupt));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(callers);
        }
    }
}
