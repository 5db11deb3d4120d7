using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Model;

public sealed class ProducerSpec
{
    private static readonly TestActorRef Queue = new(1001, "root/queue");

    [Fact]
    public void It_joins_and_offers_as_far_as_there_is_credit()
    {
        var context = Start(items: 10);
        Assert.Equal([new Sent(Queue, BoundedQueue.Join.Instance)], context.TakeSent());
        context.Deliver(new Producer.Credit(2), Queue);
        Assert.Equal([Offer(1), Offer(2)], context.TakeSent());
        context.Deliver(new Producer.Credit(1), Queue);
        context.Deliver(new Producer.Credit(2), Queue);
        Assert.Empty(context.Sent);
        context.Deliver(new Producer.Credit(3), Queue);
        Assert.Equal([Offer(3)], context.TakeSent());
    }

    [Fact]
    public void After_the_last_item_it_tells_the_end_and_stops()
    {
        var context = Start(items: 2);
        context.TakeSent();
        context.Deliver(new Producer.Credit(9), Queue);
        Assert.Equal([Offer(1), Offer(2), new Sent(Queue, BoundedQueue.End.Instance)], context.TakeSent());
        Assert.Equal([context.Self], context.Stopped);
        context.Deliver(Stopping.Instance);
        Assert.Empty(context.PendingTimers);
    }

    [Fact]
    public void With_no_items_it_joins_and_ends()
    {
        var context = Start(items: 0);
        Assert.Equal([new Sent(Queue, BoundedQueue.Join.Instance), new Sent(Queue, BoundedQueue.End.Instance)], context.TakeSent());
        Assert.Single(context.Stopped);
    }

    [Fact]
    public void With_much_credit_it_offers_a_few_items_per_turn()
    {
        var context = Start(items: 7, o => o with { ItemsPerTurn = 3 });
        context.TakeSent();
        context.Deliver(new Producer.Credit(long.MaxValue), Queue);
        Assert.Equal([Offer(1), Offer(2), Offer(3)], context.Sent.Where(s => s.Receiver == Queue));
        context.Sent.RemoveAll(s => s.Receiver == Queue);
        context.Deliver(new Producer.Credit(long.MaxValue), Queue);
        Assert.Single(context.Sent);
        context.DeliverOwn();
        Assert.Equal([Offer(4), Offer(5), Offer(6)], context.Sent.Where(s => s.Receiver == Queue));
        context.DeliverOwn();
        Assert.Equal([Offer(7), new Sent(Queue, BoundedQueue.End.Instance)], context.TakeSent().TakeLast(2));
    }

    [Fact]
    public void With_an_interval_it_keeps_the_beat()
    {
        var context = Start(items: 4, o => o with { Interval = SimDuration.FromMilliseconds(10) });
        context.TakeSent();
        context.Deliver(new Producer.Credit(9), Queue);
        var times = new List<string>();
        for (int ms = 0; ms <= 40; ms++)
        {
            times.AddRange(context.TakeSent().Select(s => $"{ms} ms: {s.Message}"));
            context.Advance(SimDuration.FromMilliseconds(1));
        }

        Assert.Equal(
            [
                $"0 ms: {Offer(1).Message}", $"10 ms: {Offer(2).Message}", $"20 ms: {Offer(3).Message}",
                $"30 ms: {Offer(4).Message}", $"30 ms: {BoundedQueue.End.Instance}",
            ],
            times);
    }

    [Fact]
    public void Credit_that_comes_late_is_used_at_once_and_missed_beats_are_not_caught_up()
    {
        var context = Start(items: 9, o => o with { Interval = SimDuration.FromMilliseconds(10), RepeatPeriod = SimDuration.FromSeconds(100) });
        context.Deliver(new Producer.Credit(1), Queue);
        context.Advance(SimDuration.FromMilliseconds(35));
        context.TakeSent();
        context.Deliver(new Producer.Credit(9), Queue);
        Assert.Equal([Offer(2)], context.TakeSent());
        context.Advance(SimDuration.FromMilliseconds(9));
        Assert.Empty(context.Sent);
        context.Advance(SimDuration.FromMilliseconds(1));
        Assert.Equal([Offer(3)], context.TakeSent());
    }

    [Fact]
    public void While_it_waits_for_credit_it_asks_again()
    {
        var context = Start(items: 9);
        context.TakeSent();
        context.Advance(SimDuration.FromMilliseconds(200));
        Assert.Equal([new Sent(Queue, BoundedQueue.Join.Instance)], context.TakeSent());
        context.Deliver(new Producer.Credit(1), Queue);
        context.TakeSent();
        context.Advance(SimDuration.FromMilliseconds(200));
        Assert.Empty(context.Sent);
        context.Advance(SimDuration.FromMilliseconds(200));
        Assert.Equal([new Sent(Queue, BoundedQueue.Join.Instance)], context.TakeSent());
    }

    [Fact]
    public void A_queue_that_overflowed_ends_it()
    {
        var context = Start(items: 9);
        context.TakeSent();
        context.Deliver(new BoundedQueue.Overflowed(3), Queue);
        context.Deliver(new Producer.Credit(9), Queue);
        Assert.Empty(context.Sent);
        Assert.Equal([context.Self], context.Stopped);
    }

    private static TestContext Start(long items, Func<ProducerOptions, ProducerOptions>? change = null)
    {
        var options = new ProducerOptions { Queue = Queue, Source = new RangeSource(items) };
        var context = new TestContext(() => new Producer(change is null ? options : change(options)), "root/producer");
        context.Start();
        return context;
    }

    private static Sent Offer(long number) => new(Queue, new BoundedQueue.Offer(new WorkItem(SequencePath.Of(number), null)));
}
