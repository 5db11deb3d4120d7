using System.Collections.Immutable;
using System.Text;

namespace ActorLab.Simulation.Tests;

public sealed class WaitsSpec
{
    private static readonly DispatcherPolicy s_loop = DispatcherPolicy.EventLoop("loop");

    [Fact]
    public void Five_sleepers_of_two_seconds_on_an_event_loop_take_two_seconds()
    {
        string[] ends = Scenario.Ends(Scenario.Machine, [.. Sleepers(Occupancy.Asynchronous)]);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"s{i}@2000000000"), ends);
    }

    [Fact]
    public void Synchronous_sleepers_on_an_event_loop_take_their_turns() =>
        Assert.Equal("s4@10000000000", Scenario.Ends(Scenario.Machine, [.. Sleepers(Occupancy.Synchronous)])[^1]);

    [Fact]
    public void An_asynchronous_body_needs_its_thread_to_go_on()
    {
        // a wakes at 1 ms while b computes on the only thread until 5 ms.
        string[] ends = Scenario.Ends(
            Scenario.Machine,
            new Job("a", async m => await m.Sleep(Scenario.Ms(1))) { Dispatcher = s_loop, Occupancy = Occupancy.Asynchronous },
            new Job("b", async m => await m.Crunch(5)) { Dispatcher = s_loop, Occupancy = Occupancy.Asynchronous });
        Assert.Equal(["b@5000000", "a@5000000"], ends);
    }

    [Fact]
    public void A_contended_lock_is_handed_over_at_its_cost_and_in_the_order_of_asking()
    {
        var handle = new LockHandle("gate");
        MachineProfile machine = Scenario.Machine with { Cores = 4, LockHandOver = SimDuration.FromMicroseconds(710) };
        string[] ends = Scenario.Ends(machine, Guarded("a", handle), Guarded("b", handle), Guarded("c", handle));
        Assert.Equal(["a@1000000", "b@2710000", "c@4420000"], ends);
    }

    [Fact]
    public void An_uncontended_lock_costs_nothing()
    {
        var handle = new LockHandle("gate");
        MachineProfile machine = Scenario.Machine with { LockHandOver = Scenario.Ms(1) };
        Assert.Equal(["a@1000000"], Scenario.Ends(machine, Guarded("a", handle)));
    }

    [Fact]
    public void A_disk_works_on_as_many_requests_as_it_can_and_makes_the_others_wait()
    {
        MachineProfile machine = Scenario.Machine with { DiskCapacity = 2, DiskOpen = Latency.Constant(Scenario.Ms(3)) };
        RunResult result = Scenario.Run(Scenario.Bodies(machine, [.. Enumerable.Range(0, 5).Select(i => new Job($"r{i}", async m => await m.Open("f", OpenMode.Read)))], files: ["f"]));
        Assert.Equal(["r0@3000000", "r1@3000000", "r2@6000000", "r3@6000000", "r4@9000000"], Scenario.Marks(result));
    }

    [Fact]
    public void A_service_answers_after_its_latency_and_within_its_capacity()
    {
        MachineProfile machine = Scenario.Machine with
        {
            Services = ImmutableSortedDictionary<string, ServiceProfile>.Empty.Add(
                "echo", new ServiceProfile(Latency.Constant(Scenario.Ms(4)), 1, [.. "pong"u8])),
        };
        var service = new Service("echo", "localhost", 1);
        string[] ends = Scenario.Ends(machine, Asks("a"), Asks("b"));
        Assert.Equal(["a@4000000", "b@8000000"], ends);

        Job Asks(string name) => new(name, async m => Assert.Equal("pong", Encoding.ASCII.GetString((await m.Request(service, default)).Span)));
    }

    [Fact]
    public void A_service_that_the_machine_does_not_know_fails_the_body()
    {
        RunResult result = Scenario.Run(Scenario.Bodies(Scenario.Machine, [new Job("a", async m => await m.Request(new Service("nobody", "localhost", 1), default))]));
        var failed = Assert.IsType<Failed>(Assert.Single(result.Outbox));
        Assert.Equal("nobody", Assert.IsType<MachineFailureException>(failed.Cause).Target);
    }

    [Fact]
    public void A_pinned_thread_is_started_before_the_first_turn()
    {
        MachineProfile machine = Scenario.Machine with { ThreadStart = SimDuration.FromMicroseconds(1_779) };
        Assert.Equal(
            ["a@2779000", "b@2779000"],
            Scenario.Ends(machine with { Cores = 2 }, Pinned("a"), Pinned("b")));

        static Job Pinned(string name) => new(name, async m => await m.Crunch(1)) { Dispatcher = DispatcherPolicy.Pinned };
    }

    [Fact]
    public void A_fork_join_dispatcher_runs_as_many_synchronous_bodies_as_it_has_threads()
    {
        DispatcherPolicy two = DispatcherPolicy.ForkJoin("two", 2);
        Job[] jobs = [.. Enumerable.Range(0, 5).Select(i => new Job($"s{i}", async m => await m.Sleep(Scenario.Ms(10))) { Dispatcher = two })];
        Assert.Equal(["s0@10000000", "s1@10000000", "s2@20000000", "s3@20000000", "s4@30000000"], Scenario.Ends(Scenario.Machine, jobs));
    }

    private static IEnumerable<Job> Sleepers(Occupancy occupancy) =>
        Enumerable.Range(0, 5).Select(i => new Job($"s{i}", async m => await m.Sleep(SimDuration.FromSeconds(2))) { Dispatcher = s_loop, Occupancy = occupancy });

    private static Job Guarded(string name, LockHandle handle) => new(name, async m =>
    {
        await m.Acquire(handle);
        await m.Crunch(1);
        await m.Release(handle);
    });
}
