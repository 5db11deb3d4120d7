using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Primitives;
using ActorLab.Core.Trace;
using ActorLab.Local;

namespace ActorLab.Benchmarks;

/// <summary>Runs a workload of plain actors on the local engine and takes the time from inside, so that starting and joining threads is not counted.</summary>
internal static class LocalRuns
{
    /// <summary>What the root sends outside when the workload is done.</summary>
    public sealed record Done(SimTime Start, SimTime End, long Checked) : IMessage;

    /// <param name="root">Makes the root, given the outside.</param>
    /// <param name="operations">That the workload consists of.</param>
    /// <param name="expected">What it must compute.</param>
    /// <param name="trace">Where it is recorded; null for nowhere.</param>
    public static Measurement Run(Func<IActorRef, LabActor> root, long operations, long expected, ITraceSink? trace = null)
    {
        var plan = new ScenarioPlan
        {
            Name = "benchmark",
            Machine = new MachineProfile { Name = "real" },
            Root = outside => new ActorProps(() => root(outside)),
        };
        RunResult result = new LocalEngine().RunAsync(plan, new EngineOptions { Trace = trace }, CancellationToken.None).GetAwaiter().GetResult();
        if (result.Outcome != RunOutcome.Completed) throw new InvalidOperationException(result.Failure);
        var done = (Done)result.Outbox[^1];
        if (done.Checked != expected) throw new InvalidOperationException($"the benchmark computed {done.Checked}, expected {expected}");
        return new Measurement(operations, (done.End - done.Start).TotalSeconds);
    }
}
