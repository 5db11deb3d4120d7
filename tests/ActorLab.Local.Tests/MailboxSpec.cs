using ActorLab.Local.Mailboxes;
using ActorLab.TestSupport;
using static ActorLab.Local.Tests.LocalScenario;

namespace ActorLab.Local.Tests;

/// <summary>The queue of one actor: many threads fill it, one empties it.</summary>
public sealed class MailboxSpec
{
    private sealed record Item(int Sender, int Index) : IMessage;

    /// <summary>A mailbox is a struct that lives in its actor; here it lives in this.</summary>
    private sealed class Holder(MailboxPolicy policy, bool scheduled = false)
    {
        public Mailbox Mailbox = new(policy, scheduled);
    }

    [Fact]
    public void The_message_that_finds_nobody_at_work_must_schedule_the_actor_and_those_after_it_need_not()
    {
        var mailbox = new Mailbox(MailboxPolicy.Unbounded, scheduled: false);
        Assert.Equal(Mailbox.Put.MustSchedule, mailbox.Post(new Number(1), null));
        Assert.Equal(Mailbox.Put.Waiting, mailbox.Post(new Number(2), null));
        Assert.Equal([1, 2], TakeAll(ref mailbox));
        Assert.Equal(Mailbox.Put.Waiting, mailbox.Post(new Number(3), null));
        Assert.False(mailbox.TryGoIdle(takesMessages: true));
        Assert.Equal([3], TakeAll(ref mailbox));
        Assert.True(mailbox.TryGoIdle(takesMessages: true));
        Assert.Equal(Mailbox.Put.MustSchedule, mailbox.Post(new Number(4), null));
    }

    [Fact]
    public void A_bounded_mailbox_rejects_the_message_that_would_overflow_it()
    {
        var mailbox = new Mailbox(MailboxPolicy.Bounded(2), scheduled: true);
        Assert.Equal(Mailbox.Put.Waiting, mailbox.Post(new Number(1), null));
        Assert.Equal(Mailbox.Put.Waiting, mailbox.Post(new Number(2), null));
        Assert.Equal(Mailbox.Put.Full, mailbox.Post(new Number(3), null));
        Assert.True(mailbox.TryTake(out _));
        Assert.Equal(Mailbox.Put.Waiting, mailbox.Post(new Number(4), null));
        Assert.Equal(Mailbox.Put.Full, mailbox.Post(new Number(5), null));
        Assert.Equal([2, 4], TakeAll(ref mailbox));
    }

    [Fact]
    public void Messages_of_the_engine_keep_their_place_in_the_order_but_take_none_of_the_bound()
    {
        var mailbox = new Mailbox(MailboxPolicy.Bounded(1), scheduled: true);
        Assert.Equal(Mailbox.Put.Waiting, mailbox.PostControl(new EngineMessage(new Number(-1))));
        Assert.Equal(Mailbox.Put.Waiting, mailbox.Post(new Number(1), null));
        Assert.Equal(Mailbox.Put.Waiting, mailbox.PostControl(new EngineMessage(new Number(-2))));
        Assert.Equal(Mailbox.Put.Full, mailbox.Post(new Number(2), null));
        Assert.Equal([-1, 1, -2], TakeAll(ref mailbox));
        Assert.Equal(Mailbox.Put.Waiting, mailbox.Post(new Number(3), null));
        Assert.Equal(Mailbox.Put.Full, mailbox.Post(new Number(4), null));
    }

    [Fact]
    public void Signals_go_before_all_messages_and_reach_a_closed_mailbox_too()
    {
        var mailbox = new Mailbox(MailboxPolicy.Unbounded, scheduled: false);
        mailbox.Close();
        Assert.Equal(Mailbox.Put.Closed, mailbox.Post(new Number(1), null));
        Assert.Equal(Mailbox.Put.Closed, mailbox.PostControl(new EngineMessage(new Number(1))));
        Assert.True(mailbox.PostSignal(new Number(2)));
        Assert.False(mailbox.PostSignal(new Number(3)));
        Assert.True(mailbox.HasSignals);
        Assert.True(mailbox.TryTakeSignal(out IMessage? first));
        Assert.True(mailbox.TryTakeSignal(out IMessage? second));
        Assert.False(mailbox.TryTakeSignal(out _));
        Assert.Equal((new Number(2), new Number(3)), (first, second));
    }

    [Fact]
    public void While_only_signals_can_be_handled_messages_wait_without_anybody_being_scheduled()
    {
        var mailbox = new Mailbox(MailboxPolicy.Unbounded, scheduled: true);
        mailbox.Post(new Number(1), null);
        Assert.True(mailbox.TryGoIdle(takesMessages: false));
        Assert.Equal(Mailbox.Put.Waiting, mailbox.Post(new Number(2), null));
        Assert.True(mailbox.PostSignal(new Text("go on")));
        Assert.False(mailbox.TryGoIdle(takesMessages: false));
        mailbox.TryTakeSignal(out _);
        Assert.False(mailbox.TryGoIdle(takesMessages: true));
        Assert.Equal([1, 2], TakeAll(ref mailbox));
    }

    [Fact]
    public void A_ring_that_grew_large_is_given_back_when_the_actor_goes_idle()
    {
        const int many = 5_000;
        var mailbox = new Mailbox(MailboxPolicy.Unbounded, scheduled: true);
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < many; i++) mailbox.Post(new Number(i), null);
            Assert.True(mailbox.Slots >= many);
            Assert.Equal(Enumerable.Range(0, many).Select(i => (long)i), TakeAll(ref mailbox));
            Assert.True(mailbox.TryGoIdle(takesMessages: true));
            Assert.Equal(4, mailbox.Slots);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Under_contention_each_senders_order_holds_nothing_is_lost_and_one_thread_at_a_time_is_scheduled(int seed)
    {
        const int senders = 3, waves = 30, perWave = 2_000, all = senders * waves * perWave;
        var holder = new Holder(MailboxPolicy.Unbounded);
        var next = new int[senders];
        int sent = 0, handled = 0, inside = 0, busyPeriods = 0, grew = 0, wrong = 0;
        using var work = new SemaphoreSlim(0);
        // After each wave the actor goes idle, so that the next one must schedule it.
        using var wave = new Barrier(senders, _ => Await(() => Volatile.Read(ref handled) == sent && Volatile.Read(ref inside) == 0, "the end of a wave"));

        void Send(int sender)
        {
            var random = new RandomStream((ulong)((seed * 100) + sender));
            for (int i = 0; i < waves * perWave; i++)
            {
                if (holder.Mailbox.Post(new Item(sender, i), null) == Mailbox.Put.MustSchedule) work.Release();
                Interlocked.Increment(ref sent);
                if (random.NextInt64(0, 200) == 0) Thread.SpinWait((int)random.NextInt64(0, 2_000));
                if ((i + 1) % perWave == 0) wave.SignalAndWait();
            }
        }

        void Own()
        {
            while (Volatile.Read(ref handled) < all)
            {
                if (!work.Wait(TimeSpan.FromMilliseconds(50))) continue;
                if (Interlocked.Increment(ref inside) != 1) Interlocked.Increment(ref wrong);
                // Every third period begins late, so that the ring has grown; the others run side by side with the senders.
                if (++busyPeriods % 3 == 0)
                {
                    SpinWait.SpinUntil(
                        () => Volatile.Read(ref sent) - handled > 2_000 || sent % (senders * perWave) == 0, HangGuard.Limit);
                }

                if (holder.Mailbox.Slots > 1_024) grew++;
                RunUntilIdle();
            }
        }

        // What the owner keeps belongs to the next owner from the moment it goes idle.
        void RunUntilIdle()
        {
            while (true)
            {
                while (holder.Mailbox.TryTake(out Mailbox.Entry entry))
                {
                    var item = (Item)entry.Message;
                    if (next[item.Sender]++ != item.Index) wrong++;
                    Volatile.Write(ref handled, handled + 1);
                }

                Interlocked.Decrement(ref inside);
                if (holder.Mailbox.TryGoIdle(takesMessages: true)) return;
                Interlocked.Increment(ref inside);
            }
        }

        Together([Own, Own, .. Enumerable.Range(0, senders).Select(s => (Action)(() => Send(s)))]);
        Assert.True(wrong == 0, $"seed {seed}: {wrong} out of order or run by two threads");
        Assert.Equal(all, handled);
        Assert.True(busyPeriods >= waves / 2 && grew > 2, $"seed {seed}: {busyPeriods} busy periods, {grew} of them with a ring that had grown");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Under_contention_a_bounded_mailbox_never_holds_more_than_its_capacity(int seed)
    {
        const int capacity = 3, senders = 2, perSender = 40_000;
        var holder = new Holder(MailboxPolicy.Bounded(capacity), scheduled: true);
        int accepted = 0, rejected = 0, sendersLeft = senders, over = 0;
        long taken = 0;

        void Send(int sender)
        {
            var random = new RandomStream((ulong)((seed * 10) + sender));
            for (int i = 0; i < perSender; i++)
            {
                if (random.NextInt64(0, 3) == 0) holder.Mailbox.PostControl(new EngineMessage(new Number(i)));
                if (holder.Mailbox.Post(new Item(sender, i), null) == Mailbox.Put.Waiting) Interlocked.Increment(ref accepted);
                else Interlocked.Increment(ref rejected);
            }

            Interlocked.Decrement(ref sendersLeft);
        }

        void Own()
        {
            // Stopping to look: with no message taken meanwhile, no more than the capacity may follow.
            var random = new RandomStream((ulong)seed);
            int run = 0;
            while (true)
            {
                bool last = Volatile.Read(ref sendersLeft) == 0;
                if (!holder.Mailbox.TryTake(out Mailbox.Entry entry))
                {
                    if (last) return;
                    continue;
                }

                if (entry.Message is not EngineMessage) taken++;
                if (++run % 50 != 0) continue;
                long before = Volatile.Read(ref accepted) - taken;
                Thread.SpinWait((int)random.NextInt64(0, 500));
                // Accepted is counted a moment after the fact, so this can only be too low.
                if (before > capacity || Volatile.Read(ref accepted) - taken > capacity) over++;
            }
        }

        Together([Own, .. Enumerable.Range(0, senders).Select(s => (Action)(() => Send(s)))]);
        Assert.True(over == 0, $"seed {seed}: {over} times too many");
        Assert.Equal(accepted, taken);
        Assert.Equal(senders * perSender, accepted + rejected);
        Assert.True(rejected > 0, $"seed {seed}: it was never full");
    }

    private static long[] TakeAll(ref Mailbox mailbox)
    {
        var values = new List<long>();
        while (mailbox.TryTake(out Mailbox.Entry entry)) values.Add(((Number)(entry.Message is EngineMessage engine ? engine.Content : entry.Message)).Value);
        return [.. values];
    }
}
