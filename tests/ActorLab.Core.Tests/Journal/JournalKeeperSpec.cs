using System.Buffers;
using ActorLab.Core.Actors;
using ActorLab.Core.Journal;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Journal;

public sealed class JournalKeeperSpec
{
    private static readonly TestActorRef Owner = new(1001, "root");

    [Fact]
    public void The_first_point_is_noted_at_once_and_the_next_ones_together_after_a_period()
    {
        var context = Start();
        context.Deliver(Reached(0, 1));
        Assert.Equal([Point(0, 1)], Writing(context));
        context.CompleteBody(context.Executing!.Item);
        context.Deliver(Reached(0, 2));
        context.Deliver(Reached(1, 7));
        context.Deliver(Reached(0, 3));
        Assert.Null(context.Executing);
        context.Advance(JournalKeeper.Period);
        Assert.Equal([Point(0, 3), Point(1, 7)], Writing(context));
        context.CompleteBody(context.Executing!.Item);
        context.Advance(JournalKeeper.Period);
        Assert.Null(context.Executing);
        context.Deliver(Reached(0, 4));
        Assert.Equal([Point(0, 4)], Writing(context));
    }

    [Fact]
    public void A_journal_that_cannot_be_written_is_told_and_nothing_more_is_noted()
    {
        var context = Start();
        context.Deliver(Reached(0, 1));
        var cause = new IOException("disk full");
        context.FailBody(cause);
        Assert.Equal([new Sent(Owner, new JournalKeeper.Failed(cause))], context.TakeSent());
        context.Deliver(Reached(0, 2));
        context.Advance(JournalKeeper.Period + JournalKeeper.Period);
        Assert.Null(context.Executing);
    }

    private static TestContext Start()
    {
        var context = new TestContext(() => new JournalKeeper(DelegateBody.Identity, Owner), "root/journal");
        context.Start();
        return context;
    }

    private static JournalKeeper.Reached Reached(int output, long items) => new(Point(output, items));

    private static OutputPoint Point(int output, long items) => new(output, items, 0, items * 10, (ulong)items);

    private static IEnumerable<OutputPoint> Writing(TestContext context)
    {
        var entry = Assert.IsType<JournalKeeper.Entry>(context.Executing?.Item);
        return JournalContent.Read([.. JournalForm.Head(1), .. JournalForm.Life(1), .. entry.Records.Span])!.Points;
    }
}
