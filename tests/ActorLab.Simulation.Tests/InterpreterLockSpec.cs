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

    private static Job Computes(string name, long milliseconds) => new(name, async m => await m.Crunch(milliseconds));

    private static Job SleepsAndComputes(string name, long sleep, long computing) => new(name, async m =>
    {
        await m.Sleep(Scenario.Ms(sleep));
        await m.Crunch(computing);
    });

    private static Job Sleeps(string name, long milliseconds) => new(name, async m => await m.Sleep(Scenario.Ms(milliseconds)));
}
