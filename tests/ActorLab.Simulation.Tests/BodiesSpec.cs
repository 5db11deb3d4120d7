namespace ActorLab.Simulation.Tests;

public sealed class BodiesSpec
{
    private static readonly MachineProfile s_twoCores = Scenario.Machine with { Cores = 2, StepCost = SimDuration.FromNanoseconds(200) };

    [Fact]
    public void Two_bodies_that_read_before_either_writes_lose_an_update()
    {
        var counter = new Cell<int>(0);
        Assert.Equal(["a@400", "b@400"], Scenario.Ends(s_twoCores, Increments("a", counter), Increments("b", counter)));
        Assert.Equal(1, counter.Value);
    }

    [Fact]
    public void The_same_bodies_one_after_the_other_on_one_core_lose_nothing()
    {
        var counter = new Cell<int>(0);
        Scenario.Ends(s_twoCores with { Cores = 1 }, Increments("a", counter), Increments("b", counter));
        Assert.Equal(2, counter.Value);
    }

    [Fact]
    public void The_same_bodies_under_a_lock_lose_nothing()
    {
        var counter = new Cell<int>(0);
        var handle = new LockHandle("counter");
        Scenario.Ends(s_twoCores, Guarded("a"), Guarded("b"));
        Assert.Equal(2, counter.Value);

        Job Guarded(string name) => new(name, async m =>
        {
            await m.Acquire(handle);
            await m.Write(counter, await m.Read(counter) + 1);
            await m.Release(handle);
        });
    }

    [Fact]
    public void Two_bodies_that_wait_for_each_others_lock_are_a_deadlock_with_the_cycle_named()
    {
        LockHandle left = new("left"), right = new("right");
        RunResult result = Scenario.Run(Scenario.Bodies(s_twoCores, [Takes("a", left, right), Takes("b", right, left)]));
        Assert.Equal(RunOutcome.Deadlocked, result.Outcome);
        Assert.Contains("root/a -> root/b -> root/a", result.Failure, StringComparison.Ordinal);
        Assert.Contains("root/a waits for lock 'right', which root/b holds", result.Failure, StringComparison.Ordinal);
        Assert.Contains("root waits for a message", result.Failure, StringComparison.Ordinal);

        static Job Takes(string name, LockHandle first, LockHandle second) => new(name, async m =>
        {
            await m.Acquire(first);
            await m.Sleep(Scenario.Ms(1));
            await m.Acquire(second);
        });
    }

    [Fact]
    public void A_body_that_takes_its_own_lock_again_waits_for_itself()
    {
        var handle = new LockHandle("mine");
        RunResult result = Scenario.Run(Scenario.Bodies(s_twoCores, [new Job("a", async m =>
        {
            await m.Acquire(handle);
            await m.Acquire(handle);
        })]));
        Assert.Equal(RunOutcome.Deadlocked, result.Outcome);
        Assert.Contains("root/a -> root/a", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_ends_with_a_lock_fails_and_the_lock_goes_on()
    {
        var handle = new LockHandle("gate");
        RunResult result = Scenario.Run(Scenario.Bodies(s_twoCores, [
            new Job("a", async m => await m.Acquire(handle)),
            new Job("b", async m =>
            {
                await m.Acquire(handle);
                await m.Release(handle);
            })]));
        Assert.Equal(["a failed: gate: the body ended holding this lock", "b@400"], Scenario.Marks(result));
    }

    [Fact]
    public void A_lock_that_the_body_does_not_hold_cannot_be_released()
    {
        var handle = new LockHandle("gate");
        RunResult result = Scenario.Run(Scenario.Bodies(s_twoCores, [new Job("a", async m => await m.Release(handle))]));
        Assert.Equal(["a failed: gate: the body does not hold this lock"], Scenario.Marks(result));
    }

    [Fact]
    public void A_lock_left_held_by_one_run_is_free_in_the_next()
    {
        var handle = new LockHandle("gate");
        Job[] jobs = [new Job("a", async m =>
        {
            await m.Acquire(handle);
            await m.Acquire(handle);
        })];
        RunResult first = Scenario.Run(Scenario.Bodies(s_twoCores, jobs)), second = Scenario.Run(Scenario.Bodies(s_twoCores, jobs));
        Assert.Equal(RunOutcome.Deadlocked, first.Outcome);
        Assert.Equal(1, second.Steps[StepKind.Acquire]);
    }

    [Fact]
    public void A_body_that_awaits_a_task_of_its_own_ends_the_run_with_the_rule()
    {
        var never = new TaskCompletionSource();
        RunResult result = Scenario.Run(Scenario.Bodies(s_twoCores, [new Job("a", async m =>
        {
            await m.Sleep(Scenario.Ms(1));
            await never.Task;
        })]));
        Assert.Equal(RunOutcome.Failed, result.Outcome);
        Assert.Contains("TestBody of root/a awaits something else than a step", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_from_another_thread_is_refused()
    {
        var refused = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        RunResult result = Scenario.Run(Scenario.Bodies(s_twoCores, [new Job("a", async m =>
        {
            await Task.Yield();
            try
            {
                await m.Sleep(Scenario.Ms(1));
            }
            catch (InvalidOperationException thrown)
            {
                refused.SetResult(thrown);
            }

            await new TaskCompletionSource().Task;
        })]));
        Assert.Equal(RunOutcome.Failed, result.Outcome);
        Assert.Contains("from outside of its run", (await refused.Task).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_leaves_a_step_unawaited_ends_the_run_with_the_rule()
    {
        RunResult result = Scenario.Run(Scenario.Bodies(s_twoCores, [new Job("a", m =>
        {
            _ = m.Sleep(Scenario.Ms(1));
            return ValueTask.CompletedTask;
        })]));
        Assert.Equal(RunOutcome.Failed, result.Outcome);
        Assert.Contains("ended before its step Sleep was done", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_awaited_through_a_task_is_a_step()
    {
        RunResult result = Scenario.Run(Scenario.Bodies(s_twoCores with { StepCost = SimDuration.Zero }, [new Job("a", async m => await m.Sleep(Scenario.Ms(1)).AsTask())]));
        Assert.Equal(["a@1000000"], Scenario.Marks(result));
    }

    [Fact]
    public void An_observer_costs_nothing_and_is_not_counted()
    {
        MachineProfile machine = s_twoCores with { Cores = 1, DiskOpen = Latency.Constant(Scenario.Ms(1)), DiskRead = Latency.Constant(Scenario.Ms(1)) };
        bool computed = false;
        Job observer = new("eye", async m =>
        {
            await m.ReadAll(await m.Open("in", OpenMode.Read));
            Assert.Equal(Computation.Computed, await m.Compute(Scenario.Cpu(50), new Slices(3, () => computed = true)));
            await m.Identify();
        }) { Observer = true };
        RunResult alone = Scenario.Run(Scenario.Bodies(machine, [Work()], files: ["in"]));
        RunResult watched = Scenario.Run(Scenario.Bodies(machine, [observer, Work()], files: ["in"]));
        Assert.Equal(["eye@0", .. Scenario.Marks(alone)], Scenario.Marks(watched));
        Assert.Equal(alone.Steps.ToString(), watched.Steps.ToString());
        Assert.True(computed);

        static Job Work() => new("work", async m =>
        {
            await m.ReadAll(await m.Open("in", OpenMode.Read));
            await m.Crunch(3);
        });
    }

    [Fact]
    public void A_body_is_told_which_thread_process_and_core_it_is_on()
    {
        var seen = new List<ThreadIdentity>();
        MachineProfile machine = s_twoCores with { Cores = 3, BaseThreads = 30, StepCost = SimDuration.Zero };
        Scenario.Ends(
            machine,
            Identifies("worker-3") with { Dispatcher = DispatcherPolicy.Pinned },
            new Job("busy", async m => await m.Crunch(1)) { Dispatcher = DispatcherPolicy.ForkJoin("crew", 2) },
            new Job("second", async m =>
            {
                await m.Compute(new Cost(SimDuration.FromMicroseconds(1)), new Slices(1));
                seen.Add(await m.Identify());
            }) { Dispatcher = DispatcherPolicy.ForkJoin("crew", 2) });
        // 30 of the process, one of the shared pool, one pinned, two of the crew.
        Assert.Equal(new ThreadIdentity("worker-3", 3, 100, 34, 0), seen[0]);
        Assert.Equal(("crew-2", 5, 2), (seen[1].Thread, seen[1].ManagedThreadId, seen[1].CpuNumber));

        Job Identifies(string name) => new(name, async m => seen.Add(await m.Identify()));
    }

    private static Job Increments(string name, Cell<int> counter) => new(name, async m => await m.Write(counter, await m.Read(counter) + 1));
}
