using System.Threading.Channels;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Primitives;

namespace ActorLab.Benchmarks;

/// <summary>Savina's counting actor: one actor sends references to another that counts them; one operation is one message.</summary>
internal static class Counting
{
    private sealed record Increment : IMessage
    {
        public static readonly Increment Instance = new();
    }

    private sealed record Report(IActorRef To) : IMessage;

    private sealed record Count(long Value) : IMessage;

    public static Measurement Actors(long messages) =>
        LocalRuns.Run(outside => new Sender(outside, messages), messages, messages);

    /// <summary>The same through an unbounded channel with one reader and one writer task.</summary>
    public static Measurement Channel(long messages)
    {
        var channel = System.Threading.Channels.Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        Task<long> reader = Task.Run(async () =>
        {
            long count = 0;
            while (await channel.Reader.WaitToReadAsync())
            {
                while (channel.Reader.TryRead(out _)) count++;
            }

            return count;
        });
        var writer = Task.Run(() =>
        {
            for (long i = 0; i < messages; i++) channel.Writer.TryWrite(Increment.Instance);
            channel.Writer.Complete();
        });
        Task.WhenAll(reader, writer).GetAwaiter().GetResult();
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (reader.Result != messages) throw new InvalidOperationException($"{reader.Result} messages counted");
        return new Measurement(messages, seconds);
    }

    private sealed class Sender(IActorRef outside, long messages) : LabActor
    {
        private SimTime _start;

        protected override void PreStart()
        {
            _start = Now;
            IActorRef counter = Spawn(new ActorProps(() => new Counter()));
            for (long i = 0; i < messages; i++) counter.Tell(Increment.Instance);
            counter.Tell(new Report(Self));
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Count(var value):
                    outside.Tell(new LocalRuns.Done(_start, Now, value));
                    Self.Tell(PoisonPill.Instance);
                    break;
            }
        }
    }

    private sealed class Counter : LabActor
    {
        private long _count;

        protected override void OnReceive(object message)
        {
            if (message is Increment) _count++;
            else if (message is Report(var to)) to.Tell(new Count(_count));
        }
    }
}
