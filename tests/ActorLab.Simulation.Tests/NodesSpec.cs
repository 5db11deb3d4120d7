namespace ActorLab.Simulation.Tests;

public sealed class NodesSpec
{
    private static readonly MachineProfile s_machine = Scenario.Machine with { Cores = 2, ProcessStart = Scenario.Ms(60) };

    private static readonly NodeRole s_tellsFirstTurn = Nodes.Acts((context, message, outside) =>
    {
        if (message is Started) context.Send(outside, new Mark(context.NameOf(context.Self), context.Now));
    });

    [Fact]
    public void The_first_turn_on_a_node_comes_when_its_process_has_started_and_those_placed_meanwhile_wait_for_the_same_moment()
    {
        var waits = new Waits();
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, s_tellsFirstTurn, (context, message, outside) =>
        {
            switch (message)
            {
                case Started:
                    context.Spawn(Nodes.On("a", outside, "first"));
                    context.SendLater(context.Self, new Number(20), Scenario.Ms(20));
                    context.SendLater(context.Self, new Number(100), Scenario.Ms(100));
                    context.StopAt(200);
                    break;
                case Number(var at):
                    context.Spawn(Nodes.On("a", outside, $"a{at}"));
                    context.Spawn(Nodes.On("b", outside, $"b{at}"));
                    break;
                case Done:
                    context.Stop(context.Self);
                    break;
            }
        }), new EngineOptions { Trace = waits });
        Assert.Equal(["first@60000000", "a20@60000000", "b20@80000000", "a100@100000000", "b100@100000000"], Scenario.Marks(result));
        Assert.Equal([60_000_000, 40_000_000, 60_000_000], waits.Of(WaitKind.StartUp));
    }

    [Fact]
    public void What_is_sent_while_the_process_starts_is_handled_in_order_after_Started()
    {
        string[] said = Nodes.Marks(Nodes.Plan(s_machine, Nodes.Acts((context, message, root) => context.Send(root, new Said($"{message.GetType().Name} {(message as Number)?.Value}"))), (context, message, outside) =>
        {
            if (message is Started)
            {
                IActorRef child = context.Spawn(Nodes.On("a", context.Self));
                context.Watch(child);
                for (int i = 1; i <= 3; i++) context.Send(child, new Number(i));
                context.Stop(child);
            }
            else if (message is Said)
            {
                context.Send(outside, message);
            }
            else if (message is Terminated)
            {
                Assert.Equal(Scenario.Ms(60), context.Now - SimTime.Zero);
                context.Stop(context.Self);
            }
        }));
        Assert.Equal(["Started ", "Number 1", "Number 2", "Number 3", "Stopping "], said);
    }

    [Fact]
    public void The_actors_of_a_node_share_its_state_and_those_of_another_have_their_own()
    {
        NodeRole counts = (state, arguments) => TestActor.Props((context, message) =>
        {
            if (message is Started) context.Send(((Tells)arguments).Whom, new Said($"{state.Node} {++state.Shared("count", () => new Cell<int>(0)).Value}"));
        });
        string[] said = Nodes.Marks(Nodes.Plan(s_machine, counts, (context, message, outside) =>
        {
            if (message is Started) foreach (string node in new[] { "a", "b", "a", "a", "b" }) context.Spawn(Nodes.On(node, outside));
            if (message is Started) context.StopAt(100);
            if (message is Done) context.Stop(context.Self);
        }));
        Assert.Equal(["a 1", "a 2", "a 3", "b 1", "b 2"], said);
    }

    [Fact]
    public void Processes_are_numbered_as_they_start_and_each_numbers_and_counts_its_own_threads()
    {
        DispatcherPolicy four = DispatcherPolicy.ForkJoin("workers", 4);
        NodeRole identifies = Nodes.Executes(async (machine, state, _) =>
        {
            await machine.Crunch(1);
            ThreadIdentity identity = await machine.Identify();
            throw new InvalidOperationException($"{state.Node} {identity.Thread} {identity.ManagedThreadId} pid {identity.ProcessId} of {identity.ThreadCount}");
        }, four);
        string[] said = Nodes.Marks(Nodes.Plan(s_machine with { Cores = 8, BaseThreads = 7 }, identifies, (context, message, outside) =>
        {
            if (message is Started)
            {
                foreach (string node in new[] { "b", "a", "b" }) context.Send(context.Spawn(Nodes.On(node, outside)), new Number(0));
                context.Execute(new TestBody(async machine =>
                {
                    ThreadIdentity identity = await machine.Identify();
                    Assert.Equal((100, 8), (identity.ProcessId, identity.ThreadCount));
                }), message);
                context.StopAt(100);
            }
            else if (message is BodyFailed(_, var cause))
            {
                context.Send(outside, new Said(cause.Message));
            }
            else if (message is Done)
            {
                context.Stop(context.Self);
            }
        }));
        Assert.Equal(
            ["$1 failed: b workers-1 1 pid 101 of 2", "$2 failed: a workers-1 1 pid 102 of 1", "$3 failed: b workers-2 2 pid 101 of 2"],
            said);
    }

    [Fact]
    public void Children_of_an_actor_live_on_its_node_and_may_place_others_elsewhere()
    {
        NodeRole tellsPid = (state, arguments) => TestActor.Props((context, message) =>
        {
            IActorRef outside = ((Tells)arguments).Whom;
            if (message is Started)
            {
                context.Send(outside, new Said($"{context.PathOf(context.Self)} on {state.Node}"));
                context.Spawn(TellsPid(outside));
                if (state.Node == "a") context.Spawn(Nodes.On("b", outside, "below"));
            }
        });
        string[] said = Nodes.Marks(Nodes.Plan(s_machine, tellsPid, (context, message, outside) =>
        {
            if (message is Started) context.Spawn(Nodes.On("a", outside, "top"));
            if (message is Started) context.StopAt(200);
            if (message is Done) context.Stop(context.Self);
        }));
        Assert.Equal(["root/top on a", "root/top/$1 has pid 101", "root/top/below on b", "root/top/below/$1 has pid 102"], said);
    }

    [Fact]
    public void A_node_or_role_that_the_plan_does_not_know_is_refused_at_Spawn_and_starts_nothing()
    {
        var refused = new List<string>();
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, s_tellsFirstTurn, (context, message, outside) =>
        {
            foreach (ActorProps props in new[] { Nodes.On("e", outside), ActorProps.OnNode("a", "none", Done.Instance) })
            {
                if (message is Started) refused.Add(Assert.Throws<ArgumentException>(() => context.Spawn(props)).Message);
            }

            context.Stop(context.Self);
        }));
        Assert.Equal(["the plan has no node 'e'", "the plan has no role 'none'"], refused);
        Assert.Equal((1, SimDuration.Zero), (result.Counters.Spawned, result.Elapsed));
    }

    [Fact]
    public void A_plan_with_two_nodes_of_one_name_or_a_placed_root_or_a_kill_of_no_node_fails()
    {
        ScenarioPlan plan = Nodes.Plan(s_machine, s_tellsFirstTurn, (_, _, _) => { });
        RunResult[] results =
        [
            Scenario.Run(plan with { Nodes = [new NodePlan("a"), new NodePlan("a")] }),
            Scenario.Run(plan with { Root = outside => Nodes.On("a", outside) }),
            Scenario.Run(plan, faults: SimulationFaults.None.Kill("e", SimTime.Zero)),
        ];
        Assert.All(results, r => Assert.IsType<ArgumentException>(r.Cause));
        Assert.Equal(
            ["the plan has two nodes 'a'", "the root is on a node of its own and cannot be placed on another", "the plan has no node 'e'"],
            results.Select(r => r.Failure));
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("dispatcher")]
    [InlineData("placed")]
    public void A_role_that_makes_no_actor_is_an_actor_that_fails_at_its_start(string how)
    {
        NodeRole role = (_, arguments) => how switch
        {
            "dispatcher" => TestActor.Props((_, _) => { }) with { Dispatcher = DispatcherPolicy.CallingThread },
            "placed" => Nodes.On("b", ((Tells)arguments).Whom),
            _ => throw new InvalidOperationException("no"),
        };
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, role, (context, message, outside) =>
        {
            if (message is Started) context.Watch(context.Spawn(Nodes.On("a", outside)));
            else if (message is Terminated) context.Stop(context.Self);
        }));
        Assert.Equal((RunOutcome.Completed, 1, Scenario.Ms(60)), (result.Outcome, result.Counters.Failures, result.Elapsed));
    }

    [Fact]
    public void The_dispatcher_is_the_roles_and_supervision_is_the_spawners_but_for_its_function()
    {
        NodeRole role = (_, arguments) => TestActor.Props((context, message) =>
        {
            if (message is Number) throw new InvalidOperationException("again");
            if (message is Restarted) context.Send(((Tells)arguments).Whom, new Mark(context.NameOf(context.Self), context.Now));
        }) with { Name = "role's", Supervision = new SupervisionPolicy { Directive = SupervisionDirective.Stop } };
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, role, (context, message, outside) =>
        {
            if (message is Started)
            {
                var policy = new SupervisionPolicy { Decide = _ => SupervisionDirective.Escalate };
                IActorRef child = context.Spawn(Nodes.On("a", outside, "spawner's") with { Supervision = policy });
                for (int i = 0; i < 2; i++) context.Send(child, new Number(i));
                context.StopAt(100);
            }
            else if (message is Done)
            {
                context.Stop(context.Self);
            }
        }));
        Assert.Equal(["spawner's@60000000", "spawner's@60000000"], Scenario.Marks(result));
        Assert.Equal([DeadLetterReason.ReceiverFailed, DeadLetterReason.ReceiverFailed], result.DeadLetters.Select(d => d.Reason));
        Assert.Equal(2, result.Counters.Restarts);
    }

    [Fact]
    public void Each_process_has_an_interpreter_lock_of_its_own()
    {
        // Two threads of one process take turns; two processes compute side by side.
        Assert.Equal(["one@80000000", "two@80000000"], Pair("a", "a"));
        Assert.Equal(["one@70000000", "two@70000000"], Pair("a", "b"));

        static string[] Pair(string first, string second) => Nodes.Marks(Nodes.Plan(
            s_machine with { InterpreterLock = true, SwitchInterval = SimDuration.FromMicroseconds(1) },
            Nodes.Executes(async (machine, _, _) => await machine.Crunch(10), DispatcherPolicy.ForkJoin("workers", 2)),
            (context, message, outside) =>
            {
                if (message is Started) context.Send(context.Spawn(Nodes.On(first, outside, "one")), new Number(0));
                if (message is Started) context.Send(context.Spawn(Nodes.On(second, outside, "two")), new Number(0));
                if (message is Started) context.StopAt(100);
                if (message is Done) context.Stop(context.Self);
            })).Select(Rounded).ToArray();

        // The two of one process end within one switch interval of each other.
        static string Rounded(string mark)
        {
            string[] parts = mark.Split('@');
            return $"{parts[0]}@{(long.Parse(parts[1]) + 1_000) / 10_000 * 10_000}";
        }
    }

    private static ActorProps TellsPid(IActorRef outside)
    {
        int pid = 0;
        return TestActor.Props((context, message) =>
        {
            if (message is Started) context.Execute(new TestBody(async machine => pid = (await machine.Identify()).ProcessId), message);
            else if (message is BodyCompleted) context.Send(outside, new Said($"{context.PathOf(context.Self)} has pid {pid}"));
        });
    }

    private sealed class Waits : ITraceSink
    {
        private readonly List<TraceEvent> _events = [];

        public void Record(in TraceEvent traceEvent) => _events.Add(traceEvent);

        public long[] Of(WaitKind kind) => [.. _events.Where(e => e.Kind == TraceKind.Wait && e.Detail == kind.ToString()).Select(e => e.Amount)];
    }
}
