using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using Xunit;
using static ActorLab.Core.Tests.Model.CoordinatorDriver;

namespace ActorLab.Core.Tests.Model;

/// <summary>How a coordinator meets failures and an early end.</summary>
public sealed class CoordinatorWindUpSpec
{
    [Fact]
    public void A_failed_item_is_counted_and_the_run_goes_on()
    {
        var context = Start(items: 2, workers: 1);
        WorkerReports(context, 0, 0, 2);
        var cause = new IOException("disk full");
        WorkerFails(context, 0, new Lease(1, 0), cause);
        WorkerReports(context, 0, 1, 3);
        WorkerReports(context, 0, 2, 4);
        WorkerTerminates(context, 0);
        Coordinator.Finished finished = TheEnd(context);
        Assert.Equal((1, 1, null, cause), (finished.Done, finished.Failed, finished.Reason, finished.FirstFailure));
    }

    [Fact]
    public void A_failed_item_ends_the_run_at_once_when_asked_to()
    {
        var context = Start(items: 100, workers: 2, o => o with { StopOnFailure = true });
        WorkerReports(context, 0, 0, 2);
        WorkerReports(context, 1, 0, 2);
        context.TakeSent();
        WorkerFails(context, 0, new Lease(1, 0), new IOException("disk full"));
        WorkerReports(context, 0, 1, 3);
        Assert.Equal(context.Spawned.Select(s => s.Actor), context.Stopped);
        Assert.Empty(Assignments(context));
        // What they had already been given is still handled before they stop.
        context.Advance(SimDuration.FromMilliseconds(3));
        WorkerReports(context, 1, 2, 4);
        WorkerTerminates(context, 1);
        WorkerTerminates(context, 0);
        Coordinator.Finished finished = TheEnd(context);
        Assert.Equal((2, 1, "item 1 failed: disk full"), (finished.Done, finished.Failed, finished.Reason));
        Assert.Equal(Milliseconds(3), finished.End);
    }

    [Fact]
    public void A_failed_item_is_tried_again_until_its_last_attempt()
    {
        var context = Start(items: 1, workers: 1, o => o with { MaxAttempts = 3 });
        WorkerReports(context, 0, 0, 2);
        for (int attempt = 0; attempt < 3; attempt++)
        {
            var assigned = Assert.IsType<Worker.Assigned>(Assert.Single(context.TakeSent()).Message);
            Assert.Equal(new Lease(1, attempt), assigned.Lease);
            Assert.Equal(attempt == 2, assigned.LastAttempt);
            WorkerFails(context, 0, assigned.Lease, new IOException($"attempt {attempt}"));
            WorkerFails(context, 0, assigned.Lease, new IOException("told twice"));
            WorkerReports(context, 0, attempt + 1, attempt + 3);
        }

        WorkerTerminates(context, 0);
        Coordinator.Finished finished = TheEnd(context);
        Assert.Equal((0, 1, 0, "attempt 2"), (finished.Done, finished.Failed, finished.Reassigned, finished.FirstFailure!.Message));
    }

    [Fact]
    public void A_failure_told_by_a_worker_that_dies_before_its_report_still_counts()
    {
        var context = Start(items: 1, workers: 1);
        WorkerReports(context, 0, 0, 2);
        WorkerFails(context, 0, new Lease(1, 0), new IOException("disk full"));
        WorkerTerminates(context, 0);
        Coordinator.Finished finished = TheEnd(context);
        Assert.Equal((0, 1, 0), (finished.Done, finished.Failed, finished.Reassigned));
    }

    [Fact]
    public void A_sink_that_fails_ends_the_run()
    {
        var context = Start(items: 10, workers: 1, o => o with { Window = 2 });
        WorkerReports(context, 0, 0, 2);
        var cause = new IOException("disk full");
        context.Deliver(new Coordinator.SinkFailed(cause), SinkActor);
        Assert.Single(context.Stopped);
        WorkerTerminates(context, 0);
        Coordinator.Finished finished = TheEnd(context);
        Assert.Equal(("the sink failed: disk full", cause), (finished.Reason, finished.FirstFailure));
    }

    [Fact]
    public void Interrupted_it_hands_out_no_more_and_waits_for_what_is_in_flight()
    {
        var context = Start(items: 10, workers: 1, o => o with { Window = 6 });
        WorkerReports(context, 0, 0, 2);
        context.TakeSent();
        context.Deliver(Coordinator.Interrupt.Instance);
        WorkerReports(context, 0, 1, 3);
        WorkerReports(context, 0, 2, 4);
        Assert.Empty(context.Sent);
        Assert.Empty(context.Stopped);
        SinkDelivers(context, 2);
        Assert.Single(context.Stopped);
        WorkerTerminates(context, 0);
        Coordinator.Finished finished = TheEnd(context);
        Assert.Equal((2, "interrupted"), (finished.Done, finished.Reason));
    }

    [Fact]
    public void Interrupted_it_does_not_wait_for_a_delivery_that_an_unfinished_item_holds_up()
    {
        var context = Start(items: 10, workers: 3, o => o with { Window = 9 });
        for (int i = 0; i < 3; i++) WorkerReports(context, i, 0, 1);
        context.Deliver(Coordinator.Interrupt.Instance);
        WorkerReports(context, 0, 1, 2);
        WorkerReports(context, 2, 1, 2);
        SinkDelivers(context, 1);
        Assert.Empty(context.Stopped);
        WorkerTerminates(context, 1); // item 2 came back and is not handed out again; item 3 stays behind it
        Assert.Equal(2, context.Stopped.Count);
        WorkerTerminates(context, 0);
        WorkerTerminates(context, 2);
        Coordinator.Finished finished = TheEnd(context);
        Assert.Equal((2, 1, "interrupted"), (finished.Done, finished.Reassigned, finished.Reason));
        Assert.Equal(3, context.Spawned.Count);
    }

    [Fact]
    public void Interrupted_when_all_is_handed_out_it_finishes_as_if_it_had_not_been()
    {
        var context = Start(items: 1, workers: 1);
        WorkerReports(context, 0, 0, 2);
        context.Deliver(Coordinator.Interrupt.Instance);
        WorkerReports(context, 0, 1, 3);
        WorkerTerminates(context, 0);
        Assert.Null(TheEnd(context).Reason);
    }
}
