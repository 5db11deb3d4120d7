using System.Threading.Channels;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Primitives;
using ActorLab.Core.Trace;

namespace ActorLab.Benchmarks;

/// <summary>Savina's ping-pong: pairs of actors that return each message; one operation is one message.</summary>
internal static class PingPong
{
    private sealed record Ball : IMessage
    {
        public static readonly Ball Instance = new();
    }

    private sealed record Serve(IActorRef Partner) : IMessage;

    private sealed record PairDone(long Returned) : IMessage;

    public static Measurement Actors(int pairs, int inFlight, long messagesPerPair, ITraceSink? trace = null)
    {
        long total = pairs * messagesPerPair;
        return LocalRuns.Run(outside => new Umpire(outside, pairs, inFlight, messagesPerPair), total, total, trace);
    }

    /// <summary>The same with two unbounded channels and two tasks per pair.</summary>
    public static Measurement Channels(int pairs, int inFlight, long messagesPerPair)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        var tasks = new List<Task<long>>();
        for (int p = 0; p < pairs; p++)
        {
            var there = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = false });
            var back = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = false });
            tasks.Add(Task.Run(() => Server(there, back, inFlight, messagesPerPair / 2)));
            tasks.Add(Task.Run(() => Returner(there, back, messagesPerPair / 2)));
        }

        long handled = Task.WhenAll(tasks).GetAwaiter().GetResult().Sum();
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (handled != pairs * messagesPerPair) throw new InvalidOperationException($"{handled} messages handled");
        return new Measurement(handled, seconds);
    }

    private static async Task<long> Server(Channel<object> there, Channel<object> back, int inFlight, long returns)
    {
        long sent = 0, received = 0;
        for (; sent < Math.Min(inFlight, returns); sent++) there.Writer.TryWrite(Ball.Instance);
        while (received < returns)
        {
            await back.Reader.ReadAsync();
            received++;
            if (sent >= returns) continue;
            sent++;
            there.Writer.TryWrite(Ball.Instance);
        }

        return received;
    }

    private static async Task<long> Returner(Channel<object> there, Channel<object> back, long returns)
    {
        for (long i = 0; i < returns; i++)
        {
            object ball = await there.Reader.ReadAsync();
            back.Writer.TryWrite(ball);
        }

        return returns;
    }

    private sealed class Umpire(IActorRef outside, int pairs, int inFlight, long messagesPerPair) : LabActor
    {
        private SimTime _start;
        private long _returned;
        private int _done;

        protected override void PreStart()
        {
            _start = Now;
            IActorRef self = Self;
            for (int i = 0; i < pairs; i++)
            {
                IActorRef pong = Spawn(new ActorProps(() => new Ponger()));
                IActorRef ping = Spawn(new ActorProps(() => new Pinger(self, inFlight, messagesPerPair / 2)));
                ping.Tell(new Serve(pong));
            }
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case PairDone(var returned):
                    _returned += returned * 2;
                    if (++_done < pairs) break;
                    outside.Tell(new LocalRuns.Done(_start, Now, _returned));
                    Self.Tell(PoisonPill.Instance);
                    break;
            }
        }
    }

    private sealed class Pinger(IActorRef umpire, int inFlight, long returns) : LabActor
    {
        private IActorRef? _partner;
        private long _sent;
        private long _received;

        protected override void OnReceive(object message)
        {
            if (message is Ball)
            {
                _received++;
                if (_sent < returns)
                {
                    _sent++;
                    _partner!.Tell(message);
                }
                else if (_received == returns)
                {
                    umpire.Tell(new PairDone(_received));
                }
            }
            else if (message is Serve serve)
            {
                _partner = serve.Partner;
                for (; _sent < Math.Min(inFlight, returns); _sent++) _partner.Tell(Ball.Instance);
            }
        }
    }

    private sealed class Ponger : LabActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Ball) Sender.Tell(message);
        }
    }
}
