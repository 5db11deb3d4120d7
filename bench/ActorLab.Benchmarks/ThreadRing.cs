using System.Threading.Channels;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Primitives;

namespace ActorLab.Benchmarks;

/// <summary>Savina's thread ring: one token goes round a ring of actors; one operation is one hop.</summary>
internal static class ThreadRing
{
    private sealed class Token : IMessage
    {
        public long HopsLeft { get; set; }
    }

    private sealed record Next(IActorRef Actor) : IMessage;

    private sealed record Arrived(int At) : IMessage;

    public static Measurement Actors(int actors, long hops) =>
        LocalRuns.Run(outside => new Root(outside, actors, hops), hops, hops % actors);

    /// <summary>The same over a ring of unbounded channels, one task each.</summary>
    public static Measurement Channels(int actors, long hops)
    {
        Channel<Token>[] ring = [.. Enumerable.Range(0, actors).Select(_ => Channel.CreateUnbounded<Token>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true }))];
        using var stop = new CancellationTokenSource();
        var arrived = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        Task[] tasks = [.. Enumerable.Range(0, actors).Select(i => Task.Run(async () =>
        {
            while (await ring[i].Reader.WaitToReadAsync())
            {
                while (ring[i].Reader.TryRead(out Token? token))
                {
                    if (token.HopsLeft == 0) arrived.TrySetResult(i);
                    else
                    {
                        token.HopsLeft--;
                        ring[(i + 1) % actors].Writer.TryWrite(token);
                    }
                }
            }
        }))];
        ring[0].Writer.TryWrite(new Token { HopsLeft = hops });
        int at = arrived.Task.GetAwaiter().GetResult();
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (Channel<Token> channel in ring) channel.Writer.Complete();
        Task.WhenAll(tasks).GetAwaiter().GetResult();
        if (at != hops % actors) throw new InvalidOperationException($"the token ended at {at}");
        return new Measurement(hops, seconds);
    }

    private sealed class Root(IActorRef outside, int actors, long hops) : LabActor
    {
        private SimTime _start;

        protected override void PreStart()
        {
            IActorRef self = Self;
            IActorRef[] ring = [.. Enumerable.Range(0, actors).Select(i => Spawn(new ActorProps(() => new Node(self, i))))];
            for (int i = 0; i < actors; i++) ring[i].Tell(new Next(ring[(i + 1) % actors]));
            _start = Now;
            ring[0].Tell(new Token { HopsLeft = hops });
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Arrived(var at):
                    outside.Tell(new LocalRuns.Done(_start, Now, at));
                    Self.Tell(PoisonPill.Instance);
                    break;
            }
        }
    }

    private sealed class Node(IActorRef root, int index) : LabActor
    {
        private IActorRef? _next;

        protected override void OnReceive(object message)
        {
            if (message is Token token)
            {
                if (token.HopsLeft == 0)
                {
                    root.Tell(new Arrived(index));
                    return;
                }

                token.HopsLeft--;
                _next.Tell(token);
            }
            else if (message is Next(var actor))
            {
                _next = actor;
            }
        }
    }
}
