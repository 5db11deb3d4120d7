namespace ActorLab.Simulation.Tests;

public sealed class InterpreterLockSpec
{
    private static readonly MachineProfile s_machine = Scenario.Machine with { Cores = 2, InterpreterLock = true };

    [Fact]
    public void Computations_do_not_overlap_and_change_hands_at_the_switch_interval() =>
        // a 0-5, b 5-10, a 10-15, b 15-20, a 20-22, b 22-24.
        Assert.Equal(["a@22000000", "b@24000000"], Scenario.Ends(s_machine, Computes("a", 12), Computes("b", 12)));

    [Fact]
    public void Sleeps_overlap() =>
        Assert.Equal(["a@10000000", "b@10000000"], Scenario.Ends(s_machine, Sleeps("a", 10), Sleeps("b", 10)));

    [Fact]
    public void A_computation_fills_the_time_that_another_sleeps() =>
        Assert.Equal(["b@4000000", "a@10000000"], Scenario.Ends(s_machine, Sleeps("a", 10), Computes("b", 4)));

    [Fact]
    public void A_holder_whose_interval_has_passed_hands_over_as_soon_as_somebody_comes() =>
        // b wakes at 8 ms, 3 ms after a's interval was over, computes 1 ms and is done.
        Assert.Equal(["b@9000000", "a@13000000"], Scenario.Ends(s_machine, SleepsAndComputes("b", 8, 1), Computes("a", 12)));

    [Fact]
    public void A_holder_whose_interval_has_not_passed_keeps_the_lock_until_then() =>
        Assert.Equal(["b@6000000", "a@13000000"], Scenario.Ends(s_machine, SleepsAndComputes("b", 2, 1), Computes("a", 12)));

    [Fact]
    public void A_short_step_of_one_waits_for_the_interval_of_the_other()
    {
        // The steps after the sleep cost 1 us each but have to wait for the lock first; then they keep it.
        var cell = new Cell<int>(0);
        MachineProfile machine = s_machine with { StepCost = SimDuration.FromMicroseconds(1) };
        Assert.Equal(["b@5002000", "a@12002000"], Scenario.Ends(machine, Computes("a", 12), new Job("b", async m =>
        {
            await m.Write(cell, 1);
            await m.Write(cell, 2);
        })));
    }

    [Fact]
    public void Actions_of_computations_alternate_when_they_are_run()
    {
        MachineProfile machine = s_machine with { Compute = true, SwitchInterval = SimDuration.FromMicroseconds(10) };
        var trail = new List<string>();
        Scenario.Ends(machine, Acts("a"), Acts("b"));
        Assert.Equal(["a", "b", "a", "b"], trail.Take(4));
        Assert.Equal(40, trail.Count);

        Job Acts(string name) => new(name, async m =>
        {
            Computation computation = await m.Compute(new Cost(SimDuration.FromMicroseconds(100)), new Slices(20, () => trail.Add(name)));
            Assert.Equal(Computation.Computed, computation);
        });
    }

    [Fact]
    public void Actions_are_not_run_unless_asked_for()
    {
        bool ran = false;
        Scenario.Ends(Scenario.Machine, new Job("a", async m => Assert.Equal(Computation.NotComputed, await m.Compute(Scenario.Cpu(1), new Slices(1, () => ran = true)))));
        Assert.False(ran);
    }

    [Fact]
    public void A_hand_over_costs_whoever_had_to_wait()
    {
        // a 0-5, b 5.1-10.1, a 10.2-15.2, b 15.3-20.3, a 20.4-22.4, b 22.5-24.5.
        MachineProfile machine = s_machine with { InterpreterHandOver = SimDuration.FromMicroseconds(100) };
        Assert.Equal(["a@22400000", "b@24500000"], Scenario.Ends(machine, Computes("a", 12), Computes("b", 12)));
    }

    [Fact]
    public void An_interpreter_lock_that_is_free_costs_nothing() =>
        Assert.Equal(["b@4000000", "a@10000000"], Scenario.Ends(s_machine with { InterpreterHandOver = Scenario.Ms(1) }, Sleeps("a", 10), Computes("b", 4)));

    [Fact]
    public void Work_that_is_free_of_the_lock_is_done_beside_the_work_of_its_holder() =>
        // Without the mark b would have had the lock 5-10, and a would be done at 22 ms.
        Assert.Equal(["a@12000000", "b@12000000"], Scenario.Ends(s_machine, Computes("a", 12), Frees("b", 12)));

    [Fact]
    public void Two_that_are_free_of_it_share_the_cores_and_then_take_the_lock_in_turn() =>
        Assert.Equal(["a@12000000", "b@14000000"], Scenario.Ends(s_machine, Frees("a", 10, then: 2), Frees("b", 10, then: 2)));

    [Fact]
    public void Who_becomes_free_of_the_lock_gives_it_to_who_waits_for_it() =>
        // a has the lock 0-3 and is free 3-13; b has it 3-9 although the interval of 5 ms is not over at 3 ms.
        Assert.Equal(["b@9000000", "a@13000000"], Scenario.Ends(
            s_machine,
            new Job("a", async m =>
            {
                await m.Crunch(3);
                await m.Compute(Scenario.Cpu(10), new FreeWork());
            }),
            Computes("b", 6)));

    [Fact]
    public void On_one_core_being_free_of_the_lock_gains_nothing() =>
        Assert.Equal(["a@7000000", "b@8000000"], Scenario.Ends(s_machine with { Cores = 1 }, Computes("a", 4), Frees("b", 4)));

    private static Job Frees(string name, long milliseconds, long then = 0) => new(name, async m =>
    {
        await m.Compute(Scenario.Cpu(milliseconds), new FreeWork());
        if (then > 0) await m.Crunch(then);
    });

    private sealed class FreeWork : ISlicedWork
    {
        public bool NeedsInterpreter => false;

        public bool RunSlice() => false;
    }

    private static Job Computes(string name, long milliseconds) => new(name, async m => await m.Crunch(milliseconds));

    private static Job SleepsAndComputes(string name, long sleep, long computing) => new(name, async m =>
    {
        await m.Sleep(Scenario.Ms(sleep));
        await m.Crunch(computing);
    });

    private static Job Sleeps(string name, long milliseconds) => new(name, async m => await m.Sleep(Scenario.Ms(milliseconds)));
}
