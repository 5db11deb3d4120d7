namespace ActorLab.Simulation.Tests;

/// <summary>Who gets a contended lock. Each holder keeps it for 2 ms, and waking the next one takes 1 ms.</summary>
public sealed class LockFairnessSpec
{
    private static readonly MachineProfile s_fair = Scenario.Machine with { Cores = 4, LockHandOver = Scenario.Ms(1) };

    private static readonly MachineProfile s_barging = s_fair with { LockFairness = LockFairness.Barging };

    [Fact]
    public void A_fair_lock_goes_to_who_has_waited_longest_although_the_last_holder_asks_again_first() =>
        // a 0-2, b 3-5, c 6-8, a 9-11.
        Assert.Equal(["b@5000000", "c@8000000", "a@11000000"], Ends(s_fair));

    [Fact]
    public void A_barging_lock_goes_to_a_running_thread_before_the_woken_one_is_awake() =>
        // a 0-2 and 2-4; b is awake at 3, finds it taken, and is woken again at 4: b 5-7, c 8-10.
        Assert.Equal(["a@4000000", "b@7000000", "c@10000000"], Ends(s_barging));

    [Fact]
    public void A_woken_thread_that_was_too_late_waits_on_ahead_of_those_that_came_after_it()
    {
        var handle = new LockHandle("gate");
        // late barges in at 2.5 ms, while b is being woken; b has it when late is done, and c after b.
        string[] ends = Scenario.Ends(
            s_barging, Holds("a", handle), Holds("b", handle), Holds("c", handle), Holds("late", handle, after: SimDuration.FromMicroseconds(2_500)));
        Assert.Equal(["a@2000000", "late@4500000", "b@7500000", "c@10500000"], ends);
    }

    [Fact]
    public void A_woken_thread_that_nobody_overtook_has_the_lock_when_it_is_awake()
    {
        var handle = new LockHandle("gate");
        Assert.Equal(["a@2000000", "b@5000000"], Scenario.Ends(s_barging, Holds("a", handle), Holds("b", handle)));
    }

    [Fact]
    public void The_wait_that_a_woken_thread_goes_on_with_is_recorded_once_and_in_full()
    {
        var handle = new LockHandle("gate");
        var waits = new Waits();
        Scenario.Run(Scenario.Bodies(s_barging, [Takes("a", handle, 2), Takes("b", handle, 1)]), new EngineOptions { Trace = waits });
        Assert.Equal([("Lock", 5_000_000)], waits.Events);
    }

    [Theory]
    [InlineData(LockFairness.Fifo)]
    [InlineData(LockFairness.Barging)]
    public void Whatever_the_fairness_one_holds_it_at_a_time_and_everybody_gets_it(LockFairness fairness)
    {
        const ulong Seed = 20;
        for (ulong seed = Seed; seed < Seed + 50; seed++)
        {
            var random = new RandomStream(seed);
            var handle = new LockHandle("gate");
            int inside = 0, entered = 0, most = 0;
            Job[] jobs = [.. Enumerable.Range(0, 6).Select(i => new Job($"j{i}", async m =>
            {
                for (int turn = 0; turn < 5; turn++)
                {
                    await m.Sleep(SimDuration.FromMicroseconds(random.NextInt64(0, 900)));
                    await m.Acquire(handle);
                    entered++;
                    most = Math.Max(most, ++inside);
                    await m.Sleep(SimDuration.FromMicroseconds(random.NextInt64(0, 900)));
                    inside--;
                    await m.Release(handle);
                }
            }))];
            Assert.Equal(6, Scenario.Ends(s_fair with { LockFairness = fairness, LockHandOver = SimDuration.FromMicroseconds(200) }, jobs).Length);
            Assert.True((most, entered) == (1, 30), $"seed {seed}: {most} at once, {entered} times");
        }
    }

    /// <summary>a takes it twice, b and c once.</summary>
    private static string[] Ends(MachineProfile machine)
    {
        var handle = new LockHandle("gate");
        return Scenario.Ends(machine, Takes("a", handle, 2), Takes("b", handle, 1), Takes("c", handle, 1));
    }

    private static Job Takes(string name, LockHandle handle, int times) => new(name, async m =>
    {
        for (int i = 0; i < times; i++) await Hold(m, handle);
    });

    private static Job Holds(string name, LockHandle handle, SimDuration after = default) => new(name, async m =>
    {
        await m.Sleep(after);
        await Hold(m, handle);
    });

    private static async ValueTask Hold(IMachine machine, LockHandle handle)
    {
        await machine.Acquire(handle);
        await machine.Crunch(2);
        await machine.Release(handle);
    }

    private sealed class Waits : ITraceSink
    {
        public List<(string Kind, long Nanoseconds)> Events { get; } = [];

        public void Record(in TraceEvent traceEvent)
        {
            if (traceEvent.Kind == TraceKind.Wait) Events.Add((traceEvent.Detail, traceEvent.Amount));
        }
    }
}
