using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Core.Primitives;
using ActorLab.TestSupport;
using Xunit;

namespace ActorLab.Core.Tests.Model;

/// <summary>Producers, a queue and consumers together, in orders drawn from seeds.</summary>
public sealed class QueueFlowSpec
{
    [Fact]
    public void Every_item_comes_out_once_and_in_the_order_of_its_producer_and_everybody_comes_to_an_end()
    {
        int full = 0;
        for (ulong seed = 1; seed <= 400; seed++)
        {
            var random = new RandomStream(seed).Split("sizes");
            int producers = (int)random.NextInt64(1, 3), consumers = (int)random.NextInt64(1, 3), capacity = (int)random.NextInt64(producers, 8);
            long items = random.NextInt64(0, 30);
            var system = new ShuffledSystem(seed);
            IActorRef queue = system.Spawn(new ActorProps(() => new BoundedQueue(new() { Capacity = capacity, Producers = producers })));
            var taken = new List<(int Consumer, IMessage Item)>();
            for (int i = 0; i < consumers; i++)
            {
                int index = i;
                system.Spawn(new ActorProps(() => new Consumer(queue, 1 + (index % 3), item => taken.Add((index, item)))));
            }

            for (int i = 0; i < producers; i++)
            {
                SimDuration? interval = random.NextInt64(0, 3) == 0 ? SimDuration.FromMilliseconds(30) : null;
                system.Spawn(new ActorProps(() => new Producer(new() { Queue = queue, Source = new RangeSource(items), Interval = interval })));
            }

            // Only the queue is left when producers and consumers have come to their end.
            while (system.Living.Count > 1)
            {
                Assert.True(system.Step(), $"{system}: nothing can happen any more");
                Assert.True(system.Steps < 100_000, $"{system}: no end");
            }

            system.Inject(system.Outside, queue, BoundedQueue.Ask.Instance);
            while (system.Step()) { }
            var figures = (BoundedQueue.Figures)Assert.Single(system.Outbox);
            Assert.True(figures.Offered == items * producers && figures.Delivered == figures.Offered && figures.Peak <= capacity, $"{system}: {figures}");
            Assert.True(figures is { Dropped: 0, Held: 0, LostProducers: 0 }, $"{system}: {figures}");
            CheckItems(taken, producers, consumers, items, $"{system}");
            if (figures.Peak == capacity) full++;
        }

        Assert.True(full > 50, $"{full} runs filled the queue");
    }

    private static void CheckItems(List<(int Consumer, IMessage Item)> taken, int producers, int consumers, long items, string run)
    {
        List<long> numbers = taken.ConvertAll(t => ((WorkItem)t.Item).Path.Root.Value);
        List<long> expected = [];
        for (long i = 1; i <= items; i++) expected.AddRange(Enumerable.Repeat(i, producers));
        Assert.True(numbers.Order().SequenceEqual(expected), $"{run}: took {string.Join(' ', numbers)}");
        if (producers > 1) return;
        for (int i = 0; i < consumers; i++)
        {
            List<long> own = taken.Where(t => t.Consumer == i).Select(t => ((WorkItem)t.Item).Path.Root.Value).ToList();
            Assert.True(own.SequenceEqual(own.Order()), $"{run}: consumer {i} took {string.Join(' ', own)}");
        }
    }

    /// <summary>Takes items until the sentinel comes, then stops.</summary>
    private sealed class Consumer(IActorRef queue, int prefetch, Action<IMessage> take) : LabActor
    {
        private long _taken;

        protected override void PreStart() => queue.Tell(new BoundedQueue.Demand(prefetch));

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case WorkItem item:
                    take(item);
                    queue.Tell(new BoundedQueue.Demand(++_taken + prefetch));
                    break;
                case BoundedQueue.Sentinel: Self.Tell(PoisonPill.Instance); break;
                default: Unhandled(message); break;
            }
        }
    }
}
