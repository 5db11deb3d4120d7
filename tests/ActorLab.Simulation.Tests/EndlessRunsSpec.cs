namespace ActorLab.Simulation.Tests;

/// <summary>Runs that could never end, and what is said about them.</summary>
public sealed class EndlessRunsSpec
{
    private const long Limit = 10_000;

    private static readonly MachineProfile s_twoCores = Scenario.Machine with { Cores = 2 };

    [Fact]
    public void Two_actors_that_send_each_other_the_same_messages_for_ever_are_a_livelock_that_names_both()
    {
        RunResult result = Run(Scenario.Machine, outside => TestActor.Props((context, message) =>
        {
            if (message is Started) context.SendLater(context.Self, Done.Instance, Scenario.Ms(3));
            else if (message is Done) context.Send(context.Spawn(Returns() with { Name = "wall" }), new Number(1));
            else if (message is Number) context.Send(context.Sender!, message);
        }));
        Assert.Equal((RunOutcome.Livelocked, Scenario.Ms(3)), (result.Outcome, result.Elapsed));
        Assert.StartsWith("time stands still, 3 ms after the start: 2", result.Failure);
        Assert.Contains("of the last 10,000: root", result.Failure);
        Assert.Contains("root/wall handles Number (5,000 times)", result.Failure);
        Assert.Contains("root handles Number (5,000 times)", result.Failure);
        Assert.InRange(result.Counters.Turns, Limit, 3 * Limit);
    }

    [Fact]
    public void An_actor_that_sends_itself_messages_is_a_livelock_even_within_one_share_of_its_dispatcher()
    {
        DispatcherPolicy greedy = DispatcherPolicy.ForkJoin("greedy", 1) with { Throughput = int.MaxValue };
        RunResult result = Run(Scenario.Machine, _ => TestActor.Props((context, _) => context.Send(context.Self, Done.Instance)) with { Dispatcher = greedy });
        Assert.Equal(RunOutcome.Livelocked, result.Outcome);
        Assert.EndsWith(": root handles Done (10,000 times)", result.Failure);
    }

    [Fact]
    public void A_body_whose_steps_cost_nothing_and_that_never_ends_is_a_livelock()
    {
        var flag = new Cell<bool>(false);
        RunResult result = Scenario.Run(Scenario.Bodies(s_twoCores, [new Job("spins", async m =>
        {
            while (!await m.Read(flag))
            {
            }
        })]), limit: Limit);
        Assert.Equal(RunOutcome.Livelocked, result.Outcome);
        Assert.EndsWith(": root/spins goes on with its body TestBody (10,000 times)", result.Failure);
    }

    [Fact]
    public void An_actor_that_fails_whenever_it_is_restarted_at_once_is_a_livelock()
    {
        var always = new SupervisionPolicy { MaxRestarts = int.MaxValue };
        RunResult result = Run(Scenario.Machine, _ => TestActor.Props((context, message) =>
        {
            if (message is Started) context.Spawn(TestActor.Props((_, _) => throw new InvalidOperationException("again")) with { Name = "flaky", Supervision = always });
        }));
        Assert.Equal(RunOutcome.Livelocked, result.Outcome);
        Assert.Contains("root/flaky handles Started (5,000 times)", result.Failure);
        Assert.Contains("root/flaky is restarted after InvalidOperationException (5,000 times)", result.Failure);
    }

    [Fact]
    public void Time_that_passes_now_and_then_is_no_livelock_however_much_happens()
    {
        RunResult result = Run(Scenario.Machine, _ => TestActor.Props((context, message) =>
        {
            if (message is Started) context.Send(context.Self, new Number(1));
            if (message is not Number(var n)) return;
            if (n == 20 * Limit) context.Stop(context.Self);
            else if (n % (Limit / 2) == 0) context.SendLater(context.Self, new Number(n + 1), SimDuration.FromNanoseconds(1));
            else context.Send(context.Self, new Number(n + 1));
        }));
        Assert.Equal((null, RunOutcome.Completed), (result.Failure, result.Outcome));
        Assert.True(result.Counters.Turns > 20 * Limit);
    }

    [Fact]
    public void A_livelock_is_found_at_the_same_turn_in_every_run()
    {
        RunResult first = Ring(), second = Ring();
        Assert.Equal((first.Failure, first.TraceDigest, first.Counters), (second.Failure, second.TraceDigest, second.Counters));
        Assert.Contains("; and 5 more", first.Failure);

        static RunResult Ring() => Run(Scenario.Machine, _ => TestActor.Props((context, message) =>
        {
            if (message is not Started) return;
            for (int i = 0; i < 25; i++) context.Send(context.Spawn(TestActor.Props((own, m) =>
            {
                if (m is Done) own.Send(own.Self, m);
            }) with { Dispatcher = DispatcherPolicy.ForkJoin("fair", 2) with { Throughput = 1 } }), Done.Instance);
        }));
    }

    [Fact]
    public void A_limit_that_allows_nothing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new SimulationEngine(maxTurnsAtOneInstant: 0));

    [Fact]
    public void Three_bodies_that_wait_for_each_others_locks_stand_in_the_report_in_the_order_of_the_cycle()
    {
        LockHandle[] locks = [new("x"), new("y"), new("z")];
        RunResult result = Scenario.Run(Scenario.Bodies(s_twoCores, [.. Enumerable.Range(0, 3).Select(i => new Job($"{"abc"[i]}", async m =>
        {
            await m.Acquire(locks[i]);
            await m.Sleep(Scenario.Ms(1));
            await m.Acquire(locks[(i + 1) % 3]);
        }))]));
        Assert.Equal(RunOutcome.Deadlocked, result.Outcome);
        Assert.Contains(
            "they wait for each other: root/a -> root/b -> root/c -> root/a; root/a waits for lock 'y', which root/b holds; "
            + "root/b waits for lock 'z', which root/c holds; root/c waits for lock 'x', which root/a holds; root waits for a message",
            result.Failure);
    }

    [Fact]
    public void A_holder_that_needs_the_thread_on_which_somebody_waits_for_its_lock_is_a_cycle()
    {
        var guard = new LockHandle("guard");
        DispatcherPolicy single = DispatcherPolicy.ForkJoin("single", 1);
        RunResult result = Scenario.Run(Scenario.Bodies(s_twoCores, [
            new Job("holder", async m =>
            {
                await m.Acquire(guard);
                await m.Sleep(Scenario.Ms(1));
                await m.Release(guard);
            }) { Occupancy = Occupancy.Asynchronous, Dispatcher = single },
            new Job("keeper", async m => await m.Acquire(guard)) { Dispatcher = single }]));
        Assert.Equal(RunOutcome.Deadlocked, result.Outcome);
        Assert.Contains("root/holder -> root/keeper -> root/holder", result.Failure);
        Assert.Contains("root/holder waits for a thread of dispatcher 'single', which root/keeper keeps", result.Failure);
        Assert.Contains("root/keeper waits for lock 'guard', which root/holder holds", result.Failure);
    }

    [Fact]
    public void Two_cycles_are_both_named()
    {
        var jobs = new List<Job>();
        for (int pair = 0; pair < 2; pair++)
        {
            LockHandle left = new($"left{pair}"), right = new($"right{pair}");
            jobs.Add(Takes($"a{pair}", left, right));
            jobs.Add(Takes($"b{pair}", right, left));
        }

        RunResult result = Scenario.Run(Scenario.Bodies(s_twoCores, jobs));
        Assert.Contains("root/a0 -> root/b0 -> root/a0", result.Failure);
        Assert.Contains("root/a1 -> root/b1 -> root/a1", result.Failure);

        static Job Takes(string name, LockHandle first, LockHandle second) => new(name, async m =>
        {
            await m.Acquire(first);
            await m.Sleep(Scenario.Ms(1));
            await m.Acquire(second);
        });
    }

    [Fact]
    public void Of_actors_that_wait_for_messages_it_is_told_where_their_last_one_went_and_no_cycle_is_guessed()
    {
        RunResult result = Scenario.Run(Scenario.Machine, (context, message) =>
        {
            if (message is Started) context.Send(context.Spawn(TestActor.Props((own, m) =>
            {
                // Asks back where an answer was expected.
                if (m is Number) own.Send(own.Sender!, Done.Instance);
            }) with { Name = "server" }), new Number(1));
        });
        Assert.Equal(RunOutcome.Deadlocked, result.Outcome);
        Assert.DoesNotContain("each other", result.Failure);
        Assert.Contains("; root waits for a message (its last one went to root/server)", result.Failure);
    }

    private static ActorProps Returns() => TestActor.Props((context, message) =>
    {
        if (message is Number) context.Send(context.Sender!, message);
    });

    private static RunResult Run(MachineProfile machine, Func<IActorRef, ActorProps> root) =>
        Scenario.Run(new ScenarioPlan { Name = "endless", Root = root, Machine = machine }, limit: Limit);
}
