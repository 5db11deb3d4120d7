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
        driver.Context.Start();
        Assert.True(driver.IsReading);

        driver.Chunk("line1\n");
        Assert.True(driver.IsReading);
        Assert.Empty(driver.Context.PendingTimers);

        driver.Chunk("");
        Assert.False(driver.IsReading);
        ScheduledSend timer = Assert.Single(driver.Context.PendingTimers);
        Assert.Equal((driver.Context.Self, SimTime.Zero + Poll), (timer.Receiver, timer.Due));

        driver.Context.Advance(Poll);
        Assert.True(driver.IsReading);
        Assert.Empty(driver.Context.Sent);
    }

    [Fact]
    public void Told_to_finish_it_reads_what_is_left_and_answers_the_sender()
    {
        var driver = new Driver(lines: 2);
        driver.Context.Start();
        driver.Chunk("line1\nli");
        driver.Chunk("");

        driver.Context.Deliver(new OrderVerifier.Finish(2, null), Driver.Asker);
        Assert.Empty(driver.Context.PendingTimers);
        Assert.True(driver.IsReading);
        driver.Chunk("ne2\n");
        Assert.Empty(driver.Context.Sent);
        driver.Chunk("");

        OrderVerifier.Verified verified = driver.Answer();
        Assert.Equal(VerdictStatus.Holds, verified.Verdict.Status);
        Assert.Equal((2L, 0), (verified.Items, verified.PeakThreads));
        Assert.Empty(driver.Context.PendingTimers);
    }

    [Fact]
    public void The_answer_tells_the_most_threads_that_a_record_named()
    {
        var driver = new Driver(lines: 1);
        driver.Context.Start();
        driver.Chunk(Streams.Record("line1", threads: 40));
        driver.Chunk("");
        driver.Context.Deliver(new OrderVerifier.Finish(1, null), Driver.Asker);
        driver.Chunk("");

        Assert.Equal(40, driver.Answer().PeakThreads);
    }

    [Fact]
    public void A_cut_output_gives_an_unknown_verdict()
    {
        var driver = new Driver(lines: 2);
        driver.Context.Start();
        driver.Chunk("line1\n");
        driver.Chunk("");
        driver.Context.Deliver(new OrderVerifier.Finish(1, "interrupted"), Driver.Asker);
        driver.Chunk("");

        Assert.Equal(VerdictStatus.Unknown, driver.Answer().Verdict.Status);
    }

    [Fact]
    public void A_poll_that_comes_after_the_answer_reads_nothing()
    {
        var driver = new Driver(lines: 1);
        driver.Context.Start();
        driver.Chunk("");
        driver.Context.Deliver(new OrderVerifier.Finish(1, null), Driver.Asker);
        driver.Chunk("");

        driver.Context.Deliver(OrderVerifier.Poll.Instance);
        Assert.False(driver.IsReading);
        Assert.Single(driver.Context.Sent);
    }

    [Fact]
    public void An_output_that_cannot_be_read_is_remembered_until_somebody_asks()
    {
        var driver = new Driver(lines: 1);
        driver.Context.Start();
        driver.Context.FailBody(new MachineFailureException(StepKind.Open, "out", "no such file"));
        Assert.Empty(driver.Context.Sent);
        driver.Context.Deliver(new OrderVerifier.Finish(1, null), Driver.Asker);

        Verdict verdict = driver.Answer().Verdict;
        Assert.Equal(VerdictStatus.Unknown, verdict.Status);
        Assert.Equal("the output could not be read: out: no such file", Assert.Single(verdict.Checks).Summary);
        Assert.False(driver.IsReading);
    }

    [Fact]
    public void An_output_that_cannot_be_read_to_its_end_is_answered_at_once()
    {
        var driver = new Driver(lines: 1);
        driver.Context.Start();
        driver.Chunk("");
        driver.Context.Deliver(new OrderVerifier.Finish(1, null), Driver.Asker);
        driver.Context.FailBody(new MachineFailureException(StepKind.ReadNext, "out", "gone"));

        Assert.Equal(VerdictStatus.Unknown, driver.Answer().Verdict.Status);
    }

    [Fact]
    public void A_restarted_verifier_has_lost_its_place_and_says_so()
    {
        var driver = new Driver(lines: 1);
        driver.Context.Start();
        driver.Chunk("");
        driver.Context.Deliver(new Restarted(new InvariantViolatedException("a bug")));
        driver.Context.Deliver(new OrderVerifier.Finish(1, null), Driver.Asker);

        Assert.Equal("the verifier was restarted: a bug", Assert.Single(driver.Answer().Verdict.Checks).Summary);
        Assert.False(driver.IsReading);
    }

    [Fact]
    public void It_finishes_once_and_knows_no_other_messages()
    {
        var driver = new Driver(lines: 1);
        driver.Context.Start();
        driver.Chunk("");
        driver.Context.Deliver(new OrderVerifier.Finish(1, null), Driver.Asker);
        driver.Chunk("");
        var again = new OrderVerifier.Finish(1, null);
        var progress = new Progress(1, 2);
        driver.Context.Deliver(again, Driver.Asker);
        driver.Context.Deliver(progress);
        driver.Context.Deliver(Stopping.Instance);

        Assert.Equal([again, progress], driver.Context.UnhandledMessages);
    }

    [Fact]
    public void What_is_known_of_the_run_helps_to_name_the_cause()
    {
        var driver = new Driver(lines: 2);
        driver.Context.Start();
        driver.Chunk("line1\n");
        driver.Chunk("");
        driver.Context.Deliver(new OrderVerifier.Finish(2, null) { Run = new RunEvidence { DroppedByFullMailbox = 1 } }, Driver.Asker);
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
            var context = new TestContext(() => new StreamOrderVerifier(new StreamVerifier(StreamChecks)));
            for (int at = 0; at < items.Length;)
            {
                int size = Math.Min(items.Length - at, random.Draw(1, 9));
                context.Deliver(new StreamOrderVerifier.Batch(items.AsMemory(at, size)));
                at += size;
            }

            context.Deliver(new StreamOrderVerifier.ProducerEnded(new EndAnnouncement(0, 40, null)));
            context.Deliver(new StreamOrderVerifier.Finish(null), Driver.Asker);
            var answer = (StreamOrderVerifier.Verified)Assert.Single(context.Sent).Message;
            Verdict expected = direct.Complete(null);
            Assert.Equal((items.Length, expected.Status, expected.Cause, expected.Figures), (answer.Items, answer.Verdict.Status, answer.Verdict.Cause, answer.Verdict.Figures));
            Assert.Equal(expected.Checks.Select(c => c.Summary), answer.Verdict.Checks.Select(c => c.Summary));
        }
    }

    [Fact]
    public void A_restarted_verifier_of_a_stream_says_so_and_takes_nothing_after_its_answer()
    {
        var context = new TestContext(() => new StreamOrderVerifier(new StreamVerifier(StreamChecks)));
        context.Deliver(new Restarted(new InvariantViolatedException("a bug")));
        context.Deliver(new StreamOrderVerifier.Finish(null), Driver.Asker);
        var late = new StreamOrderVerifier.Batch(new StreamItem[] { new(1) });
        context.Deliver(late);

        Assert.Equal("the verifier was restarted: a bug", Assert.Single(((StreamOrderVerifier.Verified)Assert.Single(context.Sent).Message).Verdict.Checks).Summary);
        Assert.Equal([late], context.UnhandledMessages);
    }

    private static readonly string[] StreamChecks = [CheckCatalog.Order, CheckCatalog.Delivery, CheckCatalog.Disorder, CheckCatalog.EndOfStream];

    private sealed class Tail : IBody
    {
        public ValueTask<IMessage> RunAsync(IMachine machine, IMessage item) => throw new NotSupportedException("the test gives the chunks");
    }

    private sealed class Driver(long lines)
    {
        public static readonly IActorRef Asker = new TestActorRef(1001, "root");

        private static readonly Tail s_tail = new();

        public TestContext Context { get; } = new(
            () => new OrderVerifier(s_tail, new OutputVerifier(InputIdentity.Numbered("line", lines)), Poll), "root/verifier");

        public bool IsReading
        {
            get
            {
                if (Context.Executing is not { } execution) return false;
                Assert.Equal(new Execution(s_tail, OrderVerifier.ReadNextChunk.Instance, Occupancy.Synchronous), execution);
                return true;
            }
        }

        public void Chunk(string text) => Context.CompleteBody(new OrderVerifier.Chunk(Streams.Bytes(text)));

        public OrderVerifier.Verified Answer()
        {
            Sent sent = Assert.Single(Context.Sent);
            Assert.Same(Asker, sent.Receiver);
            return Assert.IsType<OrderVerifier.Verified>(sent.Message);
        }
    }
}
