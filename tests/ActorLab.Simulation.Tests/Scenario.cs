using System.Collections.Immutable;
using System.Text;

namespace ActorLab.Simulation.Tests;

/// <summary>Runs small scenarios: named bodies, one actor each, and what they told the outside.</summary>
internal static class Scenario
{
    /// <summary>One core, steps free of charge: only what a test states takes time.</summary>
    public static readonly MachineProfile Machine = new() { Name = "test", StepCost = SimDuration.Zero };

    public static SimDuration Ms(long value) => SimDuration.FromMilliseconds(value);

    public static Cost Cpu(long milliseconds) => new(Ms(milliseconds));

    public static ValueTask<Computation> Crunch(this IMachine machine, long milliseconds) => machine.Compute(Cpu(milliseconds), new Slices(1));

    public static RunResult Run(MachineProfile machine, Action<IActorContext, IMessage> root, ulong seed = 1, EngineOptions? options = null) =>
        Run(machine, _ => TestActor.Props(root), seed, options);

    public static RunResult Run(MachineProfile machine, Func<IActorRef, ActorProps> root, ulong seed = 1, EngineOptions? options = null, CancellationToken interrupt = default) =>
        Run(new ScenarioPlan { Name = "test", Root = root, Machine = machine, Seed = seed }, options, interrupt: interrupt);

    public static RunResult Run(
        ScenarioPlan plan, EngineOptions? options = null, SimulationFaults? faults = null, long limit = SimulationEngine.DefaultMaxTurnsAtOneInstant, CancellationToken interrupt = default)
    {
        Task<RunResult> run = new SimulationEngine(faults, limit).RunAsync(plan, options ?? EngineOptions.Default, interrupt);
        Assert.True(run.IsCompletedSuccessfully);
        return run.GetAwaiter().GetResult();
    }

    /// <summary>A plan whose root starts one actor per body, tells the outside when each body ended, and stops when all have.</summary>
    public static ScenarioPlan Bodies(MachineProfile machine, IReadOnlyList<Job> jobs, ulong seed = 1, string[]? files = null) => new()
    {
        Name = "bodies",
        Machine = machine,
        Seed = seed,
        Files = (files ?? []).ToImmutableSortedDictionary(f => f, f => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes($"content of {f}"), StringComparer.Ordinal),
        Root = outside =>
        {
            int left = jobs.Count;
            return TestActor.Props((context, message) =>
            {
                if (message is Started) foreach (Job job in jobs) context.Spawn(job.Props(outside, context.Self));
                else if (message is Done && --left == 0) context.Stop(context.Self);
            });
        },
    };

    /// <summary>The names and times at which the bodies ended, in that order.</summary>
    public static string[] Ends(MachineProfile machine, params Job[] jobs)
    {
        RunResult result = Run(Bodies(machine, jobs));
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        return Marks(result);
    }

    public static string[] Marks(RunResult result) => [.. result.Outbox.Select(m => m is Failed failed ? $"{failed.Name} failed: {failed.Cause.Message}" : m.ToString()!)];
}

/// <summary>A body, the name of the actor that runs it, and where.</summary>
internal sealed record Job(string Name, Func<IMachine, ValueTask> Steps)
{
    public Occupancy Occupancy { get; init; } = Occupancy.Synchronous;

    public DispatcherPolicy Dispatcher { get; init; } = DispatcherPolicy.ForkJoin("workers", 16);

    public bool Observer { get; init; }

    public ActorProps Props(IActorRef outside, IActorRef root) =>
        TestActor.Props((context, message) =>
        {
            switch (message)
            {
                case Started:
                    context.Execute(new TestBody(Steps), Done.Instance, Occupancy);
                    break;
                case BodyCompleted:
                    context.Send(outside, new Mark(Name, context.Now));
                    context.Send(root, Done.Instance);
                    break;
                case BodyFailed(_, var cause):
                    context.Send(outside, new Failed(Name, cause));
                    context.Send(root, Done.Instance);
                    break;
            }
        }) with { Name = Name, Dispatcher = Dispatcher, Observer = Observer };
}
