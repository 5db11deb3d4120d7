namespace ActorLab.Simulation.Tests;

/// <summary>What nobody can take back is sent without an object of its own, and in no other way different from what is sent later.</summary>
public sealed class SendAfterSpec
{
    private const int Messages = 20_000;

    [Fact]
    public void A_message_sent_after_a_delay_comes_when_and_as_one_sent_later_comes()
    {
        RunResult later = Storm((context, to, message, delay) => context.SendLater(to, message, delay));
        RunResult after = Storm((context, to, message, delay) => context.SendAfter(to, message, delay));
        Assert.Equal(RunOutcome.Completed, after.Outcome);
        Assert.True(after.Counters.Turns > Messages);
        Assert.Equal((later.TraceDigest, later.Elapsed, later.Counters), (after.TraceDigest, after.Elapsed, after.Counters));
    }

    [Fact]
    public void Nothing_is_allocated_for_a_message_once_as_many_have_been_under_way()
    {
        long before = 0, allocated = long.MaxValue;
        int left = 3 * Messages;
        RunResult result = Scenario.Run(Scenario.Machine, (context, message) =>
        {
            if (message is Started)
            {
                for (int i = 0; i < 50; i++) context.SendAfter(context.Self, Done.Instance, Scenario.Ms(i));
                return;
            }

            if (left == Messages) before = GC.GetAllocatedBytesForCurrentThread();
            if (--left == 0)
            {
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                context.Stop(context.Self);
            }

            context.SendAfter(context.Self, Done.Instance, Scenario.Ms(context.Random.NextInt64(1, 100)));
        });
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        // What the runtime itself allocates now and then: far less than an object for each of the messages.
        Assert.InRange(allocated, 0, Messages);
    }

    [Fact]
    public void Nothing_is_allocated_for_messages_among_many_actors_either()
    {
        const int Actors = 64, Each = 16;
        long before = 0, allocated = long.MaxValue, others = 0;
        int left = 200_000 + Messages;
        var all = new ActorRef[Actors];
        RunResult result = Scenario.Run(Scenario.Machine, (context, message) =>
        {
            if (message is Done) context.Stop(context.Self);
            if (message is not Started) return;
            ActorRef root = context.Self;
            for (int i = 0; i < Actors; i++)
            {
                all[i] = context.Spawn(TestActor.Props((own, m) =>
                {
                    if (m is Started) for (int k = 0; k < Each; k++) own.SendAfter(own.Self, Done.Instance, Scenario.Ms(k));
                    if (m is not Done) return;
                    if (--left == Messages) before = GC.GetAllocatedBytesForCurrentThread();
                    if (left == 0)
                    {
                        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                        own.Send(root, Done.Instance);
                    }

                    ActorRef to = own.Random.NextInt64(0, 9) == 0 ? all[(int)own.Random.NextInt64(0, Actors - 1)] : own.Self;
                    if (to != own.Self) others++;
                    own.SendAfter(to, m, SimDuration.FromNanoseconds(own.Random.NextInt64(100_000, 1_000_000)));
                }));
            }
        });
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        Assert.True(others > Messages / 20, $"{others} went to others");
        // What the runtime itself allocates now and then, or a bucket that is longer than any before: far less than an object for each of the messages.
        Assert.InRange(allocated, 0, Messages);
    }

    [Fact]
    public void A_delivery_is_a_send_and_then_a_turn_in_trace_and_digest()
    {
        var sink = new TraceDigest();
        RunResult traced = Storm((context, to, message, delay) => context.SendAfter(to, message, delay), sink);
        RunResult plain = Storm((context, to, message, delay) => context.SendAfter(to, message, delay));
        Assert.True(sink.EventCount > 2 * Messages);
        Assert.Equal((plain.TraceDigest, plain.TraceDigest), (traced.TraceDigest, sink.Value));
    }

    [Theory]
    [InlineData(false, new[] { "99@20" })]
    [InlineData(true, new string[0])]
    public void What_the_dead_were_still_to_send_is_never_sent(bool dies, string[] expected)
    {
        NodeRole sends = Nodes.Acts((context, message, whom) =>
        {
            if (message is Started) context.SendAfter(whom, new Number(99), Scenario.Ms(10));
        });
        var seen = new List<string>();
        ScenarioPlan plan = Nodes.Plan(Scenario.Machine with { ProcessStart = Scenario.Ms(10) }, sends, (context, message, outside) =>
        {
            if (message is Started)
            {
                context.Spawn(Nodes.On("a", context.Self));
                context.StopAt(100);
            }
            else if (message is Number(var value))
            {
                seen.Add($"{value}@{context.Now.Nanoseconds / 1_000_000}");
            }
            else if (message is Done)
            {
                context.Stop(context.Self);
            }
        });
        SimulationFaults faults = dies ? SimulationFaults.None.Kill("a", new SimTime(15_000_000)) : SimulationFaults.None;
        RunResult result = Scenario.Run(plan, faults: faults);
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        Assert.Equal(expected, seen);
    }

    private static RunResult Storm(Action<IActorContext, ActorRef, IMessage, SimDuration> send, ITraceSink? trace = null)
    {
        int left = Messages;
        var all = new List<ActorRef>();
        return Scenario.Run(Scenario.Machine with { Cores = 2 }, (context, message) =>
        {
            if (message is Done) context.Stop(context.Self);
            if (message is not Started) return;
            ActorRef root = context.Self;
            for (int i = 0; i < 20; i++)
            {
                all.Add(context.Spawn(TestActor.Props((own, m) =>
                {
                    if (m is Started) for (int k = 0; k < 10; k++) Next(own);
                    if (m is not Number) return;
                    if (--left == 0) own.Send(root, Done.Instance);
                    else if (left > 0) Next(own);
                })));
            }

            void Next(IActorContext own) =>
                send(own, all[(int)own.Random.NextInt64(0, all.Count - 1)], new Number(left), SimDuration.FromNanoseconds(own.Random.NextInt64(-1, 30)));
        }, options: EngineOptions.Default with { Trace = trace });
    }
}
