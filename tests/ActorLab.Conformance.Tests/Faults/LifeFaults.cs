namespace ActorLab.Conformance.Tests.Faults;

/// <summary>Faults of starting, stopping, watching and naming: G13 to G17.</summary>
internal static class LifeFaults
{
    public static readonly ImmutableArray<Planted> All =
    [
        new("G13", "the first message sent is handled before started", () => new StartedSecond()),
        new("G13", "started comes twice", () => new Wrong(receive: (a, _, c, m) => Repeat(m is Started, a, c, m))),
        new("G13", "the child has its first turn inside spawn", () => new Wrong(context: c => new StartingAtOnce(c))),
        new("G14", "a stop kills instead of draining", () => new Killing(_ => true)),
        new("G14", "stopping never comes", () => new Wrong(receive: (a, _, c, m) => Unless(m is Stopping, a, c, m))),
        new("G14", "stopping comes twice", () => new Wrong(receive: (a, _, c, m) => Repeat(m is Stopping, a, c, m))),
        new("G14", "a stopping actor may not send", () => new Wrong(receive: (a, _, c, m) => a.Receive(m is Stopping ? new Mute(c) : c, m))),
        new("G14", "dead letters of a stopped actor are forgotten", () => new Wrong(result: r => r with { DeadLetters = [] })),
        new("G15", "a parent gets stopping before its children", () => new StoppingEarly()),
        new("G15", "children are stopped without a word", () => new Wrong(receive: (a, _, c, m) => Unless(m is Stopping && Depth(c) > 1, a, c, m))),
        new("G15", "children do not drain", () => new Killing(path => path.Count(x => x == '/') > 1)),
        new("G16", "terminated comes twice", () => new Wrong(receive: (a, _, c, m) => Repeat(m is Terminated, a, c, m))),
        new("G16", "terminated never comes", () => new Wrong(receive: (a, _, c, m) => Unless(m is Terminated, a, c, m))),
        new("G16", "terminated overtakes the last message", () => new TerminatedEarly()),
        new("G16", "unwatch is ignored", () => new Wrong(context: c => new NoUnwatch(c))),
        new("G16", "who watches too late is never told", () => new NotToldLate()),
        new("G17", "a second actor of a name gets another one", () => new Wrong(context: c => new Renaming(c))),
        new("G17", "a name is never free again", () => new NamesUsedUp()),
    ];

    private static int Depth(IActorContext context) => context.PathOf(context.Self).Count(c => c == '/');

    private static void Repeat(bool twice, IActor actor, IActorContext context, IMessage message)
    {
        actor.Receive(context, message);
        if (twice) actor.Receive(context, message);
    }

    private static void Unless(bool lost, IActor actor, IActorContext context, IMessage message)
    {
        if (!lost) actor.Receive(context, message);
    }

    private sealed class StartedSecond : Fault
    {
        private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);

        public override void Receive(IActor actor, ActorProps props, IActorContext context, IMessage message)
        {
            // The root is sent nothing before it has spawned somebody.
            if (message is Started && Depth(context) > 0)
            {
                _waiting.Add(context.PathOf(context.Self));
                return;
            }

            actor.Receive(context, message);
            if (_waiting.Remove(context.PathOf(context.Self))) actor.Receive(context, Started.Instance);
        }
    }

    private sealed class StartingAtOnce(IActorContext inner) : ForwardingContext(inner)
    {
        public override IActorRef Spawn(ActorProps props)
        {
            IActor first = ScriptedProps.ScriptOf(props)();
            first.Receive(this, Started.Instance);
            return base.Spawn(props);
        }
    }

    private sealed class Killing(Func<string, bool> kills) : Fault
    {
        private readonly HashSet<string> _killed = new(StringComparer.Ordinal);

        public override IActorContext Wrap(IActorContext context) => new Context(context, _killed);

        public override void Receive(IActor actor, ActorProps props, IActorContext context, IMessage message)
        {
            string path = context.PathOf(context.Self);
            bool dead = _killed.Any(k => path.StartsWith(k, StringComparison.Ordinal)) && kills(path);
            Unless(dead && message is not (Started or Stopping), actor, context, message);
        }

        private sealed class Context(IActorContext inner, HashSet<string> killed) : ForwardingContext(inner)
        {
            public override void Stop(IActorRef actor)
            {
                killed.Add(PathOf(actor));
                base.Stop(actor);
            }
        }
    }

    private sealed class Mute(IActorContext inner) : ForwardingContext(inner)
    {
        public override void Send(IActorRef receiver, IMessage message)
        {
        }
    }

    /// <summary>Gives an actor that is to stop its last message together with the next one it gets.</summary>
    private sealed class StoppingEarly : Fault
    {
        private readonly HashSet<string> _toStop = new(StringComparer.Ordinal);
        private readonly HashSet<string> _told = new(StringComparer.Ordinal);

        public override IActorContext Wrap(IActorContext context) => new Context(context, _toStop);

        public override void Receive(IActor actor, ActorProps props, IActorContext context, IMessage message)
        {
            string path = context.PathOf(context.Self);
            Unless(message is Stopping && _told.Contains(path), actor, context, message);
            if (_toStop.Remove(path) && _told.Add(path)) actor.Receive(context, Stopping.Instance);
        }

        private sealed class Context(IActorContext inner, HashSet<string> toStop) : ForwardingContext(inner)
        {
            public override void Stop(IActorRef actor)
            {
                toStop.Add(PathOf(actor));
                base.Stop(actor);
            }
        }
    }

    /// <summary>Holds every number back until the next message, behind which it then stands.</summary>
    private sealed class TerminatedEarly : Fault
    {
        private readonly Dictionary<string, IMessage> _heldBack = new(StringComparer.Ordinal);

        public override void Receive(IActor actor, ActorProps props, IActorContext context, IMessage message)
        {
            string path = context.PathOf(context.Self);
            _heldBack.Remove(path, out IMessage? held);
            if (message is Terminated) actor.Receive(context, message);
            if (held is not null) actor.Receive(context, held);
            if (message.GetType().Name == "Number") _heldBack[path] = message;
            else if (message is not Terminated) actor.Receive(context, message);
        }
    }

    private sealed class NoUnwatch(IActorContext inner) : ForwardingContext(inner)
    {
        public override void Unwatch(IActorRef actor)
        {
        }
    }

    private sealed class NotToldLate : Fault
    {
        private readonly HashSet<IActorRef> _terminated = [];

        public override IActorContext Wrap(IActorContext context) => new Context(context, _terminated);

        public override void Receive(IActor actor, ActorProps props, IActorContext context, IMessage message)
        {
            if (message is Terminated(var stopped)) _terminated.Add(stopped);
            actor.Receive(context, message);
        }

        private sealed class Context(IActorContext inner, HashSet<IActorRef> terminated) : ForwardingContext(inner)
        {
            public override void Watch(IActorRef actor)
            {
                if (!terminated.Contains(actor)) base.Watch(actor);
            }
        }
    }

    private sealed class Renaming(IActorContext inner) : ForwardingContext(inner)
    {
        public override IActorRef Spawn(ActorProps props)
        {
            try
            {
                return base.Spawn(props);
            }
            catch (ArgumentException)
            {
                return base.Spawn(props with { Name = null });
            }
        }
    }

    private sealed class NamesUsedUp : Fault
    {
        private readonly HashSet<string> _used = new(StringComparer.Ordinal);

        public override IActorContext Wrap(IActorContext context) => new Context(context, _used);

        private sealed class Context(IActorContext inner, HashSet<string> used) : ForwardingContext(inner)
        {
            public override IActorRef Spawn(ActorProps props)
            {
                if (props.Name is not null && !used.Add($"{PathOf(Self)}/{props.Name}")) throw new ArgumentException($"{props.Name} was used before");
                return base.Spawn(props);
            }
        }
    }
}
