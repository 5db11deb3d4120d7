using ActorLab.Core.Actors;
using ActorLab.Core.Journal;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using Xunit;
using static ActorLab.Core.Tests.Model.CoordinatorDriver;

namespace ActorLab.Core.Tests.Model;

/// <summary>A stream that is taken up where another process had stopped.</summary>
public sealed class ResumeSpec
{
    private static readonly ResumePoint s_after4 = new(Delivered: 4, Abandoned: 1, FirstEpoch: 100);

    [Fact]
    public void The_coordinator_hands_out_what_comes_behind_the_point_under_leases_of_its_own_and_counts_what_was_done_before()
    {
        var context = Start(items: 6, workers: 1, o => o with { Source = new RangeSource(6, 4), Resume = s_after4, Window = 10 });
        WorkerReports(context, 0, 0, 2);
        WorkerReports(context, 0, 1, 3);
        Assert.Equal(["worker-1: 5/100", "worker-1: 6/100"], Assignments(context));
        WorkerReports(context, 0, 2, 4);
        SinkDelivers(context, 6);
        WorkerTerminates(context, 0);
        Coordinator.Finished end = TheEnd(context);
        Assert.Equal((5, 1, 0, null), (end.Done, end.Failed, end.Reassigned, end.Reason));
    }

    [Fact]
    public void Nothing_left_to_do_starts_no_worker()
    {
        var context = Start(items: 4, workers: 3, o => o with { Source = new RangeSource(4, 4), Resume = s_after4, Window = 10 });
        Assert.Empty(context.Spawned);
        Assert.Equal(3, TheEnd(context).Done);
    }

    [Fact]
    public void A_lease_taken_back_rises_above_the_first_epoch()
    {
        var context = Start(items: 6, workers: 1, o => o with { Source = new RangeSource(6, 4), Resume = s_after4 });
        WorkerReports(context, 0, 0, 1);
        context.TakeSent();
        WorkerTerminates(context, 0);
        WorkerReports(context, 1, 0, 1);
        Assert.Equal(["worker-2: 5/101"], Assignments(context));
    }

    [Fact]
    public void The_resequencer_begins_behind_the_point_and_drops_what_was_done_under_earlier_leases()
    {
        var context = new TestContext(() => new Resequencer(SinkActor, 4, s_after4), "root/resequencer");
        context.Start();
        context.Deliver(new Resequencer.Completed(SequencePath.Of(5), new Text("old"), 3));
        Assert.Empty(context.Sent);
        context.Deliver(new Resequencer.Completed(SequencePath.Of(6), new Text("6"), 100));
        context.Deliver(new Resequencer.Completed(SequencePath.Of(5), new Text("5"), 101));
        Assert.Equal(["5", "6"], context.TakeSent().Select(s => ((Text)((Resequencer.Completed)s.Message).Result).Value));
        context.Deliver(Resequencer.Ask.Instance, Owner);
        Assert.Equal(1, Assert.IsType<Resequencer.Figures>(context.TakeSent()[0].Message).Fenced);
    }

    [Fact]
    public void The_sink_notes_what_is_in_the_file_with_what_was_given_up_before_and_since()
    {
        var tally = new OutputTally();
        var keeper = new TestActorRef(1010, "root/journal");
        var context = new TestContext(() => new Sink(new SinkOptions { Coordinator = Owner, Body = DelegateBody.Identity, AcknowledgeEvery = 3, LastItem = 8, Resume = s_after4, Journal = new SinkJournal(keeper, 0, tally) }), "root/sink");
        context.Start();
        context.Advance(JournalKeeper.Period);
        Write(5);
        Assert.Equal((5, 1), Noted());
        Write(6);
        Assert.Empty(context.Sent);
        context.Advance(JournalKeeper.Period);
        context.Deliver(new Resequencer.Abandoned(SequencePath.Of(7)));
        Assert.Equal((7, 2), Noted());
        Write(8);
        Assert.Equal((8, 2), Noted());

        void Write(long number)
        {
            context.Deliver(new Resequencer.Completed(SequencePath.Of(number), new Text($"{number}")));
            tally.Append("row\n"u8);
            context.CompleteBody(new Text("written"));
        }

        (long Items, long Abandoned) Noted()
        {
            OutputPoint point = Assert.Single(context.TakeSent().Select(s => s.Message).OfType<JournalKeeper.Reached>()).Point;
            Assert.Equal((tally.Bytes, tally.Digest), (point.Bytes, point.Digest));
            return (point.Items, point.Abandoned);
        }
    }

    [Fact]
    public void A_point_that_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResumePoint(1, 2, 0).Checked());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResumePoint(2, -1, 0).Checked());
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResumePoint(2, 1, -1).Checked());
        Assert.Throws<ArgumentOutOfRangeException>(() => new RangeSource(3, 4));
    }
}
