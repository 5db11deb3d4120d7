using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Verify;
using ActorLab.Experiments.LineCopy;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Experiments.Tests;

public sealed class LineCopyRootSpec
{
    private readonly TestContext _context;
    private readonly IActorRef _outside;

    public LineCopyRootSpec()
    {
        _outside = new TestActorRef(100, "outside");
        var shape = new LineCopyShape { Items = 10, Workers = 3, Occupancy = Occupancy.Synchronous, Dispatcher = DispatcherPolicy.Shared, Prefetch = 1, WriteBody = DelegateBody.Identity };
        _context = new TestContext(() => new LineCopyRoot(_outside, shape, new ActorProps((Func<LabActor>)(() => throw new InvalidOperationException("nobody makes it here"))) { Name = "verifier" }));
        _context.Start();
    }

    [Fact]
    public void The_verifier_is_told_how_many_write_and_how_often_work_was_handed_out_again()
    {
        _context.Deliver(Finished(reassigned: 4));
        var finish = Assert.IsType<OrderVerifier.Finish>(Assert.Single(_context.Sent, s => s.Message is OrderVerifier.Finish).Message);
        Assert.Equal(new RunEvidence { Workers = 3, Redelivered = 4 }, finish.Run);
    }

    [Fact]
    public void What_the_resequencer_fenced_off_is_in_the_end_of_the_run()
    {
        _context.Deliver(Finished(reassigned: 1));
        _context.Deliver(new OrderVerifier.Verified(Verdict.Unknown("nobody looked"), 10, 1));
        Assert.Contains(_context.Sent, s => s.Message is Resequencer.Ask);
        _context.Deliver(new Resequencer.Figures(5, 0) { Fenced = 2 });
        var ended = Assert.IsType<LineCopyEnded>(Assert.Single(_context.Sent, s => s.Receiver == _outside).Message);
        Assert.Equal((5, 2L), (ended.PeakResequencerBuffer, ended.Fenced));
    }

    private static Coordinator.Finished Finished(int reassigned) => new(SimTime.Zero, new SimTime(1), 10, 0, reassigned, null, null);
}
