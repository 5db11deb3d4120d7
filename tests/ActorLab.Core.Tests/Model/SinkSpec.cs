using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Model;

public sealed class SinkSpec
{
    private static readonly TestActorRef Boss = new(1001, "root/coordinator");

    [Fact]
    public void It_writes_the_result_and_tells_how_far_it_is()
    {
        var context = Start(every: 1);
        context.Deliver(Completed(1));
        Assert.Equal(new Execution(DelegateBody.Identity, new Text("1"), Occupancy.Synchronous), context.Executing);
        Assert.Empty(context.Sent);
        context.CompleteBody(new Text("written"));
        Assert.Equal([Delivered(1)], context.TakeSent());
    }

    [Fact]
    public void It_tells_only_after_every_few_items_and_after_the_last()
    {
        var context = Start(every: 4, lastItem: 10);
        var told = new List<string>();
        for (int i = 1; i <= 10; i++)
        {
            Write(context, i);
            told.AddRange(context.TakeSent().Select(s => $"after {i}: {s.Message}"));
        }

        Assert.Equal([$"after 4: {Delivered(4).Message}", $"after 8: {Delivered(8).Message}", $"after 10: {Delivered(10).Message}"], told);
    }

    [Fact]
    public void What_it_has_not_told_it_tells_within_the_period_and_repeats()
    {
        var context = Start(every: 4);
        context.Advance(SimDuration.FromMilliseconds(200));
        Assert.Empty(context.Sent);
        Write(context, 1);
        Assert.Empty(context.Sent);
        context.Advance(SimDuration.FromMilliseconds(200));
        Assert.Equal([Delivered(1)], context.TakeSent());
        context.Advance(SimDuration.FromMilliseconds(200));
        Assert.Equal([Delivered(1)], context.TakeSent());
    }

    [Fact]
    public void An_abandoned_item_counts_as_delivered_and_nothing_is_written()
    {
        var context = Start(every: 1);
        context.Deliver(new Resequencer.Abandoned(SequencePath.Of(1)));
        Assert.Null(context.Executing);
        Assert.Equal([Delivered(1)], context.TakeSent());
    }

    [Fact]
    public void A_failure_is_told_with_what_was_written_before_and_what_follows_is_dropped()
    {
        var context = Start(every: 4);
        Write(context, 1);
        context.Deliver(Completed(2));
        var cause = new IOException("disk full");
        context.FailBody(cause);
        Assert.Equal([Delivered(1), new Sent(Boss, new Coordinator.SinkFailed(cause))], context.TakeSent());
        context.Deliver(Completed(3));
        context.Deliver(new Resequencer.Abandoned(SequencePath.Of(4)));
        Assert.Null(context.Executing);
        Assert.Empty(context.Sent);
    }

    [Fact]
    public void An_item_out_of_order_is_a_bug()
    {
        var context = Start(every: 1);
        Assert.Throws<InvariantViolatedException>(() => context.Deliver(Completed(2)));
    }

    [Fact]
    public void Stopping_takes_the_timer_back()
    {
        var context = Start(every: 1);
        Assert.Single(context.PendingTimers);
        context.Deliver(Stopping.Instance);
        Assert.Empty(context.PendingTimers);
    }

    private static TestContext Start(int every, long? lastItem = null)
    {
        var options = new SinkOptions { Coordinator = Boss, Body = DelegateBody.Identity, AcknowledgeEvery = every, LastItem = lastItem };
        var context = new TestContext(() => new Sink(options), "root/sink");
        context.Start();
        return context;
    }

    private static Resequencer.Completed Completed(long number) => new(SequencePath.Of(number), new Text($"{number}"));

    private static void Write(TestContext context, long number)
    {
        context.Deliver(Completed(number));
        context.CompleteBody(new Text("written"));
    }

    private static Sent Delivered(long upTo) => new(Boss, new Coordinator.DeliveredUpTo(new SequenceNumber(upTo)));
}
