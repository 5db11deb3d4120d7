namespace ActorLab.Conformance.Tests.Faults;

/// <summary>Faults of nodes: G42 to G48.</summary>
internal static class NodeFaults
{
    public static readonly ImmutableArray<Planted> All =
    [
        new("G42", "all nodes share one state", () => new StateOf(_ => "one")),
        new("G42", "every actor has a state of its own", () => new Roles(role => (state, arguments) => role(new NodeState(state.Node), arguments))),
        new("G42", "a role is made without its arguments", () => new Roles(role => (state, _) => role(state, new Text("nothing")))),
        new("G42", "the first message to a new actor is lost", () => Loses(m => m is Number(0))),
        new("G42", "an actor on a node is never told that it has started", () => new Wrong(receive: (a, _, c, m) => Unless(m is Started && IsPlaced(c), a, c, m))),
        new("G43", "a message is lost on its way", () => Loses(m => m is Number(142))),
        new("G43", "a message arrives twice", () => Repeats(m => m is Number(142))),
        new("G43", "a message is overtaken", () => new Overtaken()),
        new("G44", "nobody knows who sent a message", () => new Wrong(context: c => new Anonymous(c))),
        new("G44", "the sender is another reference than the actor that was spawned", () => new Wrong(context: c => new Lookalikes(c))),
        new("G44", "actors on other nodes cannot be stopped", () => new Wrong(context: c => new Unstoppable(c))),
        new("G44", "actors on other nodes cannot be watched", () => Loses(m => m is Terminated)),
        new("G44", "a watcher is told twice", () => Repeats(m => m is Terminated)),
        new("G44", "unwatch is ignored", () => new Wrong(context: c => new NoUnwatch(c))),
        new("G44", "an actor on a node stops without a last message", () => new Wrong(receive: (a, _, c, m) => Unless(m is Stopping && IsPlaced(c), a, c, m))),
        new("G44", "the spawner's policy does not travel", () => new Wrong(props: p => p.Placement is null ? p : p with { Supervision = new SupervisionPolicy { Directive = SupervisionDirective.Resume } })),
        new("G44", "an escalated failure arrives without words", () => new Wrong(result: r => r.Cause is null ? r : r with { Cause = new RemoteFailureException("Exception", "it failed") })),
        new("G44", "what nodes count is not added", () => new Wrong(result: r => r with { Counters = r.Counters with { Turns = r.Counters.Turns - 1 } })),
        new("G44", "dead letters of nodes are forgotten", () => new Wrong(result: r => r with { DeadLetters = [] })),
        new("G45", "nobody is told of a loss", () => Loses(m => m is Terminated)),
        new("G45", "a loss is told before what came earlier", () => new Wrong(receive: ToldEarly)),
        new("G45", "messages to a lost node vanish", () => new Wrong(result: r => r with { DeadLetters = [] })),
        new("G45", "a lost node looks like an actor that stopped", () => new Wrong(result: r => r with { DeadLetters = [.. r.DeadLetters.Select(d => d with { Reason = DeadLetterReason.ReceiverStopped })] })),
        new("G45", "only watchers on the root's node are told", () => new Wrong(receive: (a, _, c, m) => Unless(m is Terminated && IsPlaced(c), a, c, m))),
        new("G46", "a node comes back with the state it had", () => new StateOf(state => state.Node)),
        new("G46", "a node never comes back", () => Restarts(_ => 0)),
        new("G46", "a node comes back once too often", () => Restarts(limit => limit + 1)),
        new("G47", "a message without a wire form vanishes without a word", () => Loses(m => m is Homebound)),
        new("G47", "what follows a message without a wire form is lost too", () => Loses(m => m is Number(2))),
        new("G48", "a node goes on when the run is over", () => new Survivor()),
    ];

    private static bool IsPlaced(IActorContext context) => context.PathOf(context.Self).Contains('/', StringComparison.Ordinal);

    private static Wrong Loses(Predicate<IMessage> lost) => new(receive: (a, _, c, m) => Unless(lost(m), a, c, m));

    private static Wrong Repeats(Predicate<IMessage> repeated) => new(receive: (a, _, c, m) =>
    {
        a.Receive(c, m);
        if (repeated(m)) a.Receive(c, m);
    });

    private static Wrong Restarts(Func<int, int> limit) => new(plan: p => p with { Nodes = [.. p.Nodes.Select(n => n with { MaxRestarts = limit(n.MaxRestarts) })] });

    private static void Unless(bool lost, IActor actor, IActorContext context, IMessage message)
    {
        if (!lost) actor.Receive(context, message);
    }

    /// <summary>The answer of the one that is watched comes with the word of its end.</summary>
    private static void ToldEarly(IActor actor, ActorProps props, IActorContext context, IMessage message)
    {
        if (message is Number && context.PathOf(context.Self) == "root") actor.Receive(context, new Terminated(context.Sender!));
        actor.Receive(context, message);
    }

    private sealed class Roles(Func<NodeRole, NodeRole> change) : Fault
    {
        public override NodeRole Rewrite(NodeRole role) => change(role);
    }

    /// <summary>States that are one when they should be several.</summary>
    private sealed class StateOf(Func<NodeState, string> key) : Fault
    {
        private readonly Dictionary<string, NodeState> _states = new(StringComparer.Ordinal);

        public override NodeRole Rewrite(NodeRole role) => (state, arguments) =>
        {
            if (!_states.TryGetValue(key(state), out NodeState? kept)) _states.Add(key(state), kept = state);
            return role(kept, arguments);
        };
    }

    private sealed class Overtaken : Fault
    {
        private readonly Dictionary<string, IMessage> _late = new(StringComparer.Ordinal);

        public override void Receive(IActor actor, ActorProps props, IActorContext context, IMessage message)
        {
            if (message is Number(142) && _late.TryAdd(context.PathOf(context.Self), message)) return;
            actor.Receive(context, message);
            if (message is Number(143)) actor.Receive(context, _late[context.PathOf(context.Self)]);
        }
    }

    private sealed class Anonymous(IActorContext inner) : ForwardingContext(inner)
    {
        public override IActorRef? Sender => null;
    }

    /// <summary>Looks like another actor and is not the same.</summary>
    private sealed class Lookalike(IActorRef actor) : Akka.Actor.MinimalActorRef
    {
        public override Akka.Actor.ActorPath Path => actor.Path.WithUid(actor.Path.Uid + 1);

        public override Akka.Actor.IActorRefProvider Provider => throw new NotSupportedException("it has no provider");

        protected override void TellInternal(object message, IActorRef sender) => throw new NotSupportedException("it is the same to nobody");
    }

    private sealed class Lookalikes(IActorContext inner) : ForwardingContext(inner)
    {
        public override IActorRef? Sender => base.Sender is { } sender && !IsPlaced(this) ? new Lookalike(sender) : base.Sender;
    }

    private sealed class Unstoppable(IActorContext inner) : ForwardingContext(inner)
    {
        public override void Stop(IActorRef actor)
        {
            if (actor == Self) base.Stop(actor);
        }
    }

    private sealed class NoUnwatch(IActorContext inner) : ForwardingContext(inner)
    {
        public override void Unwatch(IActorRef actor)
        {
        }
    }

    private sealed class Survivor : Fault
    {
        public override int NodesLeft => 1;
    }
}
