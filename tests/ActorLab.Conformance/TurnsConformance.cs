namespace ActorLab.Conformance;

/// <summary>Turns and messages, G1 to G6 and G12: what is handled, how often, in which order, and what becomes of the rest.</summary>
public abstract class TurnsConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    private const int GatedCapacity = 10;

    private static readonly DispatcherPolicy Loop = DispatcherPolicy.EventLoop("loop");

    [Fact]
    public async Task G1_turns_of_one_actor_never_overlap()
    {
        Storm storm = await RunStorm();
        Assert.All(storm.Receivers, r => Assert.Equal(0, r.OverlappingTurns));
    }

    [Fact]
    public async Task G2_what_one_turn_wrote_the_next_one_sees()
    {
        Storm storm = await RunStorm();
        Assert.All(storm.Receivers, r => Assert.Equal(0, r.BlindTurns));
    }

    [Fact]
    public async Task G3_messages_of_one_sender_to_one_receiver_keep_their_order()
    {
        Storm storm = await RunStorm();
        foreach (Storm.Receiver receiver in storm.Receivers)
        {
            Assert.Equal(Storm.SenderCount, receiver.Handled.Select(m => m.Sender).Distinct().Count());
            foreach (IGrouping<int, FromSender> ofOneSender in receiver.Handled.GroupBy(m => m.Sender))
            {
                int[] indexes = [.. ofOneSender.Select(m => m.Index)];
                Assert.Equal([.. indexes.Order()], indexes);
            }
        }
    }

    [Fact]
    public async Task G3_order_holds_between_messages_sent_in_different_turns_and_through_a_restart()
    {
        var handled = new Journal();
        await Run(Script.Root(
            context =>
            {
                ActorRef receiver = context.Spawn(Script.Props((c, m) =>
                {
                    if (m is Poison poison) throw poison.Cause;
                    if (m is Number) handled.Add(m);
                    if (m is Number(3)) c.Send(c.Sender!, Go.Instance);
                }));
                context.Send(receiver, new Number(1));
                context.Send(receiver, new Poison(new PlannedFailureException("between 1 and 2")));
                context.Send(receiver, new Number(2));
                context.Send(receiver, new Number(3));
            },
            (_, message) => message is Go));
        Assert.Equal(["1", "2", "3"], handled.Entries);
    }

    [Fact]
    public async Task G4_a_message_to_a_living_actor_is_handled_exactly_once()
    {
        Storm storm = await RunStorm();
        FromSender[] expected =
        [
            .. from sender in Enumerable.Range(0, Storm.SenderCount)
               from index in Enumerable.Range(0, Storm.MessagesPerPair)
               select new FromSender(sender, index),
        ];
        Assert.All(
            storm.Receivers,
            r => Assert.Equal(expected, r.Handled.OrderBy(m => m.Sender).ThenBy(m => m.Index)));
    }

    [Fact]
    public async Task G5_a_message_to_a_stopped_actor_becomes_a_dead_letter_and_a_trace_event()
    {
        var trace = new TraceLog();
        var late = new Text("too late");
        string? rootPath = null, childPath = null;
        bool sendReturned = false;
        RunResult result = await Run(
            _ => Script.Root(
                context =>
                {
                    ActorRef child = context.Spawn(Script.Props((_, _) => { }) with { Name = "child" });
                    (rootPath, childPath) = (context.Self.Path, child.Path);
                    context.Watch(child);
                    context.Stop(child);
                },
                (context, message) =>
                {
                    if (message is not Terminated(var child)) return false;
                    context.Send(child, late);
                    sendReturned = true;
                    return true;
                }),
            options: new EngineOptions { Trace = trace });
        Assert.True(sendReturned);
        DeadLetter letter = Assert.Single(result.DeadLetters, l => ReferenceEquals(l.Message, late));
        Assert.Equal(new DeadLetter(DeadLetterReason.ReceiverStopped, rootPath, childPath!, late), letter);
        Assert.Single(trace.Events, e => e.Kind == Core.Trace.TraceKind.Drop && e.Detail.Contains(nameof(DeadLetterReason.ReceiverStopped), StringComparison.Ordinal));
    }

    [Fact]
    public async Task G6_a_bounded_mailbox_rejects_the_message_that_would_overflow_it_and_keeps_the_others_in_order()
    {
        var handled = new Journal();
        // Root and receiver share one thread, so nothing is handled while the root's turn sends.
        RunResult result = await Run(_ => Script.Root(
            context =>
            {
                ActorRef receiver = context.Spawn(Script.Props(
                    (c, m) =>
                    {
                        if (m is Number) handled.Add(m);
                        if (m is Number(3)) c.Send(c.Sender!, Go.Instance);
                    },
                    Loop) with { Mailbox = MailboxPolicy.Bounded(3) });
                for (int i = 1; i <= 5; i++) context.Send(receiver, new Number(i));
            },
            (_, message) => message is Go,
            Loop));
        Assert.Equal(["1", "2", "3"], handled.Entries);
        Assert.Equal([new Number(4), new Number(5)], Rejected(result));
    }

    [Fact]
    public async Task G6_a_bounded_mailbox_never_holds_more_however_many_send_at_once()
    {
        const int senderCount = 4, perSender = 50;
        var handled = new List<FromSender>();
        var gate = new Gate();
        int sendersDone = 0;
        ActorRef? receiver = null;
        RunResult result = await Run(_ => Script.Root(
            context =>
            {
                receiver = context.Spawn(GatedReceiver(context.Self, gate, handled) with { Mailbox = MailboxPolicy.Bounded(GatedCapacity) });
            },
            (context, message) =>
            {
                switch (message)
                {
                    // The receiver is inside its body: from now on everything waits.
                    case Text("occupied"):
                        for (int s = 0; s < senderCount; s++) context.Spawn(Flood(receiver!, context.Self, s, perSender));
                        return false;
                    case Text("sent"):
                        if (++sendersDone == senderCount) gate.Open();
                        return false;
                    case Text("drained"): return true;
                    default: return false;
                }
            }));
        Assert.Equal(GatedCapacity, handled.Count);
        Assert.Equal((senderCount * perSender) - GatedCapacity, Rejected(result).OfType<FromSender>().Count());
        Assert.All(handled.GroupBy(m => m.Sender), g => Assert.Equal(Enumerable.Range(0, g.Count()), g.Select(m => m.Index)));
    }

    [Fact]
    public async Task G6_messages_of_the_engine_fit_into_a_full_mailbox()
    {
        var seen = new Journal();
        ActorRef? full = null;
        RunResult result = await Run(_ => Script.Root(
            context =>
            {
                ActorRef stopped = context.Spawn(Script.Props((_, _) => { }, Loop));
                full = context.Spawn(Script.Props((c, m) => FillOwnMailbox(c, m, stopped, seen), Loop) with { Mailbox = MailboxPolicy.Bounded(1) });
                context.Watch(stopped);
                context.Stop(stopped);
            },
            (context, message) =>
            {
                if (message is not Terminated(var actor)) return false;
                if (actor == full) return true;
                context.Watch(full!);
                context.Send(full!, Go.Instance);
                return false;
            },
            Loop));
        Assert.Equal(["Started", "Go", "BodyCompleted"], seen.Entries.Take(3));
        Assert.Equal(["1", "Terminated"], seen.Entries.Skip(3).Take(2).Order(StringComparer.Ordinal));
        Assert.Equal(["Stopping"], seen.Entries.Skip(5));
        Assert.Equal([new Number(2)], Rejected(result));
    }

    [Fact]
    public async Task G12_an_unknown_message_becomes_a_dead_letter_and_the_actor_goes_on()
    {
        var unknown = new Text("unknown");
        string? childPath = null, rootPath = null;
        var handled = new Journal();
        RunResult result = await Run(_ => Script.Root(
            context =>
            {
                ActorRef child = context.Spawn(Script.Props((c, m) =>
                {
                    handled.Add(m);
                    if (m is Text) c.Unhandled(m);
                    if (m is Go) c.Send(c.Sender!, m);
                }));
                (rootPath, childPath) = (context.Self.Path, child.Path);
                context.Send(child, unknown);
                context.Send(child, Go.Instance);
            },
            (_, message) => message is Go));
        Assert.Equal<DeadLetter>([new DeadLetter(DeadLetterReason.Unhandled, rootPath, childPath!, unknown)], result.DeadLetters);
        Assert.Equal(["Started", "unknown", "Go"], handled.Entries.Take(3));
        Assert.Equal(0, result.Counters.Failures);
    }

    /// <summary>With the mailbox full (by 1), a body result, a termination and its own stop arrive; 2 is one message too many.</summary>
    private static void FillOwnMailbox(IActorContext context, IMessage message, ActorRef stopped, Journal seen)
    {
        seen.Add(message);
        switch (message)
        {
            case Go:
                context.Send(context.Self, new Number(1));
                context.Watch(stopped);
                context.Execute(new ScriptBody(_ => ValueTask.CompletedTask), message);
                break;
            case BodyCompleted:
                context.Send(context.Self, new Number(2));
                context.Stop(context.Self);
                break;
            default: break;
        }
    }

    private static ActorProps GatedReceiver(ActorRef root, Gate gate, List<FromSender> handled)
    {
        return Script.Props(
            (context, message) =>
            {
                switch (message)
                {
                    case Started:
                        context.Send(root, new Text("occupied"));
                        context.Execute(gate.Body(), message);
                        break;
                    case FromSender item:
                        handled.Add(item);
                        if (handled.Count == GatedCapacity) context.Send(root, new Text("drained"));
                        break;
                    default: break;
                }
            },
            DispatcherPolicy.Pinned);
    }

    private static ActorProps Flood(ActorRef receiver, ActorRef root, int sender, int count) => Script.Props(
        (context, message) =>
        {
            if (message is not Started) return;
            for (int i = 0; i < count; i++) context.Send(receiver, new FromSender(sender, i));
            context.Send(root, new Text("sent"));
        },
        DispatcherPolicy.ForkJoin("senders", 4));

    private static IMessage[] Rejected(RunResult result) =>
        [.. result.DeadLetters.Where(l => l.Reason == DeadLetterReason.MailboxFull).Select(l => l.Message)];

    private async Task<Storm> RunStorm()
    {
        var storm = new Storm();
        await Run(storm.Root());
        return storm;
    }
}
