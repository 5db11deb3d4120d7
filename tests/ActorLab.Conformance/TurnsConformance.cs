namespace ActorLab.Conformance;

/// <summary>Turns and messages, G1 to G5 and G12: what is handled, how often, in which order, and what becomes of the rest.</summary>
public abstract class TurnsConformance(EngineFixture fixture) : EngineConformance(fixture)
{


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
                IActorRef receiver = context.Spawn(Script.Props((c, m) =>
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
                    IActorRef child = context.Spawn(Script.Props((_, _) => { }) with { Name = "child" });
                    (rootPath, childPath) = (context.PathOf(context.Self), context.PathOf(child));
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
    public async Task G12_an_unknown_message_becomes_a_dead_letter_and_the_actor_goes_on()
    {
        var unknown = new Text("unknown");
        string? childPath = null, rootPath = null;
        var handled = new Journal();
        RunResult result = await Run(_ => Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(Script.Props((c, m) =>
                {
                    handled.Add(m);
                    if (m is Text) c.Unhandled(m);
                    if (m is Go) c.Send(c.Sender!, m);
                }));
                (rootPath, childPath) = (context.PathOf(context.Self), context.PathOf(child));
                context.Send(child, unknown);
                context.Send(child, Go.Instance);
            },
            (_, message) => message is Go));
        Assert.Equal<DeadLetter>([new DeadLetter(DeadLetterReason.Unhandled, rootPath, childPath!, unknown)], result.DeadLetters);
        Assert.Equal(["Started", "unknown", "Go"], handled.Entries.Take(3));
        Assert.Equal(0, result.Counters.Failures);
    }

    private async Task<Storm> RunStorm()
    {
        var storm = new Storm();
        await Run(storm.Root());
        return storm;
    }
}
