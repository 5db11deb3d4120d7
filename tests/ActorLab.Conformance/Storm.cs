namespace ActorLab.Conformance;

/// <summary>Many senders, many messages, receivers on every kind of dispatcher: the load under which G1 to G4 must hold.</summary>
internal sealed class Storm
{
    public const int SenderCount = 6;
    public const int MessagesPerPair = 200;
    private const int MessagesPerTurn = 20;

    public static readonly ImmutableArray<DispatcherPolicy> Dispatchers =
    [
        DispatcherPolicy.ForkJoin("turn-by-turn", 4) with { Throughput = 1 },
        DispatcherPolicy.ForkJoin("in-batches", 4) with { Throughput = 128 },
        DispatcherPolicy.Shared,
        DispatcherPolicy.Pinned,
        DispatcherPolicy.EventLoop("loop"),
    ];

    private readonly Receiver[] _receivers = [.. Dispatchers.Select(_ => new Receiver())];

    public IReadOnlyList<Receiver> Receivers => _receivers;

    public ActorProps Root()
    {
        int finished = 0;
        return Script.Root(Begin, (_, message) => message is Text && ++finished == _receivers.Length);
    }

    private void Begin(IActorContext context)
    {
        IActorRef root = context.Self;
        IActorRef[] refs =
        [
            .. _receivers.Select((receiver, i) =>
                context.Spawn(Script.Fresh(() => receiver.Turns(root), Dispatchers[i]) with { Name = $"receiver-{i}" })),
        ];
        for (int s = 0; s < SenderCount; s++)
        {
            int sender = s;
            context.Spawn(Script.Fresh(() => SenderTurns(sender, refs), Dispatchers[s % Dispatchers.Length]) with { Name = $"sender-{s}" });
        }
    }

    /// <summary>A few messages per turn, so that the turns of the senders mix.</summary>
    private static Action<IActorContext, IMessage> SenderTurns(int sender, IActorRef[] receivers)
    {
        int next = 0;
        return (context, message) =>
        {
            if (message is not (Started or Go)) return;
            int end = next + MessagesPerTurn;
            for (; next < end; next++)
            {
                foreach (IActorRef receiver in receivers) context.Send(receiver, new FromSender(sender, next));
            }

            if (next < MessagesPerPair) context.Send(context.Self, Go.Instance);
            else foreach (IActorRef receiver in receivers) context.Send(receiver, new Text("that was all"));
        };
    }

    /// <summary>What one receiver saw. Its fields are plain on purpose: nothing but G1 and G2 guards them.</summary>
    /// <remarks>How many turns there were is kept twice: by the actor itself, as its own state, and by a counter that is right whatever the engine does.</remarks>
    internal sealed class Receiver
    {
        private int _turnsByAllThreads;
        private int _sendersDone;
        private int _inside;

        public List<FromSender> Handled { get; } = new(SenderCount * MessagesPerPair);

        /// <summary>Turns that began while another turn of the same actor was running.</summary>
        public int OverlappingTurns { get; private set; }

        /// <summary>Turns that did not see what the turn before had written.</summary>
        public int BlindTurns { get; private set; }

        public Action<IActorContext, IMessage> Turns(IActorRef root)
        {
            int turns = 0;
            return (context, message) =>
            {
                if (Interlocked.Increment(ref _inside) != 1) OverlappingTurns++;
                if (turns != Interlocked.Increment(ref _turnsByAllThreads) - 1) BlindTurns++;
                turns++;
                Note(context, message, root);
                Interlocked.Decrement(ref _inside);
            };
        }

        private void Note(IActorContext context, IMessage message, IActorRef root)
        {
            if (message is FromSender item)
            {
                Handled.Add(item);
                // A message to itself must wait for a turn of its own.
                if (item.Index % 10 == 0) context.Send(context.Self, Go.Instance);
            }

            if (message is Text && ++_sendersDone == SenderCount) context.Send(root, message);
        }
    }
}
