namespace ActorLab.Simulation.Tests;

public sealed class NodeSupervisionSpec
{
    private static readonly MachineProfile s_machine = Scenario.Machine with { Cores = 4, ProcessStart = Scenario.Ms(10), TransferCost = Scenario.Ms(1) };

    /// <summary>Fails at every number, and tells of everything else.</summary>
    private static readonly NodeRole s_failsAtNumbers = Nodes.Acts((context, message, whom) =>
    {
        if (message is Number(var n)) throw new FormatException($"no {n}");
        context.Send(whom, new Said($"{context.NameOf(context.Self)} {message.GetType().Name}"));
    });

    [Fact]
    public void A_failure_that_escalates_arrives_in_the_words_of_the_original()
    {
        var escalate = new SupervisionPolicy { Directive = SupervisionDirective.Escalate };
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, s_failsAtNumbers, (_, _, _) => { }) with
        {
            Root = outside => TestActor.Props((context, message) =>
            {
                if (message is Started) context.Send(context.Spawn(Nodes.On("a", outside) with { Supervision = escalate }), new Number(7));
            }) with { Supervision = escalate },
        });
        Assert.Equal(RunOutcome.Failed, result.Outcome);
        RemoteFailureException failure = Assert.IsType<RemoteFailureException>(result.Cause);
        Assert.Equal(("FormatException", "FormatException: no 7"), (failure.Kind, failure.Message));
        Assert.Equal(2, result.Counters.Failures);
    }

    [Fact]
    public void A_failure_that_escalates_through_two_nodes_keeps_the_words_of_the_first_and_one_within_a_node_its_exception()
    {
        var escalate = new SupervisionPolicy { Directive = SupervisionDirective.Escalate };
        Exception? seenOnNode = null;
        NodeRole nests = (state, arguments) => TestActor.Props((context, message) =>
        {
            if (message is not Started) return;
            if (state.Node == "a") context.Spawn(Nodes.On("b", ((Tells)arguments).Whom) with { Supervision = escalate });
            else context.Spawn(TestActor.Props((_, _) => throw new FormatException("deep")) with { Supervision = escalate with { Decide = Sees } });
        });
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, nests, (_, _, _) => { }) with
        {
            Root = outside => TestActor.Props((context, message) =>
            {
                if (message is Started) context.Spawn(Nodes.On("a", outside) with { Supervision = escalate });
            }) with { Supervision = escalate },
        });
        Assert.Equal("FormatException: deep", Assert.IsType<RemoteFailureException>(result.Cause).Message);
        Assert.IsType<FormatException>(seenOnNode);
        Assert.Equal(4, result.Counters.Failures);

        SupervisionDirective Sees(Exception failure)
        {
            seenOnNode = failure;
            return SupervisionDirective.Escalate;
        }
    }

    [Fact]
    public void An_actor_on_a_node_restarts_there_without_a_start_of_its_process()
    {
        string[] said = Nodes.Marks(Nodes.Plan(s_machine, s_failsAtNumbers, (context, message, outside) =>
        {
            if (message is Started)
            {
                IActorRef child = context.Spawn(Nodes.On("a", context.Self, "child"));
                context.Send(child, new Number(1));
                context.Send(child, Done.Instance);
            }
            else if (message is Said)
            {
                context.Send(outside, new Said($"{message} {context.Now.Nanoseconds / 1_000_000}"));
                if (message is Said("child Done")) context.Stop(context.Self);
            }
        }));
        // Started at 10 ms, a millisecond to unpack each message, and one at the root.
        Assert.Equal(["child Started 11", "child Restarted 12", "child Done 13"], said);
    }

    [Fact]
    public void A_stop_from_another_process_drains_and_is_followed_by_one_Terminated()
    {
        string[] said = Nodes.Marks(Nodes.Plan(s_machine, s_failsAtNumbers, (context, message, outside) =>
        {
            switch (message)
            {
                case Started:
                    IActorRef child = context.Spawn(Nodes.On("a", context.Self, "child"));
                    context.Watch(child);
                    context.Send(child, Done.Instance);
                    context.Stop(child);
                    context.Send(child, Done.Instance);
                    break;
                case Terminated:
                    context.Send(outside, new Said("Terminated"));
                    context.StopAt(10);
                    break;
                case Said:
                    context.Send(outside, message);
                    break;
                case Done:
                    context.Stop(context.Self);
                    break;
            }
        }));
        Assert.Equal(["child Started", "child Done", "child Stopping", "Terminated"], said);
    }

    [Fact]
    public void A_watcher_on_one_node_hears_of_an_actor_on_another_unless_it_has_unwatched_it()
    {
        NodeRole watches = (state, arguments) => TestActor.Props((context, message) =>
        {
            IActorRef whom = ((Tells)arguments).Whom;
            if (message is Started && state.Node != "a") context.Watch(whom);
            else if (message is Done) context.Unwatch(whom);
            else if (message is Terminated) throw new FormatException($"{state.Node} saw it");
        });
        var failures = new Faults();
        IActorRef? watched = null;
        Scenario.Run(Nodes.Plan(s_machine, watches, (context, message, outside) =>
        {
            switch (message)
            {
                case Started:
                    watched = context.Spawn(Nodes.On("a", outside));
                    context.Spawn(Nodes.On("b", watched, "b"));
                    context.Send(context.Spawn(Nodes.On("c", watched, "c")), Done.Instance);
                    context.SendLater(context.Self, new Number(0), Scenario.Ms(50));
                    context.StopAt(100);
                    break;
                case Number:
                    context.Stop(watched!);
                    break;
                case Done:
                    context.Stop(context.Self);
                    break;
            }
        }), new EngineOptions { Trace = failures });
        Assert.Equal([new ActorId(3)], failures.Actors);
    }

    [Fact]
    public void A_parent_that_stops_waits_for_its_child_on_a_node_even_while_that_starts()
    {
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, s_failsAtNumbers, (context, message, outside) =>
        {
            if (message is not Started) return;
            context.Spawn(Nodes.On("a", outside, "child"));
            context.Stop(context.Self);
        }));
        Assert.Equal((RunOutcome.Completed, Scenario.Ms(10)), (result.Outcome, result.Elapsed));
        Assert.Equal(["child Started", "child Stopping"], Scenario.Marks(result));
    }

    private sealed class Faults : ITraceSink
    {
        public List<ActorId> Actors { get; } = [];

        public void Record(in TraceEvent traceEvent)
        {
            if (traceEvent.Kind == TraceKind.Fault) Actors.Add(traceEvent.Actor);
        }
    }
}
