using System.Text;

namespace ActorLab.Simulation.Tests;

public sealed class NodeLossSpec
{
    private static readonly MachineProfile s_machine = Scenario.Machine with { Cores = 2, ProcessStart = Scenario.Ms(10) };

    [Fact]
    public void A_body_vanishes_in_mid_step_with_what_its_handles_have_buffered()
    {
        int continued = 0;
        NodeRole writes = Nodes.Executes(async (machine, _, _) =>
        {
            try
            {
                FileHandle output = await machine.Open("output", OpenMode.Append);
                await machine.Append(output, "flushed "u8.ToArray());
                await machine.Flush(output);
                await machine.Append(output, "buffered"u8.ToArray());
                await machine.Crunch(10);
                await machine.Close(output);
            }
            finally
            {
                continued++;
            }
        });
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, writes, (context, message, outside) =>
        {
            if (message is Started)
            {
                IActorRef child = context.Spawn(Nodes.On("a", outside));
                context.Watch(child);
                context.Send(child, new Number(1));
            }
            else if (message is Terminated)
            {
                context.Stop(context.Self);
            }
        }), faults: SimulationFaults.None.Kill("a", At(15)));
        Assert.Equal((RunOutcome.Completed, Scenario.Ms(15), 0), (result.Outcome, result.Elapsed, continued));
        Assert.Equal("flushed ", Encoding.ASCII.GetString(result.Files["output"].Span));
        Assert.Equal((1, 0), (result.Steps[StepKind.Flush], result.Steps[StepKind.Compute]));
        Assert.Empty(result.Outbox);
    }

    [Fact]
    public void What_happens_at_the_time_of_the_death_happens_before_it() =>
        // The body ends at 20 ms, and its end is told.
        Assert.Equal(["computes@20000000", "Terminated@20000000"], WatchesOne(async m => await m.Crunch(10), At(20)));

    [Fact]
    public void Terminated_comes_once_after_all_that_the_dead_had_sent()
    {
        NodeRole sends = Nodes.Acts((context, message, whom) =>
        {
            if (message is Started) for (int i = 0; i < 3; i++) context.Send(whom, new Number(i));
            if (message is Started) context.SendLater(whom, new Number(99), Scenario.Ms(10));
        });
        // The root is occupied until 50 ms.
        var seen = new List<string>();
        RunResult result = Scenario.Run(Nodes.Plan(s_machine with { TransferCost = Scenario.Ms(1) }, sends, (context, message, outside) =>
        {
            seen.Add($"{message.GetType().Name}@{context.Now.Nanoseconds / 1_000_000}");
            if (message is Started)
            {
                context.Watch(context.Spawn(Nodes.On("a", context.Self)));
                context.Execute(new TestBody(async m => await m.Sleep(Scenario.Ms(50))), message);
                context.StopAt(100);
            }
            else if (message is Done)
            {
                context.Stop(context.Self);
            }
        }), faults: SimulationFaults.None.Kill("a", At(15)).Kill("a", At(16)));
        Assert.Equal(["Started@0", "BodyCompleted@50", "Number@51", "Number@52", "Number@53", "Terminated@53", "Done@100", "Stopping@100"], seen);
        Assert.Empty(result.DeadLetters);
    }

    [Fact]
    public void Messages_to_actors_of_a_dead_process_are_dead_letters_whether_they_waited_were_being_unpacked_or_come_later()
    {
        NodeRole idles = Nodes.Acts((_, _, _) => { });
        RunResult result = Scenario.Run(Nodes.Plan(s_machine with { TransferCost = Scenario.Ms(4) }, idles, (context, message, outside) =>
        {
            if (message is Started)
            {
                IActorRef child = context.Spawn(Nodes.On("a", outside, "child"));
                for (int i = 1; i <= 3; i++) context.Send(child, new Number(i));
                context.SendLater(child, new Number(4), Scenario.Ms(20));
                context.StopAt(30);
            }
            else if (message is Done)
            {
                context.Stop(context.Self);
            }
        }), faults: SimulationFaults.None.Kill("a", At(15)));
        Assert.Equal(
            [(DeadLetterReason.NodeLost, 2L), (DeadLetterReason.NodeLost, 3L), (DeadLetterReason.NodeLost, 4L)],
            result.DeadLetters.Select(d => (d.Reason, ((Number)d.Message).Value)));
    }

    [Theory]
    [InlineData(LockFairness.Fifo)]
    [InlineData(LockFairness.Barging)]
    public void Locks_that_the_dead_held_or_waited_for_go_to_the_living(LockFairness fairness)
    {
        var guard = new LockHandle("guard");
        NodeRole locks = Nodes.Executes(async (machine, _, number) =>
        {
            await machine.Sleep(Scenario.Ms(number.Value));
            await machine.Acquire(guard);
            await machine.Sleep(Scenario.Ms(100));
            await machine.Release(guard);
        }, DispatcherPolicy.ForkJoin("workers", 4));
        // a has the lock at 10 ms; then a, b, a and b wait for it, in this order; a dies at 30 ms.
        string[] ends = Nodes.Marks(Nodes.Plan(s_machine with { LockFairness = fairness }, locks, (context, message, outside) =>
        {
            if (message is Started)
            {
                foreach ((string node, int delay) in new[] { ("a", 0), ("a", 1), ("b", 2), ("a", 3), ("b", 4) })
                {
                    context.Send(context.Spawn(Nodes.On(node, outside, $"{node}{delay}")), new Number(delay));
                }

                context.StopAt(1_000);
            }
            else if (message is Done)
            {
                context.Stop(context.Self);
            }
        }), SimulationFaults.None.Kill("a", At(30)));
        Assert.Equal(["b2@130000000", "b4@230000000"], ends);
    }

    [Theory]
    [InlineData(LockFairness.Fifo)]
    [InlineData(LockFairness.Barging)]
    public void A_lock_on_its_way_to_the_dead_goes_on_to_the_next(LockFairness fairness)
    {
        var guard = new LockHandle("guard");
        NodeRole locks = Nodes.Executes(async (machine, _, number) =>
        {
            await machine.Sleep(Scenario.Ms(number.Value));
            await machine.Acquire(guard);
            await machine.Sleep(Scenario.Ms(10));
            await machine.Release(guard);
        });
        // Each process has a core to start on. b0 releases at 20 ms, and the hand-over to a takes until 25 ms; it dies at 22 ms,
        // and c has the lock at 27 ms.
        MachineProfile machine = s_machine with { Cores = 3, LockHandOver = Scenario.Ms(5), LockFairness = fairness };
        string[] ends = Nodes.Marks(Nodes.Plan(machine, locks, (context, message, outside) =>
        {
            if (message is Started)
            {
                foreach ((string node, int delay) in new[] { ("b", 0), ("a", 1), ("c", 2) }) context.Send(context.Spawn(Nodes.On(node, outside, node)), new Number(delay));
                context.StopAt(1_000);
            }
            else if (message is Done)
            {
                context.Stop(context.Self);
            }
        }), SimulationFaults.None.Kill("a", At(22)));
        Assert.Equal(["b@20000000", "c@37000000"], ends);
    }

    [Fact]
    public void Cores_and_the_disk_that_the_dead_used_or_waited_for_go_to_the_living()
    {
        NodeRole works = Nodes.Executes(async (machine, _, number) =>
        {
            if (number.Value == 0) await machine.Crunch(10);
            else await machine.Open("f", OpenMode.Append);
        }, DispatcherPolicy.ForkJoin("workers", 4));
        MachineProfile machine = s_machine with
        {
            Cores = 1,
            ProcessStart = SimDuration.Zero,
            TimeSlice = Scenario.Ms(1),
            DiskCapacity = 1,
            DiskOpen = Latency.Constant(Scenario.Ms(10)),
        };
        // Starts take nothing of the one core, which serves a, a and b in slices of a millisecond: by 4.5 ms b has had one. The
        // disk serves a, then a, then b.
        string[] ends = Nodes.Marks(Nodes.Plan(machine, works, (context, message, outside) =>
        {
            if (message is Started)
            {
                foreach (string name in new[] { "a1", "a2", "b3" })
                {
                    context.Send(context.Spawn(Nodes.On(name[..1], outside, $"{name}-computes")), new Number(0));
                    context.Send(context.Spawn(Nodes.On(name[..1], outside, $"{name}-opens")), new Number(1));
                }

                context.StopAt(1_000);
            }
            else if (message is Done)
            {
                context.Stop(context.Self);
            }
        }), SimulationFaults.None.Kill("a", new SimTime(4_500_000)));
        Assert.Equal(["b3-computes@13500000", "b3-opens@14500000"], ends);
    }

    [Fact]
    public void A_parent_elsewhere_forgets_its_child_and_may_use_the_name_again_when_it_hears_of_the_loss()
    {
        var ids = new List<long>();
        NodeRole idles = Nodes.Acts((context, message, _) =>
        {
            if (message is Started) ids.Add(context.Self.Path.Uid);
        });
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, idles, (context, message, outside) =>
        {
            if (message is Started or Terminated) context.Watch(context.Spawn(Nodes.On("a", outside, "child")));
            if (message is Started) context.StopAt(100);
            if (message is Done) context.Stop(context.Self);
        }), faults: SimulationFaults.None.Kill("a", At(15)));
        Assert.Equal(2, ids.Distinct().Count());
        Assert.Equal((RunOutcome.Completed, 3), (result.Outcome, result.Counters.Spawned));
    }

    [Fact]
    public void A_parent_that_waits_for_a_child_to_stop_goes_on_when_that_is_lost()
    {
        NodeRole computes = Nodes.Acts((context, message, _) =>
        {
            if (message is Started) context.Execute(new TestBody(async m => await m.Crunch(1_000)), message);
        });
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, computes, (context, message, outside) =>
        {
            if (message is Started) context.Spawn(Nodes.On("a", outside));
            if (message is Started) context.StopAt(20);
            if (message is Done) context.Stop(context.Self);
        }), faults: SimulationFaults.None.Kill("a", At(50)));
        Assert.Equal((RunOutcome.Completed, Scenario.Ms(50)), (result.Outcome, result.Elapsed));
    }

    [Fact]
    public void Children_elsewhere_of_a_lost_parent_are_stopped()
    {
        NodeRole nests = (state, arguments) => TestActor.Props((context, message) =>
        {
            IActorRef whom = ((Tells)arguments).Whom;
            if (message is Started && state.Node == "a") context.Send(context.Spawn(Nodes.On("b", whom, "below")), new Number(1));
            else if (message is Number) context.Execute(new TestBody(async m => await m.Sleep(Scenario.Ms(20))), message);
            if (state.Node == "b" && message is Started) context.Spawn(TestActor.Props((own, m) => own.Send(whom, new Said($"{own.PathOf(own.Self)} {m.GetType().Name}@{own.Now.Nanoseconds / 1_000_000}"))));
            else if (state.Node == "b") context.Send(whom, new Said($"{context.PathOf(context.Self)} {message.GetType().Name}@{context.Now.Nanoseconds / 1_000_000}"));
        });
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, nests, (context, message, outside) =>
        {
            if (message is Started) context.Spawn(Nodes.On("a", outside, "top"));
            if (message is Started) context.StopAt(100);
            if (message is Done) context.Stop(context.Self);
        }), faults: SimulationFaults.None.Kill("a", At(25)));
        Assert.Equal(
            ["root/top/below Number@20", "root/top/below/$1 Started@20"],
            Scenario.Marks(result));
        Assert.Equal(RunOutcome.Completed, result.Outcome);
    }

    [Fact]
    public void Orphans_that_still_live_are_named_when_nothing_can_happen_any_more_and_their_messages_are_accounted_for()
    {
        var never = new LockHandle("never");
        NodeRole nests = (state, arguments) => TestActor.Props((context, message) =>
        {
            if (message is Started && state.Node == "a") context.Send(context.Spawn(Nodes.On("b", ((Tells)arguments).Whom, "orphan")), new Number(1));
            else if (message is Number) context.Execute(new TestBody(async m => await m.Acquire(never)), message);
            if (message is Number) context.Send(context.Self, Done.Instance);
        });
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, nests, (context, message, outside) =>
        {
            if (message is Started) context.Spawn(Nodes.On("a", outside, "top"));
            if (message is Started) context.Execute(new TestBody(async m =>
            {
                await m.Acquire(never);
                await m.Acquire(never);
            }), message);
        }), faults: SimulationFaults.None.Kill("a", At(25)));
        Assert.Equal(RunOutcome.Deadlocked, result.Outcome);
        Assert.Contains("root/top/orphan waits for lock 'never', which root holds", result.Failure, StringComparison.Ordinal);
        Assert.Equal(DeadLetterReason.RunEnded, Assert.Single(result.DeadLetters).Reason);
        // Nothing that died with its process keeps the clock going.
        Assert.Equal(Scenario.Ms(25), result.Elapsed);
    }

    [Fact]
    public void A_lost_node_is_started_again_with_a_fresh_state_up_to_its_limit_and_then_its_actors_have_terminated_at_once()
    {
        int ends = 0;
        NodeRole counts = (state, arguments) => TestActor.Props((context, message) =>
        {
            if (message is Started) context.Execute(new TestBody(async m => throw new InvalidOperationException($"pid {(await m.Identify()).ProcessId}")), message);
            else if (message is BodyFailed(_, var cause)) context.Send(((Tells)arguments).Whom, new Said($"{++state.Shared("count", () => new Cell<int>(0)).Value} {cause.Message}@{context.Now.Nanoseconds / 1_000_000}"));
        });
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, counts, (context, message, outside) =>
        {
            switch (message)
            {
                case Started:
                    context.Watch(context.Spawn(Nodes.On("a", outside, "child")));
                    context.StopAt(200);
                    break;
                case Terminated terminated:
                    context.Send(outside, new Said($"Terminated@{context.Now.Nanoseconds / 1_000_000}"));
                    context.Send(terminated.Actor, Done.Instance);
                    if (++ends <= 3) context.Watch(context.Spawn(Nodes.On("a", outside, "child")));
                    break;
                case Done:
                    context.Stop(context.Self);
                    break;
            }
        }, maxRestarts: 2), faults: SimulationFaults.None.Kill("a", At(15)).Kill("a", At(45)).Kill("a", At(100)));
        Assert.Equal(
            ["1 pid 101@10", "Terminated@15", "1 pid 102@25", "Terminated@45", "1 pid 103@55", "Terminated@100", "Terminated@100"],
            Scenario.Marks(result));
        Assert.All(result.DeadLetters, d => Assert.Equal(DeadLetterReason.NodeLost, d.Reason));
        Assert.Equal(4, result.DeadLetters.Length);
        Assert.Equal((5, SimDuration.FromMilliseconds(200)), (result.Counters.Spawned, result.Elapsed));
    }

    [Fact]
    public void A_process_that_dies_while_it_starts_takes_those_with_it_who_wait_for_it()
    {
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, Nodes.Acts((context, _, whom) => context.Send(whom, new Mark("alive", context.Now))), (context, message, outside) =>
        {
            if (message is Started) context.Watch(context.Spawn(Nodes.On("a", outside)));
            else if (message is Terminated) context.Stop(context.Self);
        }), faults: SimulationFaults.None.Kill("a", At(5)));
        Assert.Equal((RunOutcome.Completed, Scenario.Ms(5)), (result.Outcome, result.Elapsed));
        Assert.Empty(result.Outbox);
    }

    [Fact]
    public void The_start_of_a_thread_ends_with_its_process()
    {
        NodeRole fails = (_, _) => TestActor.Props((_, _) => throw new InvalidOperationException("again")) with { Dispatcher = DispatcherPolicy.Pinned };
        RunResult result = Scenario.Run(Nodes.Plan(s_machine with { ThreadStart = Scenario.Ms(10) }, fails, (context, message, outside) =>
        {
            if (message is not Started) return;
            context.Spawn(Nodes.On("b", outside));
        }), faults: SimulationFaults.None.Kill("b", At(15)));
        Assert.Equal((RunOutcome.Deadlocked, Scenario.Ms(15), 0, 0), (result.Outcome, result.Elapsed, result.Counters.Failures, result.Counters.Restarts));
    }

    [Fact]
    public void A_node_that_does_not_run_cannot_die()
    {
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, Nodes.Acts((_, _, _) => { }), (context, message, outside) =>
        {
            if (message is Started) context.StopAt(20);
            else if (message is Done) context.Stop(context.Self);
        }), faults: SimulationFaults.None.Kill("a", At(5)));
        Assert.Equal((RunOutcome.Completed, 1), (result.Outcome, result.Counters.Spawned));
    }

    private static SimTime At(long milliseconds) => new(milliseconds * 1_000_000);

    private static string[] WatchesOne(Func<IMachine, ValueTask> steps, SimTime killAt) =>
        Nodes.Marks(Nodes.Plan(s_machine, Nodes.Executes((m, _, _) => steps(m)), (context, message, outside) =>
        {
            if (message is Started)
            {
                IActorRef child = context.Spawn(Nodes.On("a", outside, "computes"));
                context.Watch(child);
                context.Send(child, new Number(1));
            }
            else if (message is Terminated)
            {
                context.Send(outside, new Mark("Terminated", context.Now));
                context.Stop(context.Self);
            }
        }), SimulationFaults.None.Kill("a", killAt));
}
