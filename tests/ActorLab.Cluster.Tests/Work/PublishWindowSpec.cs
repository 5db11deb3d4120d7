using ActorLab.Cluster.Work;

namespace ActorLab.Cluster.Tests.Work;

public sealed class PublishWindowSpec
{
    [Fact]
    public void No_more_than_the_window_is_on_its_way()
    {
        PublishWindow window = Offered(capacity: 2, count: 3);
        Assert.Equal([0, 1], Take(window));
        window.Resolve(1, multiple: false, confirmed: true);
        Assert.Equal([2], Take(window));
        Assert.Equal(1, window.Confirmed);
    }

    [Fact]
    public void Confirmations_out_of_order_count_when_those_before_them_have_come()
    {
        PublishWindow window = Offered(capacity: 4, count: 4);
        Take(window);
        window.Resolve(3, multiple: false, confirmed: true);
        Assert.Equal(0, window.Confirmed);
        window.Resolve(2, multiple: true, confirmed: true);
        Assert.Equal(3, window.Confirmed);
        window.Resolve(4, multiple: true, confirmed: true);
        Assert.True(window.IsEmpty);
    }

    [Fact]
    public void After_a_refusal_everything_from_it_on_is_sent_again_in_order()
    {
        PublishWindow window = Offered(capacity: 4, count: 5);
        Take(window);
        window.Resolve(1, multiple: false, confirmed: true);
        window.Resolve(2, multiple: false, confirmed: false);
        Assert.Empty(Take(window));
        Assert.False(window.MustRewind);
        window.Resolve(4, multiple: true, confirmed: true);
        Assert.True(window.MustRewind);
        window.Rewind();
        Assert.Equal([1, 2, 3, 4], Take(window));
        // Tags go on where they were.
        window.Resolve(8, multiple: true, confirmed: true);
        Assert.True(window.IsEmpty);
    }

    [Fact]
    public void What_is_forgotten_is_not_published_any_more_and_what_is_offered_later_is()
    {
        PublishWindow window = Offered(capacity: 2, count: 4);
        Take(window);
        window.Resolve(1, multiple: false, confirmed: true);
        window.Forget();
        window.BeginChannel();
        Assert.True(window.IsEmpty);
        Assert.Empty(Take(window));
        window.Offer(new Outgoing("queue", new byte[] { 7 }));
        Assert.Equal([7], Take(window));
        window.Resolve(1, multiple: false, confirmed: true);
        Assert.True(window.IsEmpty);
    }

    [Fact]
    public void Another_channel_begins_with_the_first_that_is_not_confirmed()
    {
        PublishWindow window = Offered(capacity: 4, count: 4);
        Take(window);
        window.Resolve(1, multiple: false, confirmed: true);
        window.BeginChannel();
        Assert.Equal([1, 2, 3], Take(window));
        window.Resolve(3, multiple: true, confirmed: true);
        Assert.True(window.IsEmpty);
    }

    [Fact]
    public void A_confirmation_of_what_was_never_published_breaks_the_channel()
    {
        PublishWindow window = Offered(capacity: 4, count: 2);
        Take(window);
        Assert.Throws<IOException>(() => window.Resolve(3, multiple: false, confirmed: true));
    }

    /// <summary>The receiver here takes what follows on what it has, and drops the rest: repeats and what comes behind a gap.</summary>
    [Fact]
    public void Whatever_is_refused_or_lost_a_receiver_that_drops_repeats_and_gaps_gets_all_in_order()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var random = new RandomStream(seed);
            PublishWindow window = Offered(capacity: 1 + (int)random.NextInt64(0, 7), count: 40);
            int expected = 0, rewinds = 0;
            var open = new List<(ulong Tag, bool Confirmed)>();
            ulong tag = 0;
            while (!window.IsEmpty)
            {
                foreach (int sent in Take(window))
                {
                    bool kept = random.NextInt64(0, 4) > 0;
                    if (kept && sent == expected) expected++;
                    open.Add((++tag, kept));
                }

                if (open.Count > 0 && random.NextInt64(0, 9) == 0)
                {
                    window.BeginChannel();
                    (tag, rewinds) = (0, rewinds + 1);
                    open.Clear();
                }
                else if (open.Count > 0)
                {
                    int which = (int)random.NextInt64(0, open.Count - 1);
                    window.Resolve(open[which].Tag, multiple: false, open[which].Confirmed);
                    open.RemoveAt(which);
                }

                if (!window.MustRewind) continue;
                window.Rewind();
                rewinds++;
            }

            Assert.True(expected == 40 && rewinds > 0, $"seed {seed}: {expected} of 40, {rewinds} rewinds");
        }
    }

    private static PublishWindow Offered(int capacity, int count)
    {
        var window = new PublishWindow(capacity);
        for (int i = 0; i < count; i++) window.Offer(new Outgoing("queue", new[] { (byte)i }));
        return window;
    }

    private static List<int> Take(PublishWindow window)
    {
        var taken = new List<int>();
        while (window.TryTake(out Outgoing message)) taken.Add(message.Body.Span[0]);
        return taken;
    }
}
