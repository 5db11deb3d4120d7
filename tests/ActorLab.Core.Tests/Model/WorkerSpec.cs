using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Model;

public sealed class WorkerSpec
{
    private static readonly TestActorRef Boss = new(1001, "root/coordinator");
    private static readonly TestActorRef Downstream = new(1002, "root/resequencer");

    [Fact]
    public void It_asks_for_as_many_items_as_it_may_prefetch()
    {
        var context = Start(o => o with { Prefetch = 3 });
        Assert.Equal([new Sent(Boss, new Coordinator.Report(0, 3))], context.TakeSent());
    }

    [Fact]
    public void It_executes_the_body_with_the_item_and_passes_the_result_on_before_it_reports()
    {
        var context = Start();
        context.TakeSent();
        context.Deliver(Assigned(7), Boss);
        Assert.Equal(new Execution(DelegateBody.Identity, Item(7), Occupancy.Synchronous), context.Executing);
        Assert.Empty(context.Sent);
        context.CompleteBody(new Text("done"));
        Assert.Equal(
            [
                new Sent(Downstream, new Resequencer.Completed(SequencePath.Of(7), new Text("done"))),
                new Sent(Boss, new Coordinator.Report(1, 3)),
            ],
            context.TakeSent());
    }

    [Fact]
    public void An_asynchronous_worker_executes_asynchronously()
    {
        var context = Start(o => o with { Occupancy = Occupancy.Asynchronous });
        context.Deliver(Assigned(1), Boss);
        Assert.Equal(Occupancy.Asynchronous, context.Executing!.Occupancy);
    }

    [Fact]
    public void A_failed_body_abandons_the_item_and_tells_the_cause_before_the_report()
    {
        var context = Start();
        context.TakeSent();
        context.Deliver(Assigned(7), Boss);
        var cause = new IOException("disk full");
        context.FailBody(cause);
        Assert.Equal(
            [
                new Sent(Downstream, new Resequencer.Abandoned(SequencePath.Of(7))),
                new Sent(Boss, new Coordinator.ItemFailed(new Lease(7, 0), Item(7), cause)),
                new Sent(Boss, new Coordinator.Report(1, 3)),
            ],
            context.TakeSent());
    }

    [Fact]
    public void An_item_that_will_be_tried_again_is_not_abandoned()
    {
        var context = Start();
        context.TakeSent();
        context.Deliver(new Worker.Assigned(new Lease(7, 0), Item(7), LastAttempt: false), Boss);
        context.FailBody(new IOException());
        Assert.DoesNotContain(context.TakeSent(), s => s.Receiver == Downstream);
    }

    [Fact]
    public void Without_anybody_downstream_results_are_dropped()
    {
        var context = Start(o => o with { Downstream = null });
        context.TakeSent();
        context.Deliver(Assigned(1), Boss);
        context.CompleteBody(new Text("done"));
        Assert.Equal([new Sent(Boss, new Coordinator.Report(1, 3))], context.TakeSent());
    }

    [Fact]
    public void It_repeats_its_last_report_while_it_has_nothing_to_do()
    {
        var context = Start();
        context.TakeSent();
        context.Advance(SimDuration.FromMilliseconds(600));
        Assert.Equal([.. Enumerable.Repeat(new Sent(Boss, new Coordinator.Report(0, 2)), 3)], context.TakeSent());
    }

    [Fact]
    public void It_repeats_nothing_while_there_is_work_and_keeps_one_timer_at_most()
    {
        var context = Start();
        for (int i = 1; i <= 100; i++)
        {
            context.Deliver(Assigned(i), Boss);
            context.CompleteBody(new Text("done"));
            Assert.Single(context.PendingTimers);
            context.Advance(SimDuration.FromMilliseconds(50));
        }

        List<IMessage> reports = [.. context.TakeSent().Where(s => s.Receiver == Boss).Select(s => s.Message)];
        Assert.Equal(Enumerable.Range(0, 101).Select(i => (IMessage)new Coordinator.Report(i, i + 2)), reports);
    }

    [Fact]
    public void A_worker_that_retires_wants_no_more_than_its_items_and_stops_after_them()
    {
        var context = Start(o => o with { RetireAfterItems = 1 });
        Assert.Equal([new Sent(Boss, new Coordinator.Report(0, 1))], context.TakeSent());
        context.Deliver(Assigned(1), Boss);
        Assert.Empty(context.Stopped);
        context.CompleteBody(new Text("done"));
        Assert.Equal(new Sent(Boss, new Coordinator.Report(1, 1)), context.TakeSent()[^1]);
        Assert.Equal([context.Self], context.Stopped);
    }

    [Fact]
    public void Stopping_takes_the_timer_back()
    {
        var context = Start();
        context.Deliver(Stopping.Instance);
        Assert.Empty(context.PendingTimers);
    }

    [Fact]
    public void A_worker_started_anew_stops_so_that_its_leases_go_to_another()
    {
        var context = Start();
        context.TakeSent();
        context.Deliver(new Restarted(new IOException()));
        Assert.Equal([context.Self], context.Stopped);
        Assert.Empty(context.Sent);
    }

    [Fact]
    public void What_it_does_not_know_is_unhandled()
    {
        var context = Start();
        context.Deliver(new Text("?"));
        Assert.Equal([new Text("?")], context.UnhandledMessages);
    }

    private static TestContext Start(Func<WorkerOptions, WorkerOptions>? change = null)
    {
        var context = new TestContext(() => new Worker(change is null ? Options() : change(Options())), "root/worker-1");
        context.Start();
        return context;
    }

    private static WorkerOptions Options() => new() { Coordinator = Boss, Body = DelegateBody.Identity, Downstream = Downstream };

    private static WorkItem Item(long number) => new(SequencePath.Of(number), null);

    private static Worker.Assigned Assigned(long number) => new(new Lease(number, 0), Item(number));
}
