namespace ActorLab.Conformance.Tests.Faults;

/// <summary>Faults of turns, messages and the context: G1 to G12.</summary>
internal static class MessageFaults
{
    public static readonly ImmutableArray<Planted> All =
    [
        new("G1", "a message to itself is handled inside the turn that sent it", () => new NestedTurns()),
        new("G2", "two instances take turns", () => new TwoInstances()),
        new("G3", "every seventh message is overtaken by the next one", () => new Overtaking()),
        new("G4", "every fiftieth message is lost", () => new CountingSends(50, times: 0)),
        new("G4", "every fiftieth message is delivered twice", () => new CountingSends(50, times: 2)),
        new("G5", "dead letters are forgotten", () => new Wrong(result: r => r with { DeadLetters = [] })),
        new("G5", "a message to a stopped actor leaves no trace", () => new Wrong(options: o => o with { Trace = null })),
        new("G5", "a dead letter loses its sender", () => new Wrong(result: r => r with { DeadLetters = [.. r.DeadLetters.Select(l => l with { Sender = null })] })),
        new("G7", "the sender is lost", () => new Wrong(context: c => new OtherSender(c, null))),
        new("G7", "the engine sends in the name of the receiver", () => new Wrong(context: c => new OtherSender(c, c.Sender ?? c.Self))),
        new("G8", "a message to itself jumps the queue", () => new SelfFirst()),
        new("G9", "the delay is ignored", () => new Wrong(context: c => new OtherDelays(c, _ => SimDuration.Zero))),
        new("G9", "the delay is halved", () => new Wrong(context: c => new OtherDelays(c, d => new(d.Nanoseconds / 2)))),
        new("G9", "the longest delay comes first", () => new Wrong(context: c => new OtherDelays(c, d => SimDuration.FromSeconds(7_200) - d))),
        new("G9", "equal delays come in the opposite order", () => new OppositeOrder()),
        new("G9", "cancel does nothing", () => new Wrong(context: c => new OtherCancel(c, _ => true))),
        new("G9", "cancel always claims to be in time", () => new Wrong(context: c => new OtherCancel(c, CancelAndClaim(true)))),
        new("G9", "cancel never claims to be in time", () => new Wrong(context: c => new OtherCancel(c, CancelAndClaim(false)))),
        new("G10", "the clock goes back in every second turn", () => new ClockGoesBack()),
        new("G10", "every actor's clock begins when it is first looked at", () => new OwnClocks()),
        new("G11", "all actors draw the same numbers", () => new Wrong(context: c => new OtherRandom(c, new RandomStream(1)))),
        new("G11", "the random stream goes on after a restart", () => new LastingRandom()),
        new("G12", "an unhandled message is swallowed", () => new Wrong(context: c => new OtherUnhandled(c, _ => { }))),
        new("G12", "an unhandled message makes the actor fail", () => new Wrong(context: c => new OtherUnhandled(c, m => throw new ArgumentException($"unhandled {m}")))),
    ];

    private static Func<IScheduledSend, bool> CancelAndClaim(bool inTime) => scheduled =>
    {
        scheduled.Cancel();
        return inTime;
    };

    private sealed class NestedTurns : Fault
    {
        public override void Receive(IActor actor, ActorProps props, IActorContext context, IMessage message) =>
            actor.Receive(new Nesting(context, actor), message);

        private sealed class Nesting(IActorContext inner, IActor actor) : ForwardingContext(inner)
        {
            public override void Send(IActorRef receiver, IMessage message)
            {
                if (receiver == Self) actor.Receive(this, message);
                else base.Send(receiver, message);
            }
        }
    }

    private sealed class TwoInstances : Fault
    {
        public override Func<IActor> Rewrite(Func<IActor> create) => () => new Alternating(create(), create());

        private sealed class Alternating(IActor even, IActor odd) : IActor
        {
            private int _turns;

            public void Receive(IActorContext context, IMessage message) => (_turns++ % 2 == 0 ? even : odd).Receive(context, message);
        }
    }

    private sealed class Overtaking : Fault
    {
        private readonly Dictionary<IActorRef, IMessage> _heldBack = [];
        private int _sent;

        public override IActorContext Wrap(IActorContext context) => new Context(context, this);

        public override void TurnEnds(IActorContext context)
        {
            var late = new Dictionary<IActorRef, IMessage>(_heldBack);
            _heldBack.Clear();
            foreach ((IActorRef receiver, IMessage message) in late) ((Context)context).SendNow(receiver, message);
        }

        private sealed class Context(IActorContext inner, Overtaking fault) : ForwardingContext(inner)
        {
            public void SendNow(IActorRef receiver, IMessage message) => base.Send(receiver, message);

            public override void Send(IActorRef receiver, IMessage message)
            {
                if (++fault._sent % 7 == 0 && fault._heldBack.TryAdd(receiver, message)) return;
                base.Send(receiver, message);
                if (fault._heldBack.Remove(receiver, out IMessage? overtaken)) base.Send(receiver, overtaken);
            }
        }
    }

    /// <summary>Sends every n-th message so many times.</summary>
    private sealed class CountingSends(int every, int times) : Fault
    {
        private int _sent;

        public override IActorContext Wrap(IActorContext context) => new Context(context, this, every, times);

        private sealed class Context(IActorContext inner, CountingSends fault, int every, int times) : ForwardingContext(inner)
        {
            public override void Send(IActorRef receiver, IMessage message)
            {
                int copies = ++fault._sent % every == 0 ? times : 1;
                for (int i = 0; i < copies; i++) base.Send(receiver, message);
            }
        }
    }

    private sealed class OtherSender(IActorContext inner, IActorRef? sender) : ForwardingContext(inner)
    {
        public override IActorRef? Sender => sender;
    }

    /// <summary>Handles what an actor has sent itself as soon as its turn has ended.</summary>
    private sealed class SelfFirst : Fault
    {
        public override void Receive(IActor actor, ActorProps props, IActorContext context, IMessage message)
        {
            var toItself = new Queue<IMessage>();
            var keeping = new Keeping(context, toItself);
            actor.Receive(keeping, message);
            while (toItself.TryDequeue(out IMessage? next)) actor.Receive(keeping, next);
        }

        private sealed class Keeping(IActorContext inner, Queue<IMessage> toItself) : ForwardingContext(inner)
        {
            public override void Send(IActorRef receiver, IMessage message)
            {
                if (receiver == Self) toItself.Enqueue(message);
                else base.Send(receiver, message);
            }
        }
    }

    private sealed class OtherDelays(IActorContext inner, Func<SimDuration, SimDuration> change) : ForwardingContext(inner)
    {
        public override IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay) => base.SendLater(receiver, message, change(delay));
    }

    private sealed class OppositeOrder : Fault
    {
        private int _scheduled;

        /// <summary>The more were scheduled before, the shorter what is added, and never enough to make another delay of whole microseconds.</summary>
        public override IActorContext Wrap(IActorContext context) =>
            new OtherDelays(context, delay => delay + SimDuration.FromNanoseconds(Math.Max(0, 900 - ++_scheduled)));
    }

    private sealed class OtherCancel(IActorContext inner, Func<IScheduledSend, bool> cancel) : ForwardingContext(inner)
    {
        public override IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay) =>
            new Scheduled(base.SendLater(receiver, message, delay), cancel);

        private sealed class Scheduled(IScheduledSend inner, Func<IScheduledSend, bool> cancel) : IScheduledSend
        {
            public bool Cancel() => cancel(inner);
        }
    }

    private sealed class OtherNow(IActorContext inner, SimTime now) : ForwardingContext(inner)
    {
        public override SimTime Now => now;
    }

    private sealed class ClockGoesBack : Fault
    {
        private long _turns;

        public override IActorContext Wrap(IActorContext context) =>
            new OtherNow(context, context.Now + SimDuration.FromSeconds(_turns++ % 2 == 0 ? 10 : 5));
    }

    private sealed class OwnClocks : Fault
    {
        private readonly Dictionary<string, long> _turnsOf = new(StringComparer.Ordinal);

        /// <summary>One second per turn of the actor.</summary>
        public override IActorContext Wrap(IActorContext context)
        {
            _turnsOf[context.PathOf(context.Self)] = _turnsOf.GetValueOrDefault(context.PathOf(context.Self)) + 1;
            return new OtherNow(context, SimTime.Zero + SimDuration.FromSeconds(_turnsOf[context.PathOf(context.Self)]));
        }
    }

    private sealed class OtherRandom(IActorContext inner, RandomStream random) : ForwardingContext(inner)
    {
        public override RandomStream Random => random;
    }

    private sealed class LastingRandom : Fault
    {
        private readonly Dictionary<string, RandomStream> _streams = new(StringComparer.Ordinal);

        public override IActorContext Wrap(IActorContext context)
        {
            if (!_streams.TryGetValue(context.PathOf(context.Self), out RandomStream? stream)) _streams[context.PathOf(context.Self)] = stream = context.Random;
            return new OtherRandom(context, stream);
        }
    }

    private sealed class OtherUnhandled(IActorContext inner, Action<IMessage> unhandled) : ForwardingContext(inner)
    {
        public override void Unhandled(IMessage message) => unhandled(message);
    }
}
