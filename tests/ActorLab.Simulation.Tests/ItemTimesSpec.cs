using System.Collections.Immutable;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Simulation.Tests;

/// <summary>What an item waited for on the simulated machine, by kind, from the trace of the run.</summary>
public sealed class ItemTimesSpec
{
    private static readonly MachineProfile s_machine = Scenario.Machine with
    {
        Cores = 2,
        InterpreterLock = true,
        LockHandOver = SimDuration.FromMicroseconds(500),
        DiskOpen = Latency.Constant(Scenario.Ms(2)),
        Services = ImmutableSortedDictionary<string, ServiceProfile>.Empty.Add("web", new ServiceProfile(Latency.Constant(Scenario.Ms(3)), 1, [])),
    };

    [Fact]
    public void Every_wait_of_an_item_is_recorded_by_its_kind_and_with_its_computing_they_are_its_time_in_the_system()
    {
        var gate = new LockHandle("gate");
        Dictionary<long, ItemTime> items = Run(
            s_machine,
            async m =>
            {
                await m.Acquire(gate);
                await m.Sleep(Scenario.Ms(4));
                await m.Release(gate);
            },
            async m =>
            {
                // Asleep 0-1, behind the lock 1-4.5, at the disk until 6.5, at the service until 9.5; then the third computes until its interval is over at 12.
                await m.Sleep(Scenario.Ms(1));
                await m.Acquire(gate);
                await m.Open("out", OpenMode.Append);
                await m.Request(new Service("web", "localhost", 1), default);
                await m.Crunch(1);
                await m.Release(gate);
            },
            async m =>
            {
                await m.Sleep(Scenario.Ms(7));
                await m.Crunch(10);
            });
        Assert.Equal("sleep 4000000", Show(items[1]));
        Assert.Equal("compute 1000000, gil 2500000, lock 3500000, disk 2000000, network 3000000, sleep 1000000", Show(items[2]));
        Assert.Equal("compute 10000000, gil 1000000, sleep 7000000", Show(items[3]));
    }

    [Fact]
    public void Items_wait_for_a_core_where_there_are_fewer_than_computations() =>
        // In slices of a millisecond: 1 2 1 2 1 2.
        Assert.Equal(
            ["compute 3000000, core 2000000", "compute 3000000, core 3000000"],
            Run(s_machine with { Cores = 1, InterpreterLock = false }, async m => await m.Crunch(3), async m => await m.Crunch(3)).OrderBy(i => i.Key).Select(i => Show(i.Value)));

    [Fact]
    public void An_item_that_is_sent_to_a_busy_actor_waits_in_its_queue_and_one_to_another_process_is_unpacked()
    {
        var model = new TraceModel(new TraceHead("test", "simulation", 1, []));
        NodeRole role = Nodes.Acts((context, message, _) =>
        {
            if (message is Numbered) context.Execute(new TestBody(async m => await m.Crunch(3)), message);
        });
        Scenario.Run(Nodes.Plan(Scenario.Machine with { TransferCost = Scenario.Ms(2), ProcessStart = Scenario.Ms(10) }, role, (context, message, outside) =>
        {
            if (message is Done) context.Stop(context.Self);
            if (message is not Started) return;
            IActorRef child = context.Spawn(Nodes.On("a", outside));
            for (int item = 1; item <= 2; item++) context.Send(child, new Numbered(item));
            context.StopAt(100);
        }), new EngineOptions { Trace = new Sink(model) });
        // The process is up at 10 ms; the second waits until the first has been unpacked and computed.
        Assert.Equal(["1: compute 3000000, queue 10000000, transfer 2000000", "2: compute 3000000, queue 15000000, transfer 2000000"], ItemTimes.Of(model).Select(i => $"{i.Item}: {Show(i)}"));
    }

    private static Dictionary<long, ItemTime> Run(MachineProfile machine, params Func<IMachine, ValueTask>[] bodies)
    {
        var model = new TraceModel(new TraceHead("test", "simulation", 1, []));
        RunResult result = Scenario.Run(
            machine,
            (context, message) =>
            {
                if (message is Done) context.Stop(context.Self);
                if (message is not Started) return;
                int left = bodies.Length;
                for (int i = 0; i < bodies.Length; i++) context.Spawn(Worker(bodies[i], i + 1, context.Self, () => --left == 0));
            },
            options: new EngineOptions { Trace = new Sink(model) });
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        return ItemTimes.Of(model).ToDictionary(i => i.Item);
    }

    private static ActorProps Worker(Func<IMachine, ValueTask> body, long item, IActorRef root, Func<bool> wasLast) =>
        TestActor.Props((context, message) =>
        {
            if (message is Started) context.Execute(new TestBody(body), new Numbered(item));
            else if (message is BodyCompleted && wasLast()) context.Send(root, Done.Instance);
        }) with { Dispatcher = DispatcherPolicy.ForkJoin("workers", 4) };

    private static string Show(ItemTime item)
    {
        Assert.Equal(item.InSystem, item.Times.Sum());
        return string.Join(", ", Enum.GetValues<PathKind>().Where(k => item.Of(k) > 0).Select(k => $"{PathKinds.NameOf(k)} {item.Of(k)}"));
    }

    private sealed record Numbered(long Item) : IItemMessage;

    private sealed class Sink(TraceModel model) : ITraceSink
    {
        public void Record(in TraceEvent traceEvent) => model.Add(traceEvent);
    }
}
