using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Primitives;
using ActorLab.Core.Tests.Model;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Actors;

/// <summary>The harness that carries an actor by hand.</summary>
public sealed class TestContextSpec
{
    private static readonly TestActorRef Friend = new(1001, "root/friend");

    private readonly TestContext _context = new(() => new Subject());

    [Fact]
    public void What_the_subject_tells_itself_and_others_is_recorded_and_comes_when_the_test_says_so()
    {
        _context.Start();
        Assert.Equal([new Sent(Friend, new Text("started"))], _context.TakeSent());
        _context.Deliver(new Text("tell"), Friend);
        Assert.Equal([new Sent(_context.Self, new Text("own")), new Sent(Friend, new Text("answer"))], _context.Sent);
        _context.DeliverOwn();
        Assert.Equal([new Sent(Friend, new Text("answer")), new Sent(Friend, new Text("subject said own"))], _context.TakeSent());
    }

    [Fact]
    public void What_it_throws_reaches_the_test_and_it_goes_on_as_it_is()
    {
        _context.Deliver(new Text("count"));
        Assert.Throws<IOException>(() => _context.Deliver(new Text("throw")));
        _context.Deliver(new Text("count"));
        Assert.Equal(["started", "1", "2"], Told());
    }

    [Fact]
    public void A_restart_makes_a_fresh_instance_that_is_told_why()
    {
        _context.Deliver(new Text("count"));
        _context.Deliver(new Restarted(new IOException("worn out")));
        _context.Deliver(new Text("count"));
        Assert.Equal(["started", "1", "stopped, False", "worn out", "1"], Told());
    }

    [Fact]
    public void An_actor_that_it_watches_ends_when_the_test_says_so_and_one_that_it_does_not_watch_cannot()
    {
        _context.Deliver(new Text("watch"));
        Assert.Equal([Friend], _context.Watched);
        _context.Deliver(new TestSupport.Scripted.Terminated(Friend));
        Assert.Equal(["started", "friend ended"], Told());
        var stranger = new TestActorRef(1002, "root/stranger");
        Assert.Throws<InvariantViolatedException>(() => _context.Deliver(new TestSupport.Scripted.Terminated(stranger)));
    }

    [Fact]
    public void Poison_is_recorded_and_a_stop_is_the_last_turn()
    {
        _context.Deliver(new Text("stop"));
        Assert.Equal([Friend, _context.Self], _context.Stopped);
        _context.Deliver(Stopping.Instance);
        _context.Deliver(new Text("count"));
        Assert.Equal(["started", "stopped, True"], Told());
    }

    [Fact]
    public void A_body_is_asked_for_once_in_a_turn_and_its_result_is_the_tests()
    {
        _context.Deliver(new Text("execute"));
        Assert.Equal(new Execution(DelegateBody.Identity, new Text("item"), Occupancy.Synchronous), _context.Executing);
        Assert.Throws<InvariantViolatedException>(() => _context.Deliver(new Text("count")));
        _context.CompleteBody(new Text("done"));
        Assert.Throws<InvalidOperationException>(() => _context.Deliver(new Text("execute twice")));
        _context.FailBody(new IOException("disk full"));
        Assert.Equal(["started", "done", "disk full"], Told());
    }

    private IEnumerable<string> Told() => _context.Sent.Where(s => s.Receiver == Friend).Select(s => ((Text)s.Message).Value);

    private sealed class Subject : LabActor
    {
        private int _count;

        protected override void PreStart()
        {
            if (Now == SimTime.Zero && PathOf(Self) == "root/subject") Tell("started");
        }

        protected override void PostRestart(Exception reason) => Tell(reason.Message);

        protected override void PostStop() => Tell($"stopped, {IsStopping}");

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Text("tell"):
                    Self.Tell(new Text("own"));
                    Sender.Tell(new Text("answer"));
                    break;
                case Text("own"): Tell($"{NameOf(Sender)} said own"); break;
                case Text("count"): Tell($"{++_count}"); break;
                case Text("throw"): throw new IOException("it cannot");
                case Text("watch"): Context.Watch(Friend); break;
                case Akka.Actor.Terminated terminated: Tell($"{NameOf(terminated.ActorRef)} ended"); break;
                case Text("stop"):
                    Friend.Tell(PoisonPill.Instance);
                    Self.Tell(PoisonPill.Instance);
                    break;
                case Text("execute"): Execute(DelegateBody.Identity, new Text("item")); break;
                case Text("execute twice"):
                    Execute(DelegateBody.Identity, new Text("item"));
                    Execute(DelegateBody.Identity, new Text("item"));
                    break;
                case BodyCompleted(_, Text result): Tell(result.Value); break;
                case BodyFailed(_, var cause): Tell(cause.Message); break;
                default: Unhandled(message); break;
            }
        }

        private static void Tell(string text) => Friend.Tell(new Text(text));
    }
}
