using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Primitives;

namespace ActorLab.Benchmarks;

/// <summary>M/M/1: customers come to one server after exponential times and are served for exponential times. One operation is one customer.</summary>
/// <remarks>Both forms draw from the same streams, so all customers together must spend the same time in the system, to the nanosecond.</remarks>
internal static class SingleServer
{
    private const ulong Seed = 1;
    private static readonly Distribution s_between = new ExponentialDistribution(SimDuration.FromMilliseconds(1_250));
    private static readonly Distribution s_service = new ExponentialDistribution(SimDuration.FromMilliseconds(1_000));

    private sealed record Tick : IMessage
    {
        public static readonly Tick Instance = new();
    }

    /// <summary>A customer, who comes now.</summary>
    private sealed record Arrival : IMessage
    {
        public static readonly Arrival Instance = new();
    }

    private sealed record Sojourns(long Nanoseconds) : IMessage;

    /// <summary>A source, a server with its queue, and a root that hears of the end.</summary>
    public static Measurement Actors(long customers)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        RunResult result = SimulatedRuns.Run(outside => new Root(outside, customers), Seed);
        double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        Check(((Sojourns)result.Outbox[0]).Nanoseconds, customers);
        return new Measurement(customers, seconds);
    }

    /// <summary>The same as a bare loop over the priority queue of the base class library.</summary>
    public static Measurement Queue(long customers)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        (RandomStream arrivals, RandomStream services) = Streams();
        var pending = new PriorityQueue<bool, double>();
        var waiting = new Queue<double>();
        long sojourns = 0;
        long left = customers, served = 0;
        pending.Enqueue(true, s_between.Sample(arrivals).Nanoseconds);
        while (served < customers && pending.TryDequeue(out bool isArrival, out double now))
        {
            if (isArrival)
            {
                if (--left > 0) pending.Enqueue(true, now + s_between.Sample(arrivals).Nanoseconds);
                waiting.Enqueue(now);
                if (waiting.Count == 1) pending.Enqueue(false, now + s_service.Sample(services).Nanoseconds);
            }
            else
            {
                sojourns += (long)(now - waiting.Dequeue());
                served++;
                if (waiting.Count > 0) pending.Enqueue(false, now + s_service.Sample(services).Nanoseconds);
            }
        }

        double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        Check(sojourns, customers);
        return new Measurement(customers, seconds);
    }

    private static (RandomStream Arrivals, RandomStream Services) Streams()
    {
        var seed = new RandomStream(Seed);
        return (seed.Split("root/source"), seed.Split("root/server"));
    }

    /// <summary>Lindley's recursion: each leaves a service time after coming, or after the one before has left.</summary>
    private static void Check(long sojourns, long customers)
    {
        (RandomStream arrivals, RandomStream services) = Streams();
        long arrival = 0, departure = 0, expected = 0;
        for (long i = 0; i < customers; i++)
        {
            arrival += s_between.Sample(arrivals).Nanoseconds;
            departure = Math.Max(arrival, departure) + s_service.Sample(services).Nanoseconds;
            expected += departure - arrival;
        }

        Invariant.Check(sojourns == expected, $"{customers} customers spent {sojourns} ns, expected {expected} ns");
    }

    private sealed class Root(IActorRef outside, long customers) : LabActor
    {
        protected override void PreStart()
        {
            IActorRef self = Self;
            IActorRef server = Spawn(new ActorProps(() => new Server(self, customers)) { Name = "server" });
            Spawn(new ActorProps(() => new Source(server, customers)) { Name = "source" });
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Sojourns:
                    outside.Tell(message);
                    Self.Tell(PoisonPill.Instance);
                    break;
            }
        }
    }

    private sealed class Source(IActorRef server, long customers) : LabActor
    {
        private long _left = customers;

        protected override void PreStart() => AwaitNext();

        protected override void OnReceive(object message)
        {
            server.Tell(Arrival.Instance);
            if (--_left > 0) AwaitNext();
        }

        private void AwaitNext() => SendLater(Self, Tick.Instance, s_between.Sample(Random));
    }

    private sealed class Server(IActorRef root, long customers) : LabActor
    {
        private readonly Queue<SimTime> _waiting = new();
        private long _left = customers;
        private long _sojourns;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Arrival:
                    _waiting.Enqueue(Now);
                    if (_waiting.Count == 1) Serve();
                    break;
                case Tick:
                    _sojourns += (Now - _waiting.Dequeue()).Nanoseconds;
                    if (_waiting.Count > 0) Serve();
                    if (--_left == 0) root.Tell(new Sojourns(_sojourns));
                    break;
            }
        }

        private void Serve() => SendLater(Self, Tick.Instance, s_service.Sample(Random));
    }
}
