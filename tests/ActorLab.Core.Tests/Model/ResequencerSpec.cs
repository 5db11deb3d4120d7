using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Model;

public sealed class ResequencerSpec
{
    private static readonly TestActorRef Downstream = new(1001, "root/sink");
    private static readonly TestActorRef Asker = new(1002, "root");

    [Fact]
    public void Items_in_order_pass_at_once_and_nothing_is_held()
    {
        var context = Start(4);
        for (int i = 1; i <= 100; i++)
        {
            context.Deliver(Completed(i));
            Assert.Equal([new Sent(Downstream, Completed(i))], context.TakeSent());
        }

        Assert.Equal(new Resequencer.Figures(0, 0), Ask(context));
    }

    [Fact]
    public void An_early_item_waits_for_those_before_it()
    {
        var context = Start(4);
        context.Deliver(Completed(3));
        context.Deliver(Completed(2));
        Assert.Empty(context.Sent);
        context.Deliver(Completed(1));
        Assert.Equal([1, 2, 3], Released(context));
        Assert.Equal(new Resequencer.Figures(2, 0), Ask(context));
    }

    [Fact]
    public void An_abandoned_item_is_held_and_passed_on_in_its_place()
    {
        var context = Start(4);
        context.Deliver(new Resequencer.Abandoned(SequencePath.Of(2)));
        Assert.Empty(context.Sent);
        context.Deliver(Completed(1));
        Assert.Equal([Completed(1), new Resequencer.Abandoned(SequencePath.Of(2))], context.TakeSent().Select(s => s.Message));
    }

    [Fact]
    public void Items_that_come_again_are_dropped_and_counted_whether_held_or_released()
    {
        var context = Start(4);
        context.Deliver(Completed(1));
        context.Deliver(Completed(3));
        context.TakeSent();
        context.Deliver(Completed(1));
        context.Deliver(Completed(3));
        context.Deliver(new Resequencer.Abandoned(SequencePath.Of(3)));
        Assert.Empty(context.Sent);
        Assert.Equal(new Resequencer.Figures(1, 3), Ask(context));
        context.Deliver(Completed(2));
        Assert.Equal([2, 3], Released(context));
    }

    [Fact]
    public void What_comes_under_a_lease_that_was_taken_back_is_dropped_and_counted_whenever_it_comes()
    {
        var context = Start(4);
        context.Deliver(new Resequencer.Fence(new Lease(2, 2)));
        context.Deliver(new Resequencer.Fence(new Lease(2, 1))); // older news
        context.Deliver(Completed(2));
        context.Deliver(new Resequencer.Abandoned(SequencePath.Of(2), 1));
        context.Deliver(Completed(1));
        Assert.Equal([1], Released(context));
        context.Deliver(Completed(2) with { Epoch = 2 });
        Assert.Equal([2], Released(context));
        context.Deliver(Completed(2) with { Epoch = 1 }); // now it is late as well
        context.Deliver(Completed(2) with { Epoch = 2 });
        Assert.Empty(context.Sent);
        Assert.Equal(new Resequencer.Figures(0, 1) { Fenced = 3 }, Ask(context));
    }

    [Fact]
    public void What_came_before_its_lease_was_taken_back_stands()
    {
        var context = Start(4);
        context.Deliver(Completed(2));
        context.Deliver(new Resequencer.Fence(new Lease(2, 1)));
        context.Deliver(Completed(2) with { Epoch = 1 });
        context.Deliver(Completed(1));
        Assert.Equal([1, 2], Released(context));
        Assert.Equal(new Resequencer.Figures(1, 1), Ask(context));
    }

    [Fact]
    public void An_item_beyond_the_capacity_is_a_bug()
    {
        var context = Start(3);
        context.Deliver(Completed(3));
        Assert.Throws<InvariantViolatedException>(() => context.Deliver(Completed(4)));
    }

    [Fact]
    public void A_part_of_an_item_is_refused()
    {
        var context = Start(3);
        Assert.Throws<InvariantViolatedException>(() =>
            context.Deliver(new Resequencer.Completed(SequencePath.Of(1).Child(0, 2), new Text("part"))));
    }

    [Fact]
    public void Started_anew_it_cannot_go_on()
    {
        var context = Start(3);
        Assert.Throws<InvalidOperationException>(() => context.Deliver(new Restarted(new IOException())));
    }

    [Fact]
    public void It_agrees_with_sorting_and_never_holds_as_much_as_the_window()
    {
        long duplicates = 0, peak = 0;
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var random = new RandomStream(seed);
            int window = (int)random.NextInt64(1, 20);
            var context = Start(window);
            List<IMessage> passed = ArrivalsWithin(window, 200, random, context, out List<IMessage> expected, out long repeated);
            Assert.True(expected.SequenceEqual(passed), $"seed {seed}");
            var figures = Ask(context);
            Assert.True(figures.Duplicates == repeated && figures.Peak < window, $"seed {seed}: {figures}");
            duplicates += repeated;
            peak = Math.Max(peak, figures.Peak);
        }

        Assert.True(duplicates > 1_000 && peak > 15, $"{duplicates} duplicates, peak {peak}");
    }

    /// <summary>Delivers items in random order, none further ahead of the first missing one than the window, some of them twice or abandoned.</summary>
    private static List<IMessage> ArrivalsWithin(
        int window, int count, RandomStream random, TestContext context, out List<IMessage> expected, out long repeated)
    {
        var open = new List<int>();
        var all = new SortedDictionary<int, IMessage>();
        var passed = new List<IMessage>();
        int handedOut = 0;
        repeated = 0;
        while (all.Count < count)
        {
            int firstMissing = open.Count == 0 ? handedOut + 1 : open.Min();
            while (handedOut < count && handedOut + 1 - firstMissing < window) open.Add(++handedOut);
            int item = open[(int)random.NextInt64(0, open.Count - 1)];
            open.Remove(item);
            IMessage message = random.NextInt64(0, 9) == 0 ? new Resequencer.Abandoned(SequencePath.Of(item)) : Completed(item);
            all.Add(item, message);
            context.Deliver(message);
            if (random.NextInt64(0, 9) == 0)
            {
                repeated++;
                context.Deliver(Completed(all.Keys.ElementAt((int)random.NextInt64(0, all.Count - 1))));
            }

            passed.AddRange(context.TakeSent().Select(s => s.Message));
        }

        expected = [.. all.Values];
        return passed;
    }

    private static TestContext Start(int capacity)
    {
        var context = new TestContext(() => new Resequencer(Downstream, capacity));
        context.Start();
        return context;
    }

    private static Resequencer.Completed Completed(long number) => new(SequencePath.Of(number), new Text($"{number}"));

    private static IEnumerable<long> Released(TestContext context) =>
        context.TakeSent().Select(s => ((Resequencer.Completed)s.Message).Path.Root.Value);

    private static Resequencer.Figures Ask(TestContext context)
    {
        context.Deliver(Resequencer.Ask.Instance, Asker);
        Sent answer = Assert.Single(context.TakeSent());
        Assert.Equal(Asker, answer.Receiver);
        return (Resequencer.Figures)answer.Message;
    }
}
