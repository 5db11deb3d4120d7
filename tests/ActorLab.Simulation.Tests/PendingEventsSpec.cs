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
                (long time, int priority, long source) = (random.NextInt64(0, 50), (int)random.NextInt64(0, 2), random.NextInt64(1, 4));
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
                Assert.True(pending.TryTake(out PendingEvent? what, out long time));
                Assert.True(first.Event == what && first.Time == time, $"seed {seed}, step {i}: expected {first.Event.Name}");
                model.Remove(first);
                taken++;
            }
        }

        Assert.True(takenBack > 1000 && taken > 1000);
        Assert.Equal(model.OrderBy(e => (e.Time, e.Priority, e.Source, e.Order)).Select(e => e.Event.Name), Drain(pending));
    }

    private static List<string> Drain(PendingEvents pending)
    {
        var names = new List<string>();
        while (pending.TryTake(out PendingEvent? what, out _)) names.Add(((Named)what).Name);
        return names;
    }

    private sealed class Named(string name) : PendingEvent
    {
        public string Name { get; } = name;

        public override void Happen() => throw new NotSupportedException();
    }
}
