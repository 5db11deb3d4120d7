using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Scripted;
using Xunit;

namespace ActorLab.Core.Tests.Model;

/// <summary>Who may begin what: a feeder by hand, with two taps and a queue that do what the test says.</summary>
public sealed class LeaseFeederAccountSpec
{
    private static readonly Lease First = new(1, 0), Second = new(2, 0);

    private readonly TestContext _context;
    private readonly IActorRef _queue, _left, _right;

    public LeaseFeederAccountSpec()
    {
        var options = new LeaseFeederOptions
        {
            Coordinator = new TestActorRef(1_001, "root/coordinator"),
            Owner = new TestActorRef(1_002, "root/owner"),
            Entry = static _ => new ActorProps(static LabActor () => throw new InvalidOperationException("it is played by the test")),
            Tap = static (_, _, _) => new ActorProps(static LabActor () => throw new InvalidOperationException("it is played by the test")),
            Taps = 2,
            Window = 10,
        };
        _context = new TestContext(() => new LeaseFeeder(options));
        _context.Start();
        (_queue, _left, _right) = (_context.Spawned[0].Actor, _context.Spawned[1].Actor, _context.Spawned[2].Actor);
        foreach (Lease lease in new[] { First, Second }) _context.Deliver(Assigned(lease), _context.Actor("root/coordinator"));
        _context.TakeSent();
    }

    [Fact]
    public void Who_asks_for_what_another_has_in_hand_hears_nothing_until_that_is_done_and_then_that_it_is()
    {
        Assert.Equal([(_left, new LeaseFeeder.Answer(First, true))], Answers(_left, new LeaseTap.MayBegin(First)));
        Assert.Empty(Answers(_right, new LeaseTap.MayBegin(First)));
        Assert.Equal([(_right, new LeaseFeeder.Answer(First, false))], Answers(_left, new LeaseTap.Done(1, [First])));
    }

    [Fact]
    public void Who_asks_for_what_another_has_in_hand_may_begin_it_when_the_other_is_lost()
    {
        Answers(_left, new LeaseTap.MayBegin(First));
        Assert.Empty(Answers(_right, new LeaseTap.MayBegin(First)));
        Assert.Equal([(_right, new LeaseFeeder.Answer(First, true))], Answers(null, new Terminated(_left)));
    }

    [Fact]
    public void Who_asks_for_the_next_has_nothing_else_in_hand_and_others_may_begin_that()
    {
        Answers(_left, new LeaseTap.MayBegin(First));
        Assert.Empty(Answers(_right, new LeaseTap.MayBegin(First)));
        Assert.Equal([(_right, new LeaseFeeder.Answer(First, true)), (_left, new LeaseFeeder.Answer(Second, true))], Answers(_left, new LeaseTap.MayBegin(Second)));
    }

    [Fact]
    public void A_lost_tap_that_asked_is_answered_no_more()
    {
        Answers(_left, new LeaseTap.MayBegin(First));
        Answers(_right, new LeaseTap.MayBegin(First));
        Assert.Empty(Answers(null, new Terminated(_right)));
        Assert.Empty(Answers(_left, new LeaseTap.Done(1, [First])));
    }

    [Fact]
    public void When_the_queue_is_renewed_all_that_is_open_is_put_in_again_each_alone_and_under_suspicion()
    {
        _context.Deliver(new LeaseTap.Done(1, [First]), _left);
        _context.TakeSent();
        _context.Deliver(WorkQueue.Renewed.Instance, _queue);
        Assert.Equal([Second], PutIn());
    }

    [Fact]
    public void What_the_queue_declares_dead_while_a_living_tap_has_it_in_hand_is_that_taps_affair()
    {
        Answers(_left, new LeaseTap.MayBegin(First));
        Assert.Empty(PutInAfter(new WorkQueue.Dead(7, new LeaseBatch([Assigned(First)]), "delivery_limit")));
        _context.Deliver(new LeaseTap.Done(1, [First]), _left);
        Assert.Empty(PutIn());
    }

    [Fact]
    public void What_the_queue_declares_dead_is_put_in_again_when_too_few_were_lost_over_it_and_else_given_up()
    {
        var dead = new WorkQueue.Dead(7, new LeaseBatch([Assigned(First)]), "delivery_limit");
        Answers(_left, new LeaseTap.MayBegin(First));
        _context.Deliver(dead, _queue);
        _context.TakeSent();
        _context.Deliver(new Terminated(_left));
        Assert.Equal([First], PutIn());
        Answers(_right, new LeaseTap.MayBegin(First));
        _context.Deliver(new Terminated(_right));
        _context.TakeSent();
        _context.Deliver(dead, _queue);
        Coordinator.ItemFailed given = Assert.Single(_context.TakeSent().Select(s => s.Message).OfType<Coordinator.ItemFailed>());
        Assert.Equal("item 1 (epoch 0) is given up: 2 workers were lost over it (delivery_limit)", given.Cause.Message);
    }

    private static Worker.Assigned Assigned(Lease lease) => new(lease, new WorkItem(SequencePath.Of(lease.Number), null));

    private (IActorRef, LeaseFeeder.Answer)[] Answers(IActorRef? sender, IMessage message)
    {
        _context.Deliver(message, sender);
        return [.. _context.TakeSent().Where(s => s.Message is LeaseFeeder.Answer).Select(s => (s.Receiver, (LeaseFeeder.Answer)s.Message))];
    }

    private Lease[] PutInAfter(IMessage message)
    {
        _context.Deliver(message, _queue);
        return PutIn();
    }

    /// <summary>What was put in since the last look, if all of it is under suspicion and alone.</summary>
    private Lease[] PutIn()
    {
        LeaseBatch[] batches = [.. _context.TakeSent().Select(s => s.Message).OfType<WorkQueue.Offered>().Select(o => o.Batch)];
        Assert.All(batches, batch => Assert.True(batch is { Suspect: true, Leases.Length: 1 }));
        return [.. batches.Select(b => b.Leases[0].Lease)];
    }
}
