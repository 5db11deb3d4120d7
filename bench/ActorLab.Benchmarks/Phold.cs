using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Primitives;
using ActorLab.Core.Trace;

namespace ActorLab.Benchmarks;

/// <summary>PHOLD (Fujimoto 1990): processes that answer every event with one more, after 0.1 s + Exp(0.9 s), to themselves or, one time in ten, to another. One operation is one event.</summary>
/// <remarks>Both forms draw from the same streams, one per process, so their events are the same and must add up to the same sum.</remarks>
/// <param name="Processes">At least 2.</param>
/// <param name="EventsEach">Initial events of a process; the number pending never changes.</param>
/// <param name="Events">Measured ones; as many as are pending warm up before them, twice.</param>
internal sealed partial record Phold(int Processes, int EventsEach, long Events)
{
    private const ulong Seed = 1;
    private const double RemoteShare = 0.1;
    private static readonly SimDuration s_lookahead = SimDuration.FromMilliseconds(100);
    private static readonly Distribution s_delay = new ExponentialDistribution(SimDuration.FromMilliseconds(900));

    private long? _sum;

    private long WarmUp => 2L * Processes * EventsEach;

    /// <summary>Through the API of the engine: actors, messages sent later, a stream for each.</summary>
    /// <param name="trace">Takes the events of the run; null for no trace.</param>
    public Measurement Actors(ITraceSink? trace = null)
    {
        var count = new EventCount(WarmUp, Events);
        SimulatedRuns.Run(_ => new Root(this, count), Seed, trace);
        return count.Result(_sum ??= BareSum());
    }

    /// <summary>The same as a bare loop over the priority queue of the base class library.</summary>
    public Measurement Queue()
    {
        var count = new EventCount(WarmUp, Events);
        RunQueue(count);
        return count.Result(_sum ??= count.Sum);
    }

    private long BareSum()
    {
        var count = new EventCount(WarmUp, Events);
        RunQueue(count);
        return count.Sum;
    }

    private void RunQueue(EventCount count)
    {
        RandomStream[] streams = Streams();
        var pending = new PriorityQueue<int, double>();
        for (int i = 0; i < Processes; i++)
        {
            for (int k = 0; k < EventsEach; k++) Next(i, 0);
        }

        while (pending.TryDequeue(out int process, out double time))
        {
            if (count.Count((long)time, process)) return;
            Next(process, time);
        }

        void Next(int process, double now)
        {
            RandomStream random = streams[process];
            int to = Receiver(process, random);
            pending.Enqueue(to, now + Delay(random));
        }
    }

    private RandomStream[] Streams()
    {
        var seed = new RandomStream(Seed);
        return [.. Enumerable.Range(0, Processes).Select(i => seed.Split($"root/{i}"))];
    }

    /// <summary>In nanoseconds, a multiple of the 100 ns that Akka counts in.</summary>
    private static long Delay(RandomStream random) =>
        (s_lookahead.Nanoseconds + s_delay.Sample(random).Nanoseconds) / TimeSpan.NanosecondsPerTick * TimeSpan.NanosecondsPerTick;

    private int Receiver(int self, RandomStream random)
    {
        if (random.NextDouble() >= RemoteShare) return self;
        int other = (int)random.NextInt64(0, Processes - 2);
        return other < self ? other : other + 1;
    }

    private sealed record Begin : IMessage;

    private sealed record Ball : IMessage;

    private sealed record Over : IMessage;

    private sealed class Root(Phold phold, EventCount count) : LabActor
    {
        protected override void PreStart()
        {
            IActorRef self = Self;
            var all = new IActorRef[phold.Processes];
            for (int i = 0; i < all.Length; i++)
            {
                int index = i;
                all[i] = Spawn(new ActorProps(() => new Process(phold, count, self, all, index)) { Name = $"{i}" });
                all[i].Tell(new Begin());
            }
        }

        protected override void OnReceive(object message)
        {
            if (message is Over) Self.Tell(PoisonPill.Instance);
        }
    }

    private sealed class Process(Phold phold, EventCount count, IActorRef root, IActorRef[] all, int index) : LabActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Ball ball)
            {
                if (count.Count(Now.Nanoseconds, index)) root.Tell(new Over());
                else Next(ball);
            }
            else if (message is Begin)
            {
                for (int k = 0; k < phold.EventsEach; k++) Next(new Ball());
            }
        }

        private void Next(IMessage ball)
        {
            RandomStream random = Random;
            IActorRef to = all[phold.Receiver(index, random)];
            SendLater(to, ball, SimDuration.FromNanoseconds(Delay(random)));
        }
    }
}
