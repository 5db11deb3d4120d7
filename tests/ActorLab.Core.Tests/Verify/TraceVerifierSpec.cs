using ActorLab.Core.Primitives;
using ActorLab.Core.Trace;
using ActorLab.Core.Verify;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Verify;

public sealed class TraceVerifierSpec
{
    [Fact]
    public void A_message_that_overtakes_its_cause_over_a_third_actor_breaks_causal_order_alone()
    {
        Verdict verdict = Judge(Triangle(new TraceBuilder(), direct: 9, indirect: 8));
        Assert.Equal([VerdictStatus.Holds, VerdictStatus.Holds, VerdictStatus.Violated], verdict.Checks.Select(c => c.Status));
        Violation violation = Assert.Single(verdict.Checks[2].Evidence);
        Assert.Equal("message 1 of root/a first, which was sent before", violation.Expected);
        Assert.Equal("message 1 of root/b in turn 1 of root/c at 0.000008 ms, the other in turn 2 of root/c at 0.000009 ms", violation.Got);
        Assert.Equal(VerdictStatus.Holds, Judge(Triangle(new TraceBuilder(), direct: 6, indirect: 7)).Status);
    }

    [Fact]
    public void What_waits_in_a_mailbox_is_not_known_to_its_actor()
    {
        var trace = new TraceBuilder().Spawn(0, 1, 0, "root").Spawn(0, 2, 1, "root/b").Spawn(0, 3, 1, "root/c");
        trace.Turn(1, 1, "Started");
        long first = trace.Send(1, 1, 3, "First"), second = trace.Send(1, 1, 2, "Second");
        // The second has arrived when its receiver sends, and is handled only after that.
        trace.Events.Add(new TraceEvent(TraceKind.Receive, new SimTime(2), new ActorId(2), new ActorId(1), "Second", 0) { Message = second });
        trace.Turn(3, 2, "Started");
        long early = trace.Send(3, 2, 3, "Early");
        trace.Turn(4, 3, "Early", 2, early);
        trace.Turn(5, 3, "First", 1, first);
        trace.Turn(6, 2, "Second", 1, second);
        Assert.Equal(VerdictStatus.Holds, Judge(trace).Status);
    }

    [Fact]
    public void What_a_timer_sent_is_not_compared()
    {
        var trace = new TraceBuilder().Spawn(0, 1, 0, "root").Spawn(0, 2, 1, "root/b");
        trace.Turn(1, 1, "Started");
        trace.Events.Add(new TraceEvent(TraceKind.Send, new SimTime(9), new ActorId(1), new ActorId(2), "Later", 0) { Turn = 1, Message = 1, Place = new TracePlace("", "timer") });
        trace.Events.Add(new TraceEvent(TraceKind.Send, new SimTime(1), new ActorId(1), new ActorId(2), "Now", 0) { Turn = 1, Message = 2, Place = new TracePlace("", "main-1") });
        trace.Turn(2, 2, "Now", 1, 2);
        trace.Turn(10, 2, "Later", 1, 1);
        Verdict verdict = Judge(trace);
        Assert.Equal(VerdictStatus.Holds, verdict.Status);
        Assert.Equal(1, verdict.Checks[0].FigureOf("sentLater"));
    }

    [Fact]
    public void A_drop_because_of_a_turn_ends_nothing_again_and_a_drop_after_a_turn_does()
    {
        var trace = new TraceBuilder().Spawn(0, 1, 0, "root").Spawn(0, 2, 1, "root/b");
        trace.Turn(1, 1, "Started");
        long message = trace.Send(1, 1, 2, "Odd");
        long turn = trace.Turn(2, 2, "Odd", 1, message);
        trace.Drop(2, 2, 1, "Unhandled", message, turn);
        Assert.Equal(VerdictStatus.Holds, Judge(trace).Status);
        trace.Drop(3, 2, 1, "ReceiverStopped", message);
        Assert.Equal(1, Judge(trace).Checks[1].FigureOf("duplicated"));
    }

    [Fact]
    public void A_message_to_a_node_that_was_lost_may_have_any_end_and_makes_the_rest_unknown()
    {
        var trace = new TraceBuilder().Spawn(0, 1, 0, "root").Spawn(0, 2, 1, "root/far");
        trace.Turn(1, 1, "Started");
        trace.Send(1, 1, 2, "Gone");
        Assert.Equal(VerdictStatus.Violated, Judge(trace).Status);
        trace.Events.Add(new TraceEvent(TraceKind.Fault, new SimTime(2), default, default, "node 'far' lost", 0));
        CheckResult delivery = Judge(trace).Checks[1];
        Assert.Equal((VerdictStatus.Unknown, 0m), (delivery.Status, delivery.FigureOf("lost")));
    }

    [Fact]
    public void Random_traces_are_judged_as_by_brute_force()
    {
        int inverted = 0, beyondSenders = 0;
        for (ulong seed = 1; seed <= 2_000; seed++)
        {
            (TraceBuilder trace, int reordered, int beforeCause) = RandomMailboxes.Run(new RandomStream(seed));
            Verdict verdict = Judge(trace);
            Assert.True(verdict.Checks[0].FigureOf("reordered") == reordered, $"seed {seed}: expected {reordered} reordered, got {verdict.Checks[0].Summary}");
            Assert.True(verdict.Checks[2].FigureOf("beforeTheirCause") == beforeCause, $"seed {seed}: expected {beforeCause} before their cause, got {verdict.Checks[2].Summary}");
            inverted += reordered;
            beyondSenders += reordered == 0 && beforeCause > 0 ? 1 : 0;
        }

        Assert.True(inverted > 500 && beyondSenders > 5, $"only {inverted} were reordered, and {beyondSenders} traces broke causal order alone");
    }

    private static Verdict Judge(TraceBuilder trace) => TraceVerifier.OfMessages(trace.Model(100), TraceVerifier.MessageChecks, StreamLimits.Default, null);

    /// <summary>a tells c and then b; b tells c.</summary>
    private static TraceBuilder Triangle(TraceBuilder trace, long direct, long indirect)
    {
        trace.Spawn(0, 1, 0, "root").Spawn(0, 2, 1, "root/a").Spawn(0, 3, 1, "root/b").Spawn(0, 4, 1, "root/c");
        trace.Turn(1, 2, "Started");
        long toC = trace.Send(1, 2, 4, "Direct"), toB = trace.Send(1, 2, 3, "Go");
        trace.Turn(3, 3, "Go", 2, toB);
        long onward = trace.Send(3, 3, 4, "Indirect");
        foreach ((long time, long sender, long message) in new[] { (direct, 2L, toC), (indirect, 3L, onward) }.Order()) trace.Turn(time, 4, "It", sender, message);
        return trace;
    }

    /// <summary>Actors whose mailboxes give their messages in any order, and the counts of what that broke, by looking at all pairs.</summary>
    private static class RandomMailboxes
    {
        private const int Actors = 4;

        public static (TraceBuilder Trace, int Reordered, int BeforeCause) Run(RandomStream random)
        {
            var trace = new TraceBuilder();
            var known = new HashSet<(long, long)>[Actors + 1];
            var atSend = new Dictionary<(long, long), HashSet<(long, long)>>();
            var waiting = new List<(long Receiver, long Sender, long Message)>();
            var handled = new List<(long Receiver, long Sender, long Message)>();
            long time = 1;
            for (long actor = 1; actor <= Actors; actor++)
            {
                known[actor] = [];
                trace.Spawn(0, actor, actor == 1 ? 0 : 1, $"a{actor}");
            }

            void Turn(long actor, long sender, long message)
            {
                trace.Turn(time, actor, "M", sender, message);
                if (message > 0) known[actor].UnionWith(atSend[(sender, message)].Append((sender, message)));
                for (long left = random.NextInt64(0, 2); left > 0 && atSend.Count < 40; left--)
                {
                    long receiver = random.NextInt64(1, Actors), number = trace.Send(time, actor, receiver, "M");
                    atSend.Add((actor, number), [.. known[actor]]);
                    known[actor].Add((actor, number));
                    waiting.Add((receiver, actor, number));
                }

                time++;
            }

            for (long actor = 1; actor <= Actors; actor++) Turn(actor, 0, 0);
            while (waiting.Count > 0)
            {
                // Mostly the oldest, so that some runs keep the order of each sender.
                int chosen = random.NextInt64(0, 9) == 0 ? (int)random.NextInt64(0, waiting.Count - 1) : 0;
                (long receiver, long sender, long message) = waiting[chosen];
                waiting.RemoveAt(chosen);
                handled.Add((receiver, sender, message));
                Turn(receiver, sender, message);
            }

            int reordered = handled.Where((m, i) => handled.Take(i).Any(e => e.Receiver == m.Receiver && e.Sender == m.Sender && e.Message > m.Message)).Count();
            int beforeCause = handled.Where((m, i) => handled.Skip(i + 1).Any(l => l.Receiver == m.Receiver && atSend[(m.Sender, m.Message)].Contains((l.Sender, l.Message)))).Count();
            return (trace, reordered, beforeCause);
        }
    }
}
