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

    private static RunResult Storm(Action<IActorContext, ActorRef, IMessage, SimDuration> send)
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
        });
    }
}
