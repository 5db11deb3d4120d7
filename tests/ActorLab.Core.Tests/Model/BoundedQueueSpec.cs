using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Scripted;
using Xunit;

namespace ActorLab.Core.Tests.Model;

public sealed class BoundedQueueSpec
{
    private static readonly TestActorRef P1 = new(1001, "root/p1");
    private static readonly TestActorRef P2 = new(1002, "root/p2");
    private static readonly TestActorRef C1 = new(1003, "root/c1");
    private static readonly TestActorRef C2 = new(1004, "root/c2");
    private static readonly TestActorRef Asker = new(1005, "root");

    [Fact]
    public void A_producer_gets_credit_for_the_free_room_when_it_joins()
    {
        var context = Start(new() { Capacity = 4 });
        context.Deliver(BoundedQueue.Join.Instance, P1);
        Assert.Equal([new Sent(P1, new Producer.Credit(4))], context.TakeSent());
        context.Deliver(BoundedQueue.Join.Instance, P1);
        Assert.Equal([new Sent(P1, new Producer.Credit(4))], context.TakeSent());
    }

    [Fact]
    public void Producers_share_the_room()
    {
        var context = Start(new() { Capacity = 5, Producers = 2 });
        context.Deliver(BoundedQueue.Join.Instance, P1);
        context.Deliver(BoundedQueue.Join.Instance, P2);
        Assert.Equal([new Sent(P1, new Producer.Credit(2)), new Sent(P2, new Producer.Credit(2))], context.TakeSent());
    }

    [Fact]
    public void Blocking_withholds_credit_while_the_queue_is_full_and_grants_it_as_items_leave()
    {
        var context = Start(new() { Capacity = 4 });
        context.Deliver(BoundedQueue.Join.Instance, P1);
        context.TakeSent();
        Offer(context, P1, 1, 2, 3, 4);
        Assert.Empty(context.TakeSent());
        context.Deliver(new BoundedQueue.Demand(1), C1);
        Assert.Equal([new Sent(C1, new Text("1")), new Sent(P1, new Producer.Credit(5))], context.TakeSent());
        context.Deliver(new BoundedQueue.Demand(3), C1);
        Assert.Equal([new Sent(C1, new Text("2")), new Sent(C1, new Text("3")), new Sent(P1, new Producer.Credit(7))], context.TakeSent());
    }

    [Fact]
    public void An_offer_without_credit_is_a_bug()
    {
        var context = Start(new() { Capacity = 1 });
        context.Deliver(BoundedQueue.Join.Instance, P1);
        Offer(context, P1, 1);
        Assert.Throws<InvariantViolatedException>(() => Offer(context, P1, 2));
    }

    [Fact]
    public void Consumers_that_want_items_take_turns()
    {
        var context = Joined(OverflowPolicy.DropNew, capacity: 10);
        context.Deliver(new BoundedQueue.Demand(3), C1);
        context.Deliver(new BoundedQueue.Demand(1), C2);
        Offer(context, P1, 1, 2, 3, 4, 5);
        Assert.Equal(["c1 1", "c2 2", "c1 3", "c1 4"], Items(context));
        context.Deliver(new BoundedQueue.Demand(1), C1);
        Assert.Empty(context.Sent);
    }

    [Theory]
    [InlineData(OverflowPolicy.DropNew, "1 2 3", 3)]
    [InlineData(OverflowPolicy.DropHead, "3 4 5", 5)]
    [InlineData(OverflowPolicy.DropTail, "1 2 5", 5)]
    [InlineData(OverflowPolicy.DropBuffer, "4 5", 5)]
    public void A_full_queue_drops_what_its_policy_names(OverflowPolicy policy, string kept, long accepted)
    {
        var context = Joined(policy, capacity: 3);
        Offer(context, P1, 1, 2, 3, 4, 5);
        int held = (kept.Length + 1) / 2;
        Assert.Equal(new BoundedQueue.Figures(5, accepted, 5 - held, 0, held, 3, 0), Ask(context));
        context.Deliver(new BoundedQueue.Demand(10), C1);
        Assert.Equal(kept.Split(' ').Select(item => $"c1 {item}"), Items(context));
        Assert.Equal(new BoundedQueue.Figures(5, accepted, 5 - held, held, 0, 3, 0), Ask(context));
    }

    [Fact]
    public void Failing_drops_everything_and_tells_everybody()
    {
        var context = Joined(OverflowPolicy.Fail, capacity: 2);
        context.Deliver(new BoundedQueue.Demand(1), C1);
        Offer(context, P1, 1, 2, 3);
        context.TakeSent();
        Offer(context, P1, 4);
        Assert.Equal([new Sent(P1, new BoundedQueue.Overflowed(2)), new Sent(C1, new BoundedQueue.Overflowed(2))], context.TakeSent());
        Offer(context, P1, 5);
        context.Deliver(new BoundedQueue.Demand(1), C2);
        Assert.Equal([new Sent(C2, new BoundedQueue.Overflowed(2))], context.TakeSent());
        Assert.Equal(new BoundedQueue.Figures(5, 3, 4, 1, 0, 2, 0), Ask(context));
    }

    [Fact]
    public void Each_consumer_gets_a_sentinel_when_it_asks_after_the_last_item()
    {
        var context = Joined(OverflowPolicy.DropNew, capacity: 3);
        context.Deliver(new BoundedQueue.Demand(2), C1);
        Offer(context, P1, 1);
        context.TakeSent();
        context.Deliver(BoundedQueue.End.Instance, P1);
        Assert.Equal([new Sent(C1, BoundedQueue.Sentinel.Instance)], context.TakeSent());
        context.Deliver(new BoundedQueue.Demand(5), C1);
        Assert.Empty(context.Sent);
        context.Deliver(new BoundedQueue.Demand(1), C2);
        Assert.Equal([new Sent(C2, BoundedQueue.Sentinel.Instance)], context.TakeSent());
    }

    [Fact]
    public void One_sentinel_for_all_goes_to_one_consumer_and_the_others_wait()
    {
        var context = Start(new() { Capacity = 3, Sentinels = SentinelPolicy.OneForAll });
        context.Deliver(BoundedQueue.Join.Instance, P1);
        context.Deliver(new BoundedQueue.Demand(2), C1);
        context.Deliver(new BoundedQueue.Demand(2), C2);
        context.TakeSent();
        context.Deliver(BoundedQueue.End.Instance, P1);
        Assert.Equal([new Sent(C1, BoundedQueue.Sentinel.Instance)], context.TakeSent());
        context.Deliver(new BoundedQueue.Demand(3), C2);
        Assert.Empty(context.Sent);
    }

    [Fact]
    public void The_end_comes_when_all_producers_have_ended_and_nothing_is_held()
    {
        var context = Start(new() { Capacity = 4, Producers = 2 });
        context.Deliver(BoundedQueue.Join.Instance, P1);
        context.Deliver(BoundedQueue.Join.Instance, P2);
        Offer(context, P1, 1);
        context.Deliver(BoundedQueue.End.Instance, P1);
        context.Deliver(BoundedQueue.End.Instance, P1);
        context.TakeSent();
        context.Deliver(new BoundedQueue.Demand(2), C1);
        Assert.Equal(["c1 1"], Items(context));
        context.Deliver(BoundedQueue.End.Instance, P2);
        Assert.Equal([new Sent(C1, BoundedQueue.Sentinel.Instance)], context.TakeSent());
    }

    [Fact]
    public void A_producer_that_dies_counts_as_ended_and_its_credit_is_given_to_others()
    {
        var context = Start(new() { Capacity = 2, Producers = 2 });
        context.Deliver(BoundedQueue.Join.Instance, P1);
        context.Deliver(BoundedQueue.Join.Instance, P2);
        Offer(context, P2, 1);
        context.TakeSent();
        context.Deliver(new Terminated(P1));
        Assert.Equal([new Sent(P2, new Producer.Credit(2))], context.TakeSent());
        Offer(context, P2, 2);
        context.Deliver(BoundedQueue.End.Instance, P2);
        context.Deliver(new Terminated(P2));
        context.Deliver(new BoundedQueue.Demand(3), C1);
        Assert.Equal(["c1 1", "c1 2"], context.Sent.Take(2).Select(s => $"{s.Receiver.TestName()} {((Text)s.Message).Value}"));
        Assert.Equal(new Sent(C1, BoundedQueue.Sentinel.Instance), context.TakeSent()[^1]);
        Assert.Equal(1, Ask(context).LostProducers);
    }

    [Fact]
    public void A_consumer_that_dies_gets_nothing_more()
    {
        var context = Joined(OverflowPolicy.DropNew, capacity: 3);
        context.Deliver(new BoundedQueue.Demand(5), C1);
        context.Deliver(new BoundedQueue.Demand(5), C2);
        context.Deliver(new Terminated(C1));
        Offer(context, P1, 1, 2);
        Assert.Equal(["c2 1", "c2 2"], Items(context));
    }

    [Fact]
    public void What_a_stranger_offers_is_unhandled()
    {
        var context = Start(new() { Capacity = 3 });
        Offer(context, P1, 1);
        Assert.Equal([new BoundedQueue.Offer(new Text("1"))], context.UnhandledMessages);
        Assert.Equal(0, Ask(context).Offered);
    }

    [Fact]
    public void Offered_is_delivered_and_dropped_and_held_under_every_policy_and_the_capacity_is_kept()
    {
        foreach (OverflowPolicy policy in Enum.GetValues<OverflowPolicy>())
        {
            long dropped = 0, full = 0;
            for (ulong seed = 1; seed <= 100; seed++)
            {
                BoundedQueue.Figures figures = RunAtRandom(policy, new RandomStream(seed), out int capacity, out long received);
                string what = $"{policy}, seed {seed}: {figures}";
                Assert.True(figures.Offered == figures.Delivered + figures.Dropped + figures.Held, what);
                Assert.True(figures.Peak <= capacity && figures.Held <= capacity && figures.Delivered == received, what);
                Assert.True(figures.Accepted >= figures.Delivered + figures.Held && figures.Accepted <= figures.Offered, what);
                dropped += figures.Dropped;
                if (figures.Peak == capacity) full++;
            }

            Assert.True(full > 0, $"{policy} was never full");
            Assert.Equal(policy == OverflowPolicy.Block, dropped == 0);
        }
    }

    private static BoundedQueue.Figures RunAtRandom(OverflowPolicy policy, RandomStream random, out int capacity, out long received)
    {
        capacity = (int)random.NextInt64(1, 8);
        IActorRef[] producers = [P1, P2], consumers = [C1, C2];
        var context = Start(new() { Capacity = capacity, Overflow = policy, Producers = 2 });
        long[] credit = new long[2], offered = new long[2], demand = new long[2];
        received = 0;
        foreach (IActorRef producer in producers) context.Deliver(BoundedQueue.Join.Instance, producer);
        for (int step = 0; step < 300; step++)
        {
            int who = (int)random.NextInt64(0, 1);
            if (random.NextInt64(0, 2) == 0)
            {
                demand[who] += random.NextInt64(0, 2);
                context.Deliver(new BoundedQueue.Demand(demand[who]), consumers[who]);
            }
            else if (offered[who] < credit[who])
            {
                Offer(context, producers[who], (int)++offered[who]);
            }

            foreach (Sent sent in context.TakeSent())
            {
                if (sent.Message is Producer.Credit(var upTo)) credit[Array.IndexOf(producers, sent.Receiver)] = upTo;
                if (sent.Message is Text) received++;
            }
        }

        return Ask(context);
    }

    private static TestContext Start(BoundedQueueOptions options)
    {
        var context = new TestContext(() => new BoundedQueue(options), "root/queue");
        context.Start();
        return context;
    }

    private static TestContext Joined(OverflowPolicy policy, int capacity)
    {
        var context = Start(new() { Capacity = capacity, Overflow = policy });
        context.Deliver(BoundedQueue.Join.Instance, P1);
        Assert.Equal([new Sent(P1, new Producer.Credit(long.MaxValue))], context.TakeSent());
        return context;
    }

    private static void Offer(TestContext context, IActorRef producer, params int[] items)
    {
        foreach (int item in items) context.Deliver(new BoundedQueue.Offer(new Text($"{item}")), producer);
    }

    private static IEnumerable<string> Items(TestContext context) =>
        context.TakeSent().Where(s => s.Message is Text).Select(s => $"{s.Receiver.TestName()} {((Text)s.Message).Value}");

    private static BoundedQueue.Figures Ask(TestContext context)
    {
        context.Deliver(BoundedQueue.Ask.Instance, Asker);
        return (BoundedQueue.Figures)context.TakeSent()[^1].Message;
    }
}
