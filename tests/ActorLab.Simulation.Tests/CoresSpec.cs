namespace ActorLab.Simulation.Tests;

public sealed class CoresSpec
{
    private static readonly MachineProfile s_machine = Scenario.Machine;

    [Fact]
    public void Two_computations_on_two_cores_end_together() =>
        Assert.Equal(["a@3000000", "b@3000000"], Scenario.Ends(s_machine with { Cores = 2 }, Computes("a", 3), Computes("b", 3)));

    [Fact]
    public void Two_computations_share_one_core_by_time_slices() =>
        Assert.Equal(["a@5000000", "b@6000000"], Scenario.Ends(s_machine, Computes("a", 3), Computes("b", 3)));

    [Fact]
    public void A_late_comer_takes_the_core_when_the_running_slice_is_used_up() =>
        // a computes alone until b comes at 10 ms; its slice is long used up, so b goes first for one slice.
        Assert.Equal(["b@11000000", "a@13000000"], Scenario.Ends(s_machine, new Job("b", async m => { await m.Sleep(Scenario.Ms(10)); await m.Crunch(1); }), Computes("a", 12)));

    [Fact]
    public void A_thread_that_comes_from_a_wait_goes_before_those_that_used_up_a_slice() =>
        // a | b | a, then w, which woke at 2.5 ms, and only then b, which has waited since 2 ms.
        Assert.Equal(
            ["w@4000000", "a@20000000", "b@21000000"],
            Scenario.Ends(s_machine, new Job("w", async m => { await m.Sleep(SimDuration.FromMicroseconds(2_500)); await m.Crunch(1); }), Computes("a", 10), Computes("b", 10)));

    [Fact]
    public void A_slice_runs_through_consecutive_steps() =>
        // Four steps of 0.5 ms: two to a slice.
        Assert.Equal(["a@3000000", "b@4000000"], Scenario.Ends(s_machine, Halves("a"), Halves("b")));

    [Fact]
    public void A_core_charges_for_taking_up_another_thread()
    {
        MachineProfile machine = s_machine with { SwitchCost = SimDuration.FromMicroseconds(100) };
        // a 1 ms, switch, b 1 ms, switch, a 1 ms, switch, b 1 ms. The first thread on a core is no switch.
        Assert.Equal(["a@3200000", "b@4300000"], Scenario.Ends(machine, Computes("a", 2), Computes("b", 2)));
    }

    [Fact]
    public void A_switch_that_costs_more_than_a_slice_still_gets_work_done()
    {
        MachineProfile machine = s_machine with { SwitchCost = Scenario.Ms(2), TimeSlice = SimDuration.Zero };
        Assert.Equal(2, Scenario.Ends(machine, new Job("a", MicrosecondsOf(3)), new Job("b", MicrosecondsOf(3))).Length);
    }

    [Fact]
    public void The_end_of_a_slice_is_noticed_at_the_next_tick() =>
        // Slices of 1 ms and a tick every 4 ms: a 0-4, b 4-8, a 8-10, b 10-12.
        Assert.Equal(["a@10000000", "b@12000000"], Scenario.Ends(s_machine with { SchedulerTick = Scenario.Ms(4) }, Computes("a", 6), Computes("b", 6)));

    [Fact]
    public void A_late_comer_waits_for_the_next_tick_however_long_the_slice_has_been_used_up() =>
        Assert.Equal(
            ["b@13000000", "a@14000000"],
            Scenario.Ends(s_machine with { SchedulerTick = Scenario.Ms(4) }, new Job("b", async m => { await m.Sleep(Scenario.Ms(10)); await m.Crunch(1); }), Computes("a", 13)));

    [Fact]
    public void A_tick_that_falls_into_a_step_too_short_to_be_cut_counts_at_the_end_of_it()
    {
        // Reads of 700 ns: the tick at 10 us falls into the fifteenth, so b computes from 10.5 us on, and a has its last five reads after that.
        MachineProfile machine = s_machine with { StepCost = new SimDuration(700), TimeSlice = SimDuration.FromMicroseconds(1), SchedulerTick = SimDuration.FromMicroseconds(10) };
        var cell = new Cell<int>(0);
        string[] ends = Scenario.Ends(
            machine,
            new Job("a", async m =>
            {
                for (int i = 0; i < 20; i++) await m.Read(cell);
            }),
            new Job("b", MicrosecondsOf(5)));
        Assert.Equal(["b@15500", "a@19000"], ends);
    }

    [Fact]
    public void A_tick_between_a_read_and_a_write_on_one_core_loses_an_update()
    {
        // Both read 0: the slice of a ends between its read and its write.
        var counter = new Cell<int>(0);
        MachineProfile machine = s_machine with { StepCost = SimDuration.FromMicroseconds(2), SchedulerTick = Scenario.Ms(1) };
        Scenario.Ends(machine, Increments("a"), Increments("b"));
        Assert.Equal(1, counter.Value);

        Job Increments(string name) => new(name, async m =>
        {
            await m.Compute(new Cost(SimDuration.FromMicroseconds(997)), new Slices(1));
            int value = await m.Read(counter);
            await m.Identify();
            await m.Write(counter, value + 1);
        });
    }

    [Fact]
    public void A_thread_that_waits_leaves_its_core_to_others() =>
        Assert.Equal(
            ["b@2000000", "a@10000000"],
            Scenario.Ends(s_machine, new Job("a", async m => await m.Sleep(Scenario.Ms(10))), Computes("b", 2)));

    [Fact]
    public void Steps_that_compute_nothing_cost_what_the_profile_says()
    {
        var cell = new Cell<int>(0);
        MachineProfile machine = s_machine with { StepCost = SimDuration.FromNanoseconds(200) };
        string[] ends = Scenario.Ends(machine, new Job("a", async m =>
        {
            int value = await m.Read(cell);
            await m.Write(cell, value + 1);
            await m.Identify();
        }));
        Assert.Equal(["a@600"], ends);
        Assert.Equal(1, cell.Value);
    }

    [Fact]
    public void Three_threads_on_two_cores_take_the_cores_in_turn() =>
        // Slices: a0 b0 | c0 a1 | b1 c1 -> all work 6 ms over 2 cores.
        Assert.Equal(["a@2000000", "b@3000000", "c@3000000"], Scenario.Ends(s_machine with { Cores = 2 }, Computes("a", 2), Computes("b", 2), Computes("c", 2)));

    private static Job Computes(string name, long milliseconds) => new(name, async m => await m.Crunch(milliseconds));

    private static Job Halves(string name) => new(name, async m =>
    {
        for (int i = 0; i < 4; i++) await m.Compute(new Cost(SimDuration.FromMicroseconds(500)), new Slices(1));
    });

    private static Func<IMachine, ValueTask> MicrosecondsOf(long count) => async m => await m.Compute(new Cost(SimDuration.FromMicroseconds(count)), new Slices(1));
}
