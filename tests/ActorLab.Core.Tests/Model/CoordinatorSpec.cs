using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using ActorLab.TestSupport.Scripted;
using Xunit;
using static ActorLab.Core.Tests.Model.CoordinatorDriver;

namespace ActorLab.Core.Tests.Model;

public sealed class CoordinatorSpec
{
    [Fact]
    public void It_starts_and_watches_its_workers_by_number()
    {
        var context = Start(items: 5, workers: 3);
        Assert.Equal(["worker-1", "worker-2", "worker-3"], context.Spawned.Select(s => s.Actor.TestName()));
        Assert.Equal(context.Spawned.Select(s => s.Actor), context.Watched);
        Assert.Empty(context.Sent);
    }

    [Fact]
    public void A_worker_that_throws_is_stopped_because_a_restarted_one_would_forget_its_leases()
    {
        SupervisionPolicy supervision = Start(items: 1, workers: 1).Spawned[0].Props.Supervision;
        Assert.Equal(SupervisionDirective.Stop, supervision.DirectiveFor(new IOException()));
        Assert.Equal(SupervisionDirective.Escalate, supervision.DirectiveFor(new InvariantViolatedException("bug")));
    }

    [Fact]
    public void Items_are_handed_out_in_order_as_far_as_a_worker_wants_them()
    {
        var context = Start(items: 10, workers: 2);
        WorkerReports(context, 0, 0, 2);
        WorkerReports(context, 1, 0, 1);
        Assert.Equal(["worker-1: 1/0", "worker-1: 2/0", "worker-2: 3/0"], Assignments(context));
        WorkerReports(context, 0, 1, 3);
        Assert.Equal(["worker-1: 4/0"], Assignments(context));
    }

    [Fact]
    public void The_last_items_go_only_to_workers_with_nothing_to_do()
    {
        var context = Start(items: 4, workers: 3);
        WorkerReports(context, 0, 0, 2);
        WorkerReports(context, 1, 0, 2);
        WorkerReports(context, 2, 0, 2);
        // With 4 items for 3 workers the second item for worker-1 would leave only as many as there are workers.
        Assert.Equal(["worker-1: 1/0", "worker-2: 2/0", "worker-3: 3/0"], Assignments(context));
        WorkerReports(context, 1, 1, 3);
        Assert.Equal(["worker-2: 4/0"], Assignments(context));
    }

    [Fact]
    public void A_report_repeated_or_out_of_date_changes_nothing()
    {
        var context = Start(items: 10, workers: 1);
        WorkerReports(context, 0, 0, 2);
        WorkerReports(context, 0, 1, 3);
        context.TakeSent();
        WorkerReports(context, 0, 1, 3);
        WorkerReports(context, 0, 0, 2);
        Assert.Empty(context.Sent);
        WorkerReports(context, 0, 3, 5);
        Assert.Equal(["worker-1: 4/0", "worker-1: 5/0"], Assignments(context));
    }

    [Fact]
    public void A_report_of_more_than_was_given_is_a_bug()
    {
        var context = Start(items: 10, workers: 1);
        WorkerReports(context, 0, 0, 2);
        Assert.Throws<InvariantViolatedException>(() => WorkerReports(context, 0, 3, 5));
    }

    [Fact]
    public void A_report_of_a_worker_that_is_gone_is_ignored()
    {
        var context = Start(items: 10, workers: 1);
        WorkerReports(context, 0, 0, 2);
        IActorRef gone = context.Spawned[0].Actor;
        context.Deliver(new Terminated(gone));
        context.TakeSent();
        context.Deliver(new Coordinator.Report(2, 4), gone);
        context.Deliver(new Coordinator.ItemFailed(new Lease(1, 0), new WorkItem(SequencePath.Of(1), null), new IOException()), gone);
        Assert.Empty(context.Sent);
        WorkerReports(context, 1, 0, 2);
        Assert.Equal(["worker-2: 1/1"], Assignments(context));
    }

    [Fact]
    public void What_a_lost_worker_held_is_handed_out_first_in_order_each_item_alone_and_under_the_next_epoch()
    {
        var context = Start(items: 20, workers: 3);
        WorkerReports(context, 0, 0, 2);
        WorkerReports(context, 1, 0, 2);
        WorkerReports(context, 0, 1, 3); // worker-1 holds 2 and 5, worker-2 holds 3 and 4
        Assert.Equal(["worker-1: 1/0", "worker-1: 2/0", "worker-2: 3/0", "worker-2: 4/0", "worker-1: 5/0"], Assignments(context));
        WorkerTerminates(context, 1);
        WorkerTerminates(context, 0);
        Assert.Empty(Assignments(context));
        WorkerReports(context, 2, 0, 6);
        for (int finished = 0; finished < 4; finished++)
        {
            Assert.Equal([$"worker-3: {finished + 2}/1"], Assignments(context));
            WorkerReports(context, 2, finished + 1, 6);
        }

        Assert.Equal(["worker-3: 6/0", "worker-3: 7/0"], Assignments(context));
        Assert.Equal(["worker-4", "worker-5"], context.Spawned.Skip(3).Select(s => s.Actor.TestName()));
    }

    [Fact]
    public void An_item_reassigned_goes_at_once_to_a_worker_that_waits_for_one()
    {
        var context = Start(items: 2, workers: 3);
        for (int i = 0; i < 3; i++) WorkerReports(context, i, 0, 2);
        Assert.Equal(["worker-1: 1/0", "worker-2: 2/0"], Assignments(context));
        WorkerTerminates(context, 1);
        Assert.Equal(["worker-3: 2/1"], Assignments(context));
    }

    [Fact]
    public void The_end_tells_who_was_lost_and_what_they_held_but_not_who_was_stopped()
    {
        var context = Start(items: 3, workers: 2);
        WorkerReports(context, 0, 0, 1);
        WorkerReports(context, 1, 0, 1);
        WorkerTerminates(context, 1);
        WorkerReports(context, 2, 0, 1);
        WorkerReports(context, 2, 1, 2);
        WorkerReports(context, 2, 2, 2);
        WorkerReports(context, 0, 1, 1);
        WorkerTerminates(context, 0);
        WorkerTerminates(context, 2);
        Coordinator.Finished finished = TheEnd(context);
        Assert.Equal((3, 1), (finished.Done, finished.Reassigned));
        Assert.Equal(new Coordinator.LostWorker(1, 1), Assert.Single(finished.Lost));
    }

    [Fact]
    public void Losing_more_workers_than_may_be_replaced_ends_the_run_with_a_reason()
    {
        var context = Start(items: 3, workers: 1, o => o with { MaxWorkerRestarts = 2 });
        WorkerTerminates(context, 0);
        WorkerTerminates(context, 1);
        Assert.Empty(context.Sent);
        WorkerTerminates(context, 2);
        Coordinator.Finished finished = TheEnd(context);
        Assert.Equal("worker-3 was lost, and 2 lost workers had been replaced before", finished.Reason);
        Assert.Equal(Enumerable.Repeat(new Coordinator.LostWorker(0, 0), 3), finished.Lost);
        Assert.Equal(0, finished.Done);
    }

    [Fact]
    public void The_run_goes_on_with_the_workers_that_live_when_no_more_are_replaced()
    {
        var context = Start(items: 3, workers: 2, o => o with { MaxWorkerRestarts = 0 });
        WorkerReports(context, 0, 0, 1);
        Assert.Equal(["worker-1: 1/0"], Assignments(context));
        WorkerTerminates(context, 0);
        Assert.Equal(2, context.Spawned.Count);
        WorkerReports(context, 1, 0, 3);
        Assert.Equal(["worker-2: 1/1"], Assignments(context));
        WorkerReports(context, 1, 1, 3);
        Assert.Equal(["worker-2: 2/0"], Assignments(context));
        WorkerReports(context, 1, 2, 3);
        Assert.Equal(["worker-2: 3/0"], Assignments(context));
        WorkerTerminates(context, 1);
        Coordinator.Finished finished = TheEnd(context);
        Assert.Equal("worker-2 was lost, and 0 lost workers had been replaced before", finished.Reason);
        Assert.Equal(2, finished.Done);
    }

    [Fact]
    public void It_stops_its_workers_and_tells_the_end_when_all_have_terminated()
    {
        var context = Start(items: 2, workers: 2);
        context.Advance(SimDuration.FromMilliseconds(5));
        WorkerReports(context, 0, 0, 2);
        WorkerReports(context, 1, 0, 2);
        context.Advance(SimDuration.FromMilliseconds(10));
        WorkerReports(context, 0, 1, 3);
        WorkerReports(context, 1, 1, 3);
        Assert.Equal(context.Spawned.Select(s => s.Actor), context.Stopped);
        context.TakeSent();
        context.Advance(SimDuration.FromMilliseconds(100));
        WorkerTerminates(context, 0);
        Assert.Empty(context.Sent);
        WorkerTerminates(context, 1);
        Assert.Equal(
            [
                new Sent(Watcher, new Progress(2, 2)),
                new Sent(Owner, new Coordinator.Finished(Milliseconds(5), Milliseconds(15), 2, 0, 0, null, null)),
            ],
            context.TakeSent());
        Assert.Equal(context.Self, context.Stopped[^1]);
    }

    [Fact]
    public void With_no_items_it_is_finished_at_once_and_starts_no_worker()
    {
        var context = Start(items: 0, workers: 2);
        Assert.Empty(context.Spawned);
        Assert.Equal(new Coordinator.Finished(SimTime.Zero, SimTime.Zero, 0, 0, 0, null, null), TheEnd(context));
    }

    [Fact]
    public void Told_to_stay_alive_it_does_not_stop()
    {
        var context = Start(items: 0, workers: 2, o => o with { StayAlive = true });
        TheEnd(context);
        Assert.Empty(context.Stopped);
    }

    [Fact]
    public void Progress_is_told_at_most_once_per_period()
    {
        var context = Start(items: 100, workers: 1, o => o with { ProgressEvery = SimDuration.FromMilliseconds(10) });
        for (int i = 0; i <= 25; i++)
        {
            WorkerReports(context, 0, i, i + 2);
            context.Advance(SimDuration.FromMilliseconds(1));
        }

        Assert.Equal(
            [new Progress(10, 100), new Progress(20, 100)],
            context.TakeSent().Where(s => s.Receiver == Watcher).Select(s => s.Message));
    }

    [Fact]
    public void A_window_bounds_the_items_between_hand_out_and_sink()
    {
        var context = Start(items: 10, workers: 1, o => o with { Window = 3 });
        WorkerReports(context, 0, 0, 8);
        Assert.Equal(["worker-1: 1/0", "worker-1: 2/0", "worker-1: 3/0"], Assignments(context));
        WorkerReports(context, 0, 3, 11);
        Assert.Empty(Assignments(context));
        SinkDelivers(context, 2);
        Assert.Equal(["worker-1: 4/0", "worker-1: 5/0"], Assignments(context));
        SinkDelivers(context, 1);
        SinkDelivers(context, 2);
        Assert.Empty(Assignments(context));
    }

    [Fact]
    public void A_window_as_small_as_the_number_of_workers_gives_one_item_to_each()
    {
        var context = Start(items: 10, workers: 3, o => o with { Window = 3 });
        for (int i = 0; i < 3; i++) WorkerReports(context, i, 0, 2);
        Assert.Equal(["worker-1: 1/0", "worker-2: 2/0", "worker-3: 3/0"], Assignments(context));
    }

    [Fact]
    public void With_a_window_it_is_finished_only_when_the_last_item_has_been_delivered()
    {
        var context = Start(items: 2, workers: 1, o => o with { Window = 4 });
        WorkerReports(context, 0, 0, 4);
        WorkerReports(context, 0, 1, 4);
        WorkerReports(context, 0, 2, 4);
        SinkDelivers(context, 1);
        Assert.Empty(context.Stopped);
        context.Advance(SimDuration.FromMilliseconds(7));
        SinkDelivers(context, 2);
        Assert.Single(context.Stopped);
        WorkerTerminates(context, 0);
        Assert.Equal(Milliseconds(7), TheEnd(context).End);
    }

    [Fact]
    public void With_one_item_per_worker_the_next_worker_starts_when_the_one_before_has_terminated()
    {
        var context = Start(items: 3, workers: 1, o => o with { ItemsPerWorker = 1, MaxWorkerRestarts = 0 });
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(i + 1, context.Spawned.Count);
            Assert.Equal($"worker-{i + 1}", context.Spawned[i].Actor.TestName());
            Assert.Equal([$"worker-{i + 1}: {i + 1}/0"], Assignments(context)); // before it asks
            WorkerReports(context, i, 0, 2); // it asks for two, and has been given its one
            Assert.Empty(Assignments(context));
            WorkerReports(context, i, 1, 1);
            Assert.Equal(i + 1, context.Spawned.Count);
            WorkerTerminates(context, i);
        }

        Coordinator.Finished finished = TheEnd(context);
        Assert.Equal((3, 0, null), (finished.Done, finished.Reassigned, finished.Reason));
        Assert.Equal(3, context.Spawned.Count);
    }

    [Fact]
    public void With_one_item_per_worker_it_starts_no_more_workers_than_there_are_items()
    {
        var context = Start(items: 3, workers: 2, o => o with { ItemsPerWorker = 1 });
        WorkerReports(context, 0, 0, 1);
        WorkerReports(context, 1, 0, 1);
        WorkerReports(context, 0, 1, 1);
        WorkerReports(context, 1, 1, 1);
        WorkerTerminates(context, 1);
        Assert.Equal(3, context.Spawned.Count); // for item 3
        WorkerTerminates(context, 0);
        Assert.Equal(3, context.Spawned.Count);
        WorkerReports(context, 2, 0, 1);
        WorkerReports(context, 2, 1, 1);
        WorkerTerminates(context, 2);
        Assert.Equal(3, TheEnd(context).Done);
    }

    [Fact]
    public void An_item_over_which_too_many_workers_were_lost_is_given_up_and_the_rest_goes_on()
    {
        var context = Start(items: 3, workers: 1, o => o with { MaxLosses = 2, Downstream = SinkActor });
        for (int life = 0; life < 2; life++)
        {
            WorkerReports(context, life, 0, 2); // the first holds items 1 and 2, and works on 1, which the second has alone
            WorkerTerminates(context, life);
        }

        IMessage[] toSink = [new Resequencer.Fence(new Lease(1, 1)), new Resequencer.Fence(new Lease(2, 1)), new Resequencer.Fence(new Lease(1, 2)), new Resequencer.Abandoned(SequencePath.Of(1), 2)];
        Assert.Equal(toSink, context.TakeSent().Where(s => s.Receiver == SinkActor).Select(s => s.Message));
        Assert.Equal(1L, Assert.Single(context.UnhandledMessages.OfType<WorkItem>()).Path.Root.Value);
        WorkerReports(context, 2, 0, 2);
        Assert.Equal(["worker-3: 2/1"], Assignments(context));
        WorkerReports(context, 2, 1, 3);
        Assert.Equal(["worker-3: 3/0"], Assignments(context));
        WorkerReports(context, 2, 2, 4);
        WorkerTerminates(context, 2);
        Coordinator.Finished finished = TheEnd(context);
        Assert.Equal((2, 1, null), (finished.Done, finished.Failed, finished.Reason));
        Assert.Equal([1L], finished.GivenUp.ToArray());
    }

    [Fact]
    public void An_item_whose_report_was_lost_with_its_worker_is_accused_once_and_not_again()
    {
        // Item 2 kills whoever works on it, and so fast that the report of item 1 does not get out.
        var context = Start(items: 3, workers: 1, o => o with { MaxLosses = 3 });
        WorkerReports(context, 0, 0, 2);
        WorkerTerminates(context, 0);
        for (int life = 1; life <= 3; life++)
        {
            WorkerReports(context, life, 0, 2);
            if (life == 1) WorkerReports(context, life, 1, 3); // item 1 had nobody behind it
            WorkerTerminates(context, life);
        }

        Assert.Equal(["worker-1: 1/0", "worker-1: 2/0", "worker-2: 1/1", "worker-2: 2/1", "worker-3: 2/2", "worker-4: 2/3"], Assignments(context));
        WorkerReports(context, 4, 0, 2);
        WorkerReports(context, 4, 1, 3);
        WorkerTerminates(context, 4);
        Coordinator.Finished finished = TheEnd(context);
        Assert.Equal((2, 1, null), (finished.Done, finished.Failed, finished.Reason));
        Assert.Equal([2L], finished.GivenUp.ToArray());
    }

    [Fact]
    public void A_source_that_ends_early_is_a_bug()
    {
        var context = Start(items: 3, workers: 1, o => o with { Source = new ShortSource() });
        Assert.Throws<InvariantViolatedException>(() => WorkerReports(context, 0, 0, 2));
    }

    [Fact]
    public void A_coordinator_started_anew_has_lost_everything_and_says_so()
    {
        var context = new TestContext(() => new Coordinator(Options(5, 1)));
        var cause = new IOException("lost");
        context.Deliver(new Restarted(cause));
        Assert.Equal(("the coordinator failed: lost", cause), (TheEnd(context).Reason, cause));
    }

    [Fact]
    public void What_it_does_not_know_is_unhandled()
    {
        var context = Start(items: 5, workers: 1);
        context.Deliver(new Text("?"));
        Assert.Equal([new Text("?")], context.UnhandledMessages);
    }

    private sealed class ShortSource : IWorkSource
    {
        private readonly RangeSource _range = new(1);

        public long Count => 3;

        public bool TryNext(out WorkItem item) => _range.TryNext(out item!);
    }
}
