namespace ActorLab.Conformance.Scripts;

/// <summary>What the suite places on nodes. A role shares nothing with the test: what its actors see, they tell by messages, so it can be in another process, which makes the same table.</summary>
public static class NodeRoles
{
    /// <summary>Keeps what it sees, and tells it all, from its <c>Started</c> on, to whoever sends <see cref="Go"/>.</summary>
    public const string Notes = "notes";

    /// <summary>Counts each <see cref="Go"/> in what its node shares, and answers with its arguments, its node and the count.</summary>
    public const string Counts = "counts";

    /// <summary>Sends a number back, and to <see cref="Go"/> the path of who sent it.</summary>
    public const string Answers = "answers";

    /// <summary>As <see cref="Answers"/>, and tells the first sender what it handled.</summary>
    public const string Drains = "drains";

    /// <summary>Sends a few hundred numbers to whom it meets, asks what that has seen, and passes on the answer.</summary>
    public const string Talks = "talks";

    /// <summary>Watches whom it meets, says so, and later tells the path of who is gone. A number goes to that one, in vain.</summary>
    public const string Watches = "watches";

    /// <summary>Throws what it is told to; answers numbers with how many it has handled since it was made.</summary>
    public const string Fails = "fails";

    /// <summary>Has a child; answers <see cref="Go"/>.</summary>
    public const string Parents = "parents";

    /// <summary>Sends three numbers to whom it meets, and the reference back.</summary>
    public const string Tells = "tells";

    /// <summary>Tries to place an actor on another node, and tells what came of it.</summary>
    public const string Places = "places";

    /// <summary>How many numbers <see cref="Talks"/> sends.</summary>
    public const int Talk = 300;

    public static readonly ImmutableSortedDictionary<string, NodeRole> All = ImmutableSortedDictionary.CreateRange(
        StringComparer.Ordinal,
        new Dictionary<string, NodeRole>
        {
            [Notes] = (_, _) => Script.Fresh(Noting),
            [Counts] = (state, arguments) => Script.Props((context, message) =>
            {
                if (message is Go) context.Send(context.Sender!, new Text($"{((Text)arguments).Value} is {state.Node} {++state.Shared("counter", static () => new Counter()).Value}"));
            }),
            [Answers] = (_, _) => Script.Props(Answer),
            [Drains] = (_, _) => Script.Fresh(Draining),
            [Talks] = (_, _) => Script.Fresh(Talking),
            [Watches] = (_, _) => Script.Fresh(Watching),
            [Fails] = (_, _) => Script.Fresh(Failing),
            [Parents] = (_, _) => Script.Props((context, message) =>
            {
                if (message is Started) context.Spawn(Script.Props((_, _) => { }) with { Name = "below" });
                if (message is Go) context.Send(context.Sender!, Go.Instance);
            }),
            [Tells] = (_, _) => Script.Props((context, message) =>
            {
                if (message is not Meet(var whom)) return;
                for (int i = 0; i < 3; i++) context.Send(whom, new Number(i));
                context.Send(context.Sender!, new Meet(whom));
            }),
            [Places] = (_, arguments) => Script.Props((context, message) =>
            {
                if (message is Go) context.Send(context.Sender!, new Text(Place(context, ((Text)arguments).Value)));
            }),
        });

    private static Action<IActorContext, IMessage> Noting()
    {
        var seen = new List<string>();
        return (context, message) =>
        {
            if (message is Go) context.Send(context.Sender!, new Text(string.Join(", ", seen)));
            else seen.Add(Journal.Describe(message));
        };
    }

    private static void Answer(IActorContext context, IMessage message)
    {
        if (message is Number number) context.Send(context.Sender!, number);
        if (message is Go) context.Send(context.Sender!, new Text(context.PathOf(context.Sender!)));
    }

    private static Action<IActorContext, IMessage> Draining()
    {
        IActorRef? first = null;
        return (context, message) =>
        {
            first ??= context.Sender;
            if (message is Number or Stopping) context.Send(first!, new Text($"there {message.GetType().Name}"));
            Answer(context, message);
        };
    }

    private static Action<IActorContext, IMessage> Talking()
    {
        IActorRef? asker = null;
        return (context, message) =>
        {
            if (message is Text answer) context.Send(asker!, answer);
            if (message is not Meet(var peer)) return;
            asker = context.Sender;
            for (int i = 0; i < Talk; i++) context.Send(peer, new Number(i));
            context.Send(peer, Go.Instance);
        };
    }

    private static Action<IActorContext, IMessage> Watching()
    {
        IActorRef? asker = null;
        return (context, message) =>
        {
            if (message is Meet(var peer))
            {
                asker = context.Sender;
                context.Watch(peer);
                // The watch came before this, and so before the answer.
                context.Send(peer, new Number(0));
            }
            else if (message is Number)
            {
                context.Send(asker!, new Text("watching"));
            }
            else if (message is Terminated(var gone))
            {
                context.Send(gone, new Number(7));
                context.Send(asker!, new Text(context.PathOf(gone)));
            }
        };
    }

    private static Action<IActorContext, IMessage> Failing()
    {
        int handled = 0;
        return (context, message) =>
        {
            if (message is Poison(var cause)) throw cause;
            if (message is Number) context.Send(context.Sender!, new Number(++handled));
        };
    }

    private static string Place(IActorContext context, string node)
    {
        try
        {
            return $"placed {context.PathOf(context.Spawn(ActorProps.OnNode(node, Notes, Go.Instance) with { Name = "placed" }))}";
        }
        catch (ArgumentException refused)
        {
            return $"refused: {refused.Message}";
        }
    }

    private sealed class Counter
    {
        public int Value { get; set; }
    }
}
