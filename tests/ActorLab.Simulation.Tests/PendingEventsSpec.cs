using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.Tests;

public sealed class PendingEventsSpec
{
    [Fact]
    public void Events_come_by_time_then_priority_then_source_then_order_of_adding()
    {
        var pending = new PendingEvents();
        Add("late", 2, EventPriority.Machine, 1);
        Add("timer", 1, EventPriority.Timer, 1);
        Add("second source", 1, EventPriority.Machine, 2);
        Add("first", 1, EventPriority.Machine, 1);
        Add("then", 1, EventPriority.Machine, 1);
        Assert.Equal(["first", "then", "second source", "timer", "late"], Drain(pending));

        void Add(string name, long time, EventPriority priority, long source) => pending.Add(new Named(name), time, priority, new ActorId(source));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_mix_of_adding_taking_and_taking_back_agrees_with_a_sorted_list(ulong seed)
    {
        var random = new RandomStream(seed);
        var pending = new PendingEvents();
        var model = new List<(long Time, int Priority, long Source, int Order, Named Event)>();
        int takenBack = 0, taken = 0;
        for (int i = 0; i < 20_000; i++)
        {
            long choice = random.NextInt64(0, 9);
            if (choice < 5 || model.Count == 0)
            {
                var added = new Named($"{i}");
                (long time, int priority, long source) = (random.NextInt64(0, 50), (int)random.NextInt64(0, 4), random.NextInt64(1, 4));
                pending.Add(added, time, (EventPriority)priority, new ActorId(source));
                model.Add((time, priority, source, i, added));
            }
            else if (choice < 7)
            {
                int index = (int)random.NextInt64(0, model.Count - 1);
                Assert.True(pending.Remove(model[index].Event), $"seed {seed}, step {i}");
                Assert.False(pending.Remove(model[index].Event), $"seed {seed}, step {i}");
                model.RemoveAt(index);
                takenBack++;
            }
            else
            {
                var first = model.MinBy(e => (e.Time, e.Priority, e.Source, e.Order));
                Assert.True(pending.TryTakeEvent(out PendingEvent? what, out long time));
                Assert.True(first.Event == what && first.Time == time, $"seed {seed}, step {i}: expected {first.Event.Name}");
                model.Remove(first);
                taken++;
            }
        }

        Assert.True(takenBack > 1000 && taken > 1000);
        Assert.Equal(model.OrderBy(e => (e.Time, e.Priority, e.Source, e.Order)).Select(e => e.Event.Name), Drain(pending));
    }

    [Fact]
    public void Taking_back_many_at_once_leaves_the_others_in_their_order_and_able_to_be_taken_back()
    {
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var random = new RandomStream(seed);
            var pending = new PendingEvents();
            var model = new List<(long Time, long Source, int Order, Named Event)>();
            int count = (int)random.NextInt64(0, 40);
            for (int i = 0; i < count; i++)
            {
                var added = new Named($"{i}");
                (long time, long source) = (random.NextInt64(0, 10), random.NextInt64(1, 4));
                pending.Add(added, time, EventPriority.Machine, new ActorId(source));
                model.Add((time, source, i, added));
            }

            var meant = model.Select(e => e.Event).Where(_ => random.NextInt64(0, 2) > 0).ToHashSet();
            pending.RemoveWhere(e => meant.Contains((Named)e));
            Assert.All(meant, e => Assert.False(e.IsPending, $"seed {seed}"));
            model.RemoveAll(e => meant.Contains(e.Event));
            if (model.Count > 0)
            {
                Assert.True(pending.Remove(model[model.Count / 2].Event), $"seed {seed}");
                model.RemoveAt(model.Count / 2);
            }

            Assert.Equal(model.OrderBy(e => (e.Time, e.Source, e.Order)).Select(e => e.Event.Name), Drain(pending));
        }
    }

    private static List<string> Drain(PendingEvents pending)
    {
        var names = new List<string>();
        while (pending.TryTakeEvent(out PendingEvent? what, out _)) names.Add(((Named)what).Name);
        return names;
    }

    private sealed class Named(string name) : PendingEvent
    {
        public string Name { get; } = name;

        public override void Happen() => throw new NotSupportedException();
    }
}
