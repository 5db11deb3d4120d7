using ActorLab.VirtualTime.Events;
using FsCheck;
using FsCheck.Fluent;

namespace ActorLab.VirtualTime.Tests;

/// <summary>Pending events come in the order of time, and of adding where times are equal, as a sorted list would give
/// them.</summary>
public sealed class PendingEventsSpec
{
    private static readonly VirtualSystem s_system = new(1);

    [Theory]
    [InlineData(1, 20, 1_000)]
    [InlineData(2, 3_000, 1_000_000)]
    [InlineData(3, 3_000, 5)]
    [InlineData(4, 20_000, long.MaxValue / 4)]
    public void They_come_as_a_sorted_list_would_give_them(int seed, int count, long spread)
    {
        var random = new Random(seed);
        var pending = new PendingEvents();
        var expected = new SortedSet<(long Time, int Number)>();
        int number = 0;
        long now = 0;
        for (int step = 0; step < 3 * count; step++)
        {
            if (number < count || (random.Next(2) == 0 && number < 2 * count)) Add(now + random.NextInt64(spread));
            if (random.Next(3) > 0) continue;
            Check();
        }

        while (expected.Count > 0) Check();
        Assert.False(pending.TryPeekTime(out _));

        void Add(long time)
        {
            expected.Add((time, number));
            pending.Add(time, Event(number++));
        }

        void Check()
        {
            if (expected.Count == 0) return;
            Assert.True(pending.TryPeekTime(out long time));
            Assert.Equal(expected.Min, (time, (int)pending.Take().Message!));
            expected.Remove(expected.Min);
            now = time;
        }
    }

    [Fact]
    public void Any_times_with_some_taken_out_come_in_order()
    {
        Prop.ForAll<int[], int>((times, divisor) =>
        {
            var pending = new PendingEvents();
            int by = (Math.Abs(divisor % 5)) + 2;
            for (int i = 0; i < times.Length; i++) pending.Add(Math.Abs((long)times[i]), Event(i));
            pending.RemoveWhere(what => (int)what.Message! % by == 0);
            var expected = times.Select((time, i) => (Time: Math.Abs((long)time),
                i)).Where(e => e.i % by != 0).Order().Select(e => e.i).ToList();
            var actual = new List<int>();
            while (pending.TryPeekTime(out _)) actual.Add((int)pending.Take().Message!);
            return actual.SequenceEqual(expected) && pending.Count == 0 && pending.OnceCount == 0;
        }).QuickCheckThrowOnFailure();
    }

    private static PendingEvent Event(int number) => new(EventKind.Action, (Action)(() => { }), number, null, null, s_system, 0);
}
