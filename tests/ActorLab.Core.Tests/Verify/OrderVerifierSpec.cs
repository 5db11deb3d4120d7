using ActorLab.TestSupport;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.Core.Verify;
using Xunit;

namespace ActorLab.Core.Tests.Verify;

public sealed class OrderVerifierSpec
{
    private static readonly SimDuration Poll = SimDuration.FromMilliseconds(20);

    [Fact]
    public void It_reads_on_until_the_present_end_and_looks_again_after_the_poll_time()
    {
        var driver = new Driver(lines: 2);
        driver.Deliver(Started.Instance);
        Assert.Equal(1, driver.TakeExecutes());

        driver.Chunk("line1\n");
        Assert.Equal(1, driver.TakeExecutes());
        Assert.Empty(driver.Timers);

        driver.Chunk("");
        Assert.Equal(0, driver.TakeExecutes());
        Timer timer = Assert.Single(driver.Timers);
        Assert.Equal((driver.Self, Poll), (timer.Receiver, timer.Delay));

        driver.Deliver(timer.Message);
        Assert.Equal(1, driver.TakeExecutes());
        Assert.Empty(driver.Sent);
    }

    [Fact]
    public void Told_to_finish_it_reads_what_is_left_and_answers_the_sender()
    {
        var driver = new Driver(lines: 2);
        driver.Deliver(Started.Instance);
        driver.Chunk("line1\nli");
        driver.Chunk("");
        driver.TakeExecutes();

        driver.Deliver(new OrderVerifier.Finish(2, null), driver.Asker);
        Assert.True(driver.Timers[0].Cancelled);
        Assert.Equal(1, driver.TakeExecutes());
        driver.Chunk("ne2\n");
        Assert.Empty(driver.Sent);
        driver.Chunk("");

        OrderVerifier.Verified verified = driver.Answer();
        Assert.Equal(VerdictStatus.Holds, verified.Verdict.Status);
        Assert.Equal((2L, 0), (verified.Items, verified.PeakThreads));
        Assert.Single(driver.Timers);
    }

    [Fact]
    public void The_answer_tells_the_most_threads_that_a_record_named()
    {
        var driver = new Driver(lines: 1);
        driver.Deliver(Started.Instance);
        driver.Chunk(Streams.Record("line1", threads: 40));
        driver.Chunk("");
        driver.Deliver(new OrderVerifier.Finish(1, null), driver.Asker);
        driver.Chunk("");

        Assert.Equal(40, driver.Answer().PeakThreads);
    }

    [Fact]
    public void A_cut_output_gives_an_unknown_verdict()
    {
        var driver = new Driver(lines: 2);
        driver.Deliver(Started.Instance);
        driver.Chunk("line1\n");
        driver.Chunk("");
        driver.Deliver(new OrderVerifier.Finish(1, "interrupted"), driver.Asker);
        driver.Chunk("");

        Assert.Equal(VerdictStatus.Unknown, driver.Answer().Verdict.Status);
    }

    [Fact]
    public void A_poll_that_comes_after_the_answer_reads_nothing()
    {
        var driver = new Driver(lines: 1);
        driver.Deliver(Started.Instance);
        driver.Chunk("");
        driver.Deliver(new OrderVerifier.Finish(1, null), driver.Asker);
        driver.Chunk("");
        driver.TakeExecutes();

        driver.Deliver(OrderVerifier.Poll.Instance);
        Assert.Equal(0, driver.TakeExecutes());
        Assert.Single(driver.Sent);
    }

    [Fact]
    public void An_output_that_cannot_be_read_is_remembered_until_somebody_asks()
    {
        var driver = new Driver(lines: 1);
        driver.Deliver(Started.Instance);
        driver.Deliver(new BodyFailed(OrderVerifier.ReadNextChunk.Instance, new MachineFailureException(StepKind.Open, "out", "no such file")));
        Assert.Empty(driver.Sent);
        driver.TakeExecutes();
        driver.Deliver(new OrderVerifier.Finish(1, null), driver.Asker);

        Verdict verdict = driver.Answer().Verdict;
        Assert.Equal(VerdictStatus.Unknown, verdict.Status);
        Assert.Equal("the output could not be read: out: no such file", Assert.Single(verdict.Checks).Summary);
        Assert.Equal(0, driver.TakeExecutes());
    }

    [Fact]
    public void An_output_that_cannot_be_read_to_its_end_is_answered_at_once()
    {
        var driver = new Driver(lines: 1);
        driver.Deliver(Started.Instance);
        driver.Chunk("");
        driver.Deliver(new OrderVerifier.Finish(1, null), driver.Asker);
        driver.Deliver(new BodyFailed(OrderVerifier.ReadNextChunk.Instance, new MachineFailureException(StepKind.ReadNext, "out", "gone")));

        Assert.Equal(VerdictStatus.Unknown, driver.Answer().Verdict.Status);
    }

    [Fact]
    public void A_restarted_verifier_has_lost_its_place_and_says_so()
    {
        var driver = new Driver(lines: 1);
        driver.Deliver(new Restarted(new InvariantViolatedException("a bug")));
        driver.Deliver(new OrderVerifier.Finish(1, null), driver.Asker);

        Assert.Equal("the verifier was restarted: a bug", Assert.Single(driver.Answer().Verdict.Checks).Summary);
        Assert.Equal(0, driver.TakeExecutes());
    }

    [Fact]
    public void It_finishes_once_and_knows_no_other_messages()
    {
        var driver = new Driver(lines: 1);
        driver.Deliver(Started.Instance);
        driver.Chunk("");
        driver.Deliver(new OrderVerifier.Finish(1, null), driver.Asker);
        var again = new OrderVerifier.Finish(1, null);
        var progress = new Progress(1, 2);
        driver.Deliver(again, driver.Asker);
        driver.Deliver(progress);
        driver.Deliver(Stopping.Instance);

        Assert.Equal([again, progress], driver.Strangers);
    }

    [Fact]
    public void What_is_known_of_the_run_helps_to_name_the_cause()
    {
        var driver = new Driver(lines: 2);
        driver.Deliver(Started.Instance);
        driver.Chunk("line1\n");
        driver.Chunk("");
        driver.Deliver(new OrderVerifier.Finish(2, null) { Run = new RunEvidence { DroppedByFullMailbox = 1 } }, driver.Asker);
        driver.Chunk("");

        Assert.Equal("dropped by a full mailbox", driver.Answer().Verdict.Cause);
    }

    [Fact]
    public void A_stream_is_judged_in_batches_of_any_size_as_if_it_came_at_once()
    {
        var random = new RandomStream(17);
        for (int round = 0; round < 200; round++)
        {
            StreamItem[] items = [.. Streams.Disturb(random, 40).Select(i => new StreamItem(i))];
            var direct = new StreamVerifier(StreamChecks);
            direct.OfferAll(items);
            direct.Announce(new EndAnnouncement(0, 40, null));
            var driver = new Driver(lines: 1);
            var actor = new StreamOrderVerifier(new StreamVerifier(StreamChecks));
            for (int at = 0; at < items.Length;)
            {
                int size = Math.Min(items.Length - at, random.Draw(1, 9));
                driver.Give(actor, new StreamOrderVerifier.Batch(items.AsMemory(at, size)));
                at += size;
            }

            driver.Give(actor, new StreamOrderVerifier.ProducerEnded(new EndAnnouncement(0, 40, null)));
            driver.Give(actor, new StreamOrderVerifier.Finish(null), driver.Asker);
            var answer = (StreamOrderVerifier.Verified)Assert.Single(driver.Sent).Message;
            Verdict expected = direct.Complete(null);
            Assert.Equal((items.Length, expected.Status, expected.Cause, expected.Figures), (answer.Items, answer.Verdict.Status, answer.Verdict.Cause, answer.Verdict.Figures));
            Assert.Equal(expected.Checks.Select(c => c.Summary), answer.Verdict.Checks.Select(c => c.Summary));
        }
    }

    [Fact]
    public void A_restarted_verifier_of_a_stream_says_so_and_takes_nothing_after_its_answer()
    {
        var driver = new Driver(lines: 1);
        var actor = new StreamOrderVerifier(new StreamVerifier(StreamChecks));
        driver.Give(actor, new Restarted(new InvariantViolatedException("a bug")));
        driver.Give(actor, new StreamOrderVerifier.Finish(null), driver.Asker);
        var late = new StreamOrderVerifier.Batch(new StreamItem[] { new(1) });
        driver.Give(actor, late);

        Assert.Equal("the verifier was restarted: a bug", Assert.Single(((StreamOrderVerifier.Verified)Assert.Single(driver.Sent).Message).Verdict.Checks).Summary);
        Assert.Equal([late], driver.Strangers);
    }

    private static readonly string[] StreamChecks = [CheckCatalog.Order, CheckCatalog.Delivery, CheckCatalog.Disorder, CheckCatalog.EndOfStream];

    private sealed class Ref(long id, string path) : TestActorRef(id, path);

    private sealed class Timer(IActorRef receiver, IMessage message, SimDuration delay) : IScheduledSend
    {
        public IActorRef Receiver => receiver;

        public IMessage Message => message;

        public SimDuration Delay => delay;

        public bool Cancelled { get; private set; }

        public bool Cancel() => Cancelled = true;
    }

    private sealed class Tail : IBody
    {
        public ValueTask<IMessage> RunAsync(IMachine machine, IMessage item) => throw new NotSupportedException("the test gives the chunks");
    }

    private sealed class Driver : IActorContext
    {
        public string PathOf(IActorRef actor) => ((TestActorRef)actor).LabPath;

        private readonly Tail _tail = new();
        private readonly OrderVerifier _actor;
        private int _executes;

        public Driver(long lines) => _actor = new OrderVerifier(_tail, new OutputVerifier(InputIdentity.Numbered("line", lines)), Poll);

        public IActorRef Asker { get; } = new Ref(2, "root");

        public IActorRef Self { get; } = new Ref(1, "root/verifier");

        public IActorRef? Sender { get; private set; }

        public SimTime Now => SimTime.Zero;

        public RandomStream Random { get; } = new(1);

        public List<(IActorRef Receiver, IMessage Message)> Sent { get; } = [];

        public List<Timer> Timers { get; } = [];

        public List<IMessage> Strangers { get; } = [];

        public void Deliver(IMessage message, IActorRef? sender = null)
        {
            Sender = sender;
            _actor.Receive(this, message);
        }

        public void Give(IActor actor, IMessage message, IActorRef? sender = null)
        {
            Sender = sender;
            actor.Receive(this, message);
        }

        public void Chunk(string text) =>
            Deliver(new BodyCompleted(OrderVerifier.ReadNextChunk.Instance, new OrderVerifier.Chunk(Streams.Bytes(text))));

        public int TakeExecutes()
        {
            int executes = _executes;
            _executes = 0;
            return executes;
        }

        public OrderVerifier.Verified Answer()
        {
            (IActorRef receiver, IMessage message) = Assert.Single(Sent);
            Assert.Same(Asker, receiver);
            return Assert.IsType<OrderVerifier.Verified>(message);
        }

        public void Send(IActorRef receiver, IMessage message) => Sent.Add((receiver, message));

        public IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay)
        {
            var timer = new Timer(receiver, message, delay);
            Timers.Add(timer);
            return timer;
        }

        public void Execute(IBody body, IMessage item, Occupancy occupancy = Occupancy.Synchronous)
        {
            Assert.Same(_tail, body);
            Assert.Same(OrderVerifier.ReadNextChunk.Instance, item);
            Assert.Equal(Occupancy.Synchronous, occupancy);
            _executes++;
        }

        public void Unhandled(IMessage message) => Strangers.Add(message);

        public IActorRef Spawn(ActorProps props) => throw new NotSupportedException("the verifier has no children");

        public void Stop(IActorRef actor) => throw new NotSupportedException("the verifier stops nobody");

        public void Watch(IActorRef actor) => throw new NotSupportedException("the verifier watches nobody");

        public void Unwatch(IActorRef actor) => throw new NotSupportedException("the verifier watches nobody");
    }
}
