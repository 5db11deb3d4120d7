using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.Tests;

/// <summary>The pending-event set beside a sorted set of the same keys, under loads that each make another part of it work.</summary>
public sealed class PendingEventsAtRandomSpec
{
    public static TheoryData<string, int> Loads => new()
    {
        { "a few", 20 },
        { "even", 30_000 },
        { "even", 300 },
        { "many ties", 20_000 },
        { "all at once", 20_000 },
        { "most now, some far", 20_000 },
        { "every magnitude", 20_000 },
        { "timeouts that never come", 5_000 },
        { "getting denser", 20_000 },
        { "far apart", 20_000 },
    };

    [Theory]
    [MemberData(nameof(Loads))]
    public void Events_come_in_the_order_of_their_keys_under_any_load(string load, int pending)
    {
        foreach (ulong seed in (ulong[])[1, 2])
        {
            var pair = new SetAndModel($"{load}, seed {seed}");
            var random = new RandomStream(seed);
            for (int i = 0; i < pending; i++) pair.Add(Delay(load, random, 0), random);
            for (int step = 0; step < 100_000; step++)
            {
                pair.Take();
                pair.Add(Delay(load, random, step), random);
                if (load != "timeouts that never come") continue;
                pair.Add(1_000_000_000, random);
                pair.TakeBackNewest();
            }

            Assert.True(pending < 200 || pair.Events.Deals > 0, $"{load}, seed {seed}: no bucket was ever used");
            while (pair.Events.Count > 0) pair.Take();
            pair.CheckEmpty();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Growing_shrinking_and_taking_back_at_random_keeps_the_order(ulong seed)
    {
        var random = new RandomStream(seed);
        var pair = new SetAndModel($"seed {seed}");
        int takenBack = 0, largest = 0;
        for (int phase = 0; phase < 24; phase++)
        {
            string load = (string)Loads.ElementAt((int)random.NextInt64(0, Loads.Count - 1))[0];
            long adding = random.NextInt64(1, 6), taking = random.NextInt64(1, 6), takingBack = random.NextInt64(0, 2);
            for (int step = 0; step < 20_000; step++)
            {
                long choice = random.NextInt64(1, adding + taking + takingBack);
                if (choice <= adding) pair.Add(Delay(load, random, step), random);
                else if (choice <= adding + taking) pair.Take();
                else if (pair.TakeBackOne(random)) takenBack++;
            }

            largest = Math.Max(largest, pair.Events.Count);
            if (phase % 6 == 5) pair.TakeBackEveryThird();
            if (phase % 8 == 7) while (pair.Events.Count > 3) pair.Take();
        }

        Assert.True(takenBack > 1_000 && largest > 5_000 && pair.Events.Deals > 5, $"seed {seed}: {takenBack} taken back, at most {largest} pending, {pair.Events.Deals} deals");
        while (pair.Events.Count > 0) pair.Take();
        pair.CheckEmpty();
    }

    [Fact]
    public void The_end_of_time_can_be_waited_for()
    {
        var pair = new SetAndModel("the end of time");
        var random = new RandomStream(1);
        for (int i = 0; i < 1_000; i++) pair.Add(i, random);
        for (int i = 0; i < 3; i++) pair.Add(long.MaxValue, random);
        pair.Add(long.MaxValue - 1, random);
        while (pair.Events.Count > 0) pair.Take();
        pair.CheckEmpty();
        pair.Add(0, random);
        pair.Take();
    }

    [Theory]
    [InlineData("a few", 50)]
    [InlineData("even", 10_000)]
    [InlineData("most now, some far", 10_000)]
    [InlineData("many ties", 10_000)]
    public void Nothing_is_allocated_once_the_set_has_found_its_size(string load, int pending)
    {
        var random = new RandomStream(5);
        var set = new PendingEvents();
        for (int i = 0; i < pending; i++) set.Add(new Numbered(i), Delay(load, random, 0), EventPriority.Timer, new ActorId(i));
        Turn(20 * pending + 100_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Turn(200_000);
        // A new longest bucket may still come along, but not often.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);

        void Turn(int times)
        {
            for (int i = 0; i < times; i++)
            {
                Assert.True(set.TryTakeEvent(out PendingEvent? what, out long time));
                set.Add(what, time + Delay(load, random, 0), EventPriority.Timer, new ActorId(i % 100));
            }
        }
    }

    private static long Delay(string load, RandomStream random, long step) => load switch
    {
        "many ties" => random.NextInt64(0, 5) * 1_000,
        "all at once" => 0,
        "most now, some far" => random.NextInt64(0, 9) < 9 ? random.NextInt64(0, 100) : random.NextInt64(0, 1_000_000_000_000),
        "every magnitude" => random.NextInt64(0, 1L << (int)random.NextInt64(0, 50)),
        "getting denser" => random.NextInt64(0, 10_000_000_000 >> (int)Math.Min(30, step / 3_000)),
        "far apart" => random.NextInt64(1, 3) << 45,
        _ => random.NextInt64(0, 1_000_000),
    };

    private sealed class SetAndModel(string name)
    {
        private readonly SortedSet<(long Time, int Priority, long Source, int Order)> _model = [];
        private readonly Dictionary<int, ((long Time, int Priority, long Source, int Order) Key, Numbered Event)> _byOrder = [];
        private int _added;
        private long _now;

        public PendingEvents Events { get; } = new();

        public void Add(long delay, RandomStream random)
        {
            var what = new Numbered(_added);
            (long Time, int Priority, long Source, int Order) key =
                (delay > long.MaxValue - _now ? long.MaxValue : _now + delay, (int)random.NextInt64(0, 4), random.NextInt64(1, 4), _added++);
            Events.Add(what, key.Time, (EventPriority)key.Priority, new ActorId(key.Source));
            _model.Add(key);
            _byOrder.Add(key.Order, (key, what));
        }

        public void Take()
        {
            Assert.Equal(_model.Count, Events.Count);
            bool some = Events.TryTakeEvent(out PendingEvent? what, out long time);
            Assert.True(some == _model.Count > 0, $"{name}: {_model.Count} expected");
            if (!some) return;
            (long Time, int Priority, long Source, int Order) first = _model.Min;
            Assert.True(((Numbered)what!).Number == first.Order && time == first.Time && !what.IsPending, $"{name}: {first} expected, {((Numbered)what).Number} at {time} came");
            _model.Remove(first);
            _byOrder.Remove(first.Order);
            _now = time == long.MaxValue ? 0 : time;
        }

        public void TakeBackNewest() => TakeBack(_added - 1);

        public bool TakeBackOne(RandomStream random)
        {
            int order = (int)random.NextInt64(0, _added);
            for (int tries = 0; tries < 50; tries++, order++)
            {
                if (!_byOrder.ContainsKey(order)) continue;
                TakeBack(order);
                return true;
            }

            return false;
        }

        public void TakeBackEveryThird()
        {
            Events.RemoveWhere(e => ((Numbered)e).Number % 3 == 0);
            _model.RemoveWhere(k => k.Order % 3 == 0);
            foreach (int order in _byOrder.Keys.Where(o => o % 3 == 0).ToList())
            {
                Assert.False(_byOrder[order].Event.IsPending, name);
                _byOrder.Remove(order);
            }
        }

        public void CheckEmpty()
        {
            Assert.Empty(_model);
            Assert.False(Events.TryTakeEvent(out _, out _));
        }

        private void TakeBack(int order)
        {
            ((long, int, long, int) key, Numbered what) = _byOrder[order];
            Assert.True(Events.Remove(what), name);
            Assert.False(Events.Remove(what), name);
            _model.Remove(key);
            _byOrder.Remove(order);
        }
    }

    private sealed class Numbered(int number) : PendingEvent
    {
        public int Number { get; } = number;

        public override void Happen() => throw new NotSupportedException();
    }
}
