namespace ActorLab.Simulation.Tests;

public sealed class TransferSpec
{
    private static readonly MachineProfile s_machine = Scenario.Machine with { TransferCost = Scenario.Ms(2) };

    private static readonly NodeRole s_tellsTurns = Nodes.Acts((context, message, outside) =>
    {
        if (message is Number) context.Send(outside, new Mark($"{context.NameOf(context.Self)}-{((Number)message).Value}", context.Now));
    });

    [Fact]
    public void A_message_from_another_process_is_unpacked_before_its_turn()
    {
        Assert.Equal(["a-1@2000000", "a-2@4000000"], Nodes.Marks(Sends(s_machine, "a", "a")));
    }

    [Fact]
    public void Messages_to_two_processes_are_unpacked_side_by_side_when_there_are_cores_for_both()
    {
        Assert.Equal(["a-1@2000000", "b-2@2000000"], Nodes.Marks(Sends(s_machine with { Cores = 2 }, "a", "b")));
        // One core gives each a slice of a millisecond in turn.
        Assert.Equal(["a-1@3000000", "b-2@4000000"], Nodes.Marks(Sends(s_machine, "a", "b")));
    }

    [Fact]
    public void Unpacking_is_recorded_with_its_sender_and_what_it_took()
    {
        var trace = new Receives();
        Scenario.Run(Sends(s_machine, "a", "b"), new EngineOptions { Trace = trace });
        Assert.Equal([(new ActorId(2), new ActorId(1), "Number", 3_000_000), (new ActorId(3), new ActorId(1), "Number", 4_000_000)], trace.Events);
    }

    [Fact]
    public void Unpacking_needs_the_interpreter_lock_of_the_receiving_process()
    {
        // On node a one actor computes for 12 ms from 0 on; another is sent a message at 1 ms and gets the lock when the interval of 5 ms is over.
        NodeRole role = (_, arguments) => TestActor.Props((context, message) =>
        {
            IActorRef outside = ((Tells)arguments).Whom;
            if (message is Started && context.NameOf(context.Self) == "computes") context.Execute(new TestBody(async m => await m.Crunch(12)), message);
            else if (message is BodyCompleted or Number) context.Send(outside, new Mark(context.NameOf(context.Self), context.Now));
        });
        string[] marks = Nodes.Marks(Nodes.Plan(s_machine with { Cores = 4, InterpreterLock = true }, role, (context, message, outside) =>
        {
            if (message is Started)
            {
                context.Spawn(Nodes.On("a", outside, "computes"));
                context.SendLater(context.Spawn(Nodes.On("a", outside, "same")), new Number(1), Scenario.Ms(1));
                context.SendLater(context.Spawn(Nodes.On("b", outside, "other")), new Number(1), Scenario.Ms(1));
                context.StopAt(100);
            }
            else if (message is Done)
            {
                context.Stop(context.Self);
            }
        }));
        Assert.Equal(["other@3000000", "same@7000000", "computes@14000000"], marks);
    }

    [Fact]
    public void Messages_with_and_without_cost_are_handled_in_the_order_of_their_arrival()
    {
        // The neighbour sends from the same process, the root from another; what costs nothing does not overtake what costs.
        NodeRole role = (_, arguments) => TestActor.Props((context, message) =>
        {
            IActorRef outside = ((Tells)arguments).Whom;
            if (message is Started) context.Spawn(TestActor.Props((own, m) =>
            {
                if (m is Started) own.Send(context.Self, new Number(0));
                if (m is Started) own.SendLater(context.Self, new Number(2), Scenario.Ms(1));
            }) with { Dispatcher = DispatcherPolicy.Pinned });
            else if (message is Number(var n)) context.Send(outside, new Mark($"{n}", context.Now));
        });
        string[] marks = Nodes.Marks(Nodes.Plan(s_machine, role, (context, message, outside) =>
        {
            if (message is Started)
            {
                IActorRef child = context.Spawn(Nodes.On("a", outside));
                context.Send(child, new Number(1));
                context.SendLater(child, new Number(3), Scenario.Ms(1));
                context.StopAt(100);
            }
            else if (message is Done)
            {
                context.Stop(context.Self);
            }
        }));
        Assert.Equal(["1@2000000", "0@2000000", "3@4000000", "2@4000000"], marks);
    }

    [Fact]
    public void The_root_pays_for_what_nodes_send_it_and_nobody_for_what_goes_to_the_outside_or_to_an_observer()
    {
        NodeRole role = Nodes.Acts((context, message, whom) =>
        {
            if (message is Started) context.Send(whom, new Number(1));
        });
        string[] marks = Nodes.Marks(Nodes.Plan(s_machine, role, (context, message, outside) =>
        {
            switch (message)
            {
                case Started:
                    IActorRef observer = context.Spawn(TestActor.Props((own, m) =>
                    {
                        if (m is Number) own.Send(outside, new Mark("observer", own.Now));
                    }) with { Observer = true });
                    context.Spawn(Nodes.On("a", observer));
                    context.Spawn(Nodes.On("b", context.Self));
                    context.Spawn(Nodes.On("c", outside));
                    break;
                case Number:
                    context.Send(outside, new Mark("root", context.Now));
                    context.Stop(context.Self);
                    break;
            }
        }));
        Assert.Equal([new Number(1).ToString(), "observer@0", "root@2000000"], marks);
    }

    [Fact]
    public void A_message_that_was_being_unpacked_when_the_run_ended_was_not_handled()
    {
        RunResult result = Scenario.Run(Nodes.Plan(s_machine, s_tellsTurns, (context, message, outside) =>
        {
            if (message is not Started) return;
            context.SendLater(context.Spawn(Nodes.On("a", outside)), new Number(1), Scenario.Ms(1));
            context.Spawn(TestActor.Props((_, _) => Invariant.Check(false, "over")) with { Dispatcher = DispatcherPolicy.Pinned });
        }) with { Machine = s_machine with { ThreadStart = Scenario.Ms(2) } });
        Assert.Equal((RunOutcome.Failed, Scenario.Ms(2)), (result.Outcome, result.Elapsed));
        DeadLetter lost = Assert.Single(result.DeadLetters, d => d.Message is Number);
        Assert.Equal((DeadLetterReason.RunEnded, "root", "root/$1"), (lost.Reason, lost.Sender, lost.Receiver));
    }

    [Theory]
    [InlineData(0, 2_000_000)]
    [InlineData(1 << 20, 3_000_000)]
    [InlineData(3 << 19, 3_500_000)]
    [InlineData(1, 2_000_000)]
    public void A_message_that_says_its_size_costs_more_in_proportion(int bytes, long expected)
    {
        NodeRole role = (_, arguments) => TestActor.Props((context, message) =>
        {
            if (message is Sized) context.Send(((Tells)arguments).Whom, new Mark("sized", context.Now));
        });
        string[] marks = Nodes.Marks(Nodes.Plan(s_machine with { TransferCostPerMebibyte = Scenario.Ms(1) }, role, (context, message, outside) =>
        {
            if (message is Started)
            {
                context.Send(context.Spawn(Nodes.On("a", outside)), new Sized(bytes));
                context.StopAt(100);
            }
            else if (message is Done)
            {
                context.Stop(context.Self);
            }
        }));
        Assert.Equal([$"sized@{expected}"], marks);
    }

    private sealed record Sized(long SizeBytes) : ISizedMessage;

    private static ScenarioPlan Sends(MachineProfile machine, string first, string second) => Nodes.Plan(machine, s_tellsTurns, (context, message, outside) =>
    {
        if (message is Started)
        {
            IActorRef one = context.Spawn(Nodes.On(first, outside, first));
            IActorRef two = second == first ? one : context.Spawn(Nodes.On(second, outside, second));
            context.Send(one, new Number(1));
            context.Send(two, new Number(2));
            context.StopAt(100);
        }
        else if (message is Done)
        {
            context.Stop(context.Self);
        }
    });

    private sealed class Receives : ITraceSink
    {
        public List<(ActorId Receiver, ActorId Sender, string Tag, long Amount)> Events { get; } = [];

        public void Record(in TraceEvent traceEvent)
        {
            if (traceEvent.Kind == TraceKind.Receive) Events.Add((traceEvent.Actor, traceEvent.Peer, traceEvent.Detail, traceEvent.Amount));
        }
    }
}
