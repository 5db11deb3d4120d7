using System.Threading.Channels;
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

    private sealed class Sender(IActorRef outside, long messages) : IActor
    {
        private SimTime _start;

        public void Receive(IActorContext context, IMessage message)
        {
            switch (message)
            {
                case Started:
                    _start = context.Now;
                    IActorRef counter = context.Spawn(new ActorProps(() => new Counter()));
                    for (long i = 0; i < messages; i++) context.Send(counter, Increment.Instance);
                    context.Send(counter, new Report(context.Self));
                    break;
                case Count(var value):
                    context.Send(outside, new LocalRuns.Done(_start, context.Now, value));
                    context.Stop(context.Self);
                    break;
            }
        }
    }

    private sealed class Counter : IActor
    {
        private long _count;

        public void Receive(IActorContext context, IMessage message)
        {
            if (message is Increment) _count++;
            else if (message is Report(var to)) context.Send(to, new Count(_count));
        }
    }
}
