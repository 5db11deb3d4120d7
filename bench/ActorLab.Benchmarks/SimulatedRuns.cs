using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Primitives;
using ActorLab.Core.Trace;
using ActorLab.Simulation;

namespace ActorLab.Benchmarks;

/// <summary>Runs a workload of plain actors in virtual time.</summary>
internal static class SimulatedRuns
{
    /// <param name="root">Makes the first actor, which is given the outside.</param>
    /// <param name="seed">Of all streams.</param>
    /// <param name="trace">Takes the events; null for no trace.</param>
    public static RunResult Run(Func<IActorRef, LabActor> root, ulong seed, ITraceSink? trace = null)
    {
        var plan = new ScenarioPlan
        {
            Name = "benchmark",
            Machine = new MachineProfile { Name = "simulated", StepCost = SimDuration.Zero },
            Root = outside => new ActorProps(() => root(outside)),
            Seed = seed,
        };
        RunResult result = new SimulationEngine().RunAsync(plan, EngineOptions.Default with { Trace = trace }, CancellationToken.None).GetAwaiter().GetResult();
        return result.Outcome == RunOutcome.Completed ? result : throw new InvalidOperationException(result.Failure);
    }
}

/// <summary>Counts the events of a workload, takes the processor time between the end of the warm-up and the last one (one thread does all the work, so what others do on the machine counts little), and keeps a sum over all of them that does not depend on the order of ties.</summary>
internal sealed class EventCount(long warmUp, long measured)
{
    private readonly long _warmUp = warmUp;
    private long _left = warmUp + measured;
    private TimeSpan _start;
    private long _allocatedBefore;

    public long Sum { get; private set; }

    public double Seconds { get; private set; }

    public long AllocatedBytes { get; private set; }

    /// <returns>True for the last event.</returns>
    public bool Count(long now, int process)
    {
        Sum += (now * 31) ^ process;
        if (--_left == measured) Begin();
        if (_left != 0) return false;
        Seconds = (Environment.CpuUsage.TotalTime - _start).TotalSeconds;
        AllocatedBytes = GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore;
        return true;
    }

    public Measurement Result(long expected)
    {
        Invariant.Check(Sum == expected, $"the events of {_warmUp} + {measured} add up to {Sum}, expected {expected}");
        return new Measurement(measured, Seconds);
    }

    private void Begin()
    {
        _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        _start = Environment.CpuUsage.TotalTime;
    }
}
