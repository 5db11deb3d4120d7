namespace ActorLab.Conformance;

/// <summary>Turns and messages, G7 to G11: what an actor learns from its context, and what it sends to itself or later.</summary>
public abstract class ContextConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    private static readonly DispatcherPolicy Loop = DispatcherPolicy.EventLoop("loop");

    [Fact]
    public async Task G7_the_sender_is_the_actor_that_sent_and_null_for_the_engine()
    {
        var senders = new Journal();
        await Run(Script.Root(
            context =>
            {
                IActorRef root = context.Self;
                IActorRef child = context.Spawn(Script.Props((c, m) => NoteSenders(c, m, root, senders)) with { Name = "child" });
                context.Watch(child);
                context.Send(child, new Number(1));
                context.SendLater(child, Go.Instance, SimDuration.FromMilliseconds(1));
            },
            (context, message) =>
            {
                if (message is Go) context.Send(context.Sender!, new Poison(new PlannedFailureException("planned")));
                return message is Terminated;
            }) with { Name = "root" });
        Assert.Equal(
            [
                "Started from nobody", "1 from root", "Go from root", "BodyCompleted from nobody", "2 from root/child", "3 from root/child",
                "Terminated from nobody", "Poison from root", "Restarted from nobody", "Stopping from nobody",
            ],
            senders.Entries);
    }

    [Fact]
    public async Task G7_a_message_passed_on_has_its_last_sender()
    {
        IActorRef? relay = null, seen = null;
        await Run(Script.Root(
            context =>
            {
                IActorRef end = context.Spawn(Script.Props((c, m) =>
                {
                    if (m is not Number) return;
                    seen = c.Sender;
                    c.Send(c.Sender!, new Text("seen"));
                }));
                IActorRef root = context.Self;
                relay = context.Spawn(Script.Props((c, m) =>
                {
                    if (m is Number) c.Send(end, m);
                    if (m is Text) c.Send(root, m);
                }));
                context.Send(relay, new Number(1));
            },
            (_, message) => message is Text));
        Assert.NotNull(seen);
        Assert.Same(relay, seen);
    }

    [Fact]
    public async Task G8_a_message_to_itself_is_handled_in_a_later_turn_after_those_that_waited()
    {
        var handled = new Journal();
        await Run(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(Script.Props(
                    (c, m) =>
                    {
                        if (m is not Number) return;
                        handled.Add(m);
                        if (m is Number(1))
                        {
                            c.Send(c.Self, new Number(3));
                            handled.Add("end of the first turn");
                        }

                        if (m is Number(3)) c.Stop(c.Self);
                    },
                    Loop));
                context.Watch(child);
                context.Send(child, new Number(1));
                context.Send(child, new Number(2));
            },
            (_, message) => message is Terminated,
            Loop));
        Assert.Equal(["1", "end of the first turn", "2", "3"], handled.Entries);
    }

    [Fact]
    public async Task G9_a_message_sent_later_is_not_handled_before_its_delay()
    {
        SimDuration[] delays = [SimDuration.FromMilliseconds(-1), SimDuration.Zero, SimDuration.FromNanoseconds(1), SimDuration.FromMicroseconds(150), SimDuration.FromMilliseconds(7)];
        var waited = new List<SimDuration>();
        SimTime sentAt = default;
        await Run(Script.Root(
            context =>
            {
                sentAt = context.Now;
                for (int i = 0; i < delays.Length; i++) context.SendLater(context.Self, new Number(i), delays[i]);
            },
            (context, _) =>
            {
                waited.Add(context.Now - sentAt);
                return waited.Count == delays.Length;
            }));
        for (int i = 0; i < delays.Length; i++) Assert.True(waited[i] >= delays[i], $"{delays[i]} asked for, {waited[i]} waited");
    }

    [Fact]
    public async Task G9_of_messages_sent_later_the_shorter_delay_comes_first_and_equal_delays_keep_their_order()
    {
        int[] delaysMs = [5, 1, 5, 0, 3, 1, 0, 5, 3, 0, 2, 2];
        var handled = new List<int>();
        await Run(Script.Root(
            context =>
            {
                IActorRef root = context.Self;
                IActorRef receiver = context.Spawn(Script.Props((c, m) =>
                {
                    if (m is not Number(var index)) return;
                    handled.Add(index);
                    if (handled.Count == delaysMs.Length) c.Send(root, Go.Instance);
                }));
                for (int i = 0; i < delaysMs.Length; i++) context.SendLater(receiver, new Number(i), SimDuration.FromMilliseconds(delaysMs[i]));
            },
            (_, message) => message is Go));
        Assert.Equal(Enumerable.Range(0, delaysMs.Length).OrderBy(i => delaysMs[i]), handled);
    }

    [Fact]
    public async Task G9_a_cancelled_message_is_never_handled_and_cancel_tells_whether_it_was_in_time()
    {
        var answers = new List<bool>();
        var handled = new Journal();
        IScheduledSend? delivered = null;
        await Run(Script.Root(
            context =>
            {
                IScheduledSend far = context.SendLater(context.Self, new Text("far"), SimDuration.FromSeconds(3_600));
                IScheduledSend near = context.SendLater(context.Self, new Text("near"), SimDuration.FromMilliseconds(5));
                delivered = context.SendLater(context.Self, new Text("delivered"), SimDuration.FromMilliseconds(1));
                context.SendLater(context.Self, Go.Instance, SimDuration.FromMilliseconds(15));
                answers.AddRange([far.Cancel(), far.Cancel(), near.Cancel()]);
            },
            (_, message) =>
            {
                handled.Add(message);
                if (message is not Go) return false;
                answers.Add(delivered!.Cancel());
                return true;
            }));
        Assert.Equal(["delivered", "Go"], handled.Entries);
        Assert.Equal([true, false, true, false], answers);
    }

    [Fact]
    public async Task G9_a_cancel_that_races_with_the_delivery_tells_the_truth()
    {
        const int count = 200;
        var scheduled = new IScheduledSend[count];
        var handled = new bool[count];
        var cancelled = new bool[count];
        await Run(Script.Root(
            context =>
            {
                // Delays of 0 to 4 ms: some are due before their turn to be cancelled comes, others are not.
                for (int i = 0; i < count; i++) scheduled[i] = context.SendLater(context.Self, new Number(i), SimDuration.FromMicroseconds(i * 37 % 100 * 40));
                context.SendLater(context.Self, Go.Instance, SimDuration.FromMilliseconds(2));
                context.SendLater(context.Self, new Text("end"), SimDuration.FromMilliseconds(20));
            },
            (_, message) =>
            {
                if (message is Number(var index)) handled[index] = true;
                if (message is Go)
                {
                    for (int i = 0; i < count; i++) cancelled[i] = scheduled[i].Cancel();
                }

                return message is Text;
            }));
        for (int i = 0; i < count; i++) Assert.True(handled[i] != cancelled[i], $"message {i}: handled {handled[i]}, cancelled {cancelled[i]}");
    }

    [Fact]
    public async Task G10_now_never_goes_back_and_no_message_is_handled_before_it_was_sent()
    {
        const int rounds = 100;
        var backwards = new Journal();
        DispatcherPolicy[] dispatchers = [.. Storm.Dispatchers];
        await Run(Script.Root(
            context =>
            {
                IActorRef root = context.Self;
                IActorRef[] ring = new IActorRef[dispatchers.Length];
                for (int i = 0; i < ring.Length; i++)
                {
                    int next = (i + 1) % ring.Length;
                    ring[i] = context.Spawn(Script.Fresh(() => PassOn(() => ring[next], root, rounds, backwards), dispatchers[i]));
                    // Some are busier than others: a clock that an actor keeps for itself drifts away.
                    for (int extra = 0; extra < 5 * i; extra++) context.Send(ring[i], Go.Instance);
                }

                context.Send(ring[0], new Stamped(0, context.Now));
            },
            (_, message) => message is Go));
        Assert.Empty(backwards.Entries);
    }

    [Fact]
    public async Task G11_random_depends_on_the_seed_and_the_path_alone_and_begins_anew_after_a_restart()
    {
        var drawn = new Dictionary<string, List<ulong>>(StringComparer.Ordinal);
        var paths = new List<string>();
        await Run(Script.Root(
            context =>
            {
                for (int i = 1; i <= 2; i++)
                {
                    IActorRef child = context.Spawn(Script.Props((c, m) => Draw(c, m, drawn), Loop) with { Name = $"child-{i}" });
                    paths.Add(context.PathOf(child));
                    context.Send(child, new Poison(new PlannedFailureException("restart")));
                    context.Send(child, Go.Instance);
                }
            },
            (_, message) => message is Go && drawn.Count == 2 && drawn.Values.All(d => d.Count == 8),
            Loop));
        foreach (string path in paths)
        {
            RandomStream expected = new RandomStream(Seed).Split(path);
            ulong[] four = [.. Enumerable.Range(0, 4).Select(_ => expected.NextUInt64())];
            Assert.Equal([.. four, .. four], drawn[path]);
        }

        Assert.Equal(2, drawn.Values.Select(d => d[0]).Distinct().Count());
    }

    private static void Draw(IActorContext context, IMessage message, Dictionary<string, List<ulong>> drawn)
    {
        string path = context.PathOf(context.Self);
        if (!drawn.TryGetValue(path, out List<ulong>? numbers)) drawn[path] = numbers = [];
        switch (message)
        {
            case Started or Restarted:
                for (int i = 0; i < 4; i++) numbers.Add(context.Random.NextUInt64());
                break;
            case Poison poison: throw poison.Cause;
            case Go: context.Send(context.Sender!, message); break;
            default: break;
        }
    }

    private static Action<IActorContext, IMessage> PassOn(Func<IActorRef> next, IActorRef root, int rounds, Journal backwards)
    {
        SimTime last = SimTime.Zero;
        return (context, message) =>
        {
            SimTime now = context.Now;
            if (now < last) backwards.Add($"{context.Self}: {now} after {last}");
            if (message is Stamped(var round, var sentAt))
            {
                if (now < sentAt) backwards.Add($"{context.Self}: handled {now}, sent {sentAt}");
                if (round == rounds) context.Send(root, Go.Instance);
                else context.Send(next(), new Stamped(round + 1, context.Now));
            }

            last = context.Now;
            if (last < now) backwards.Add($"{context.Self}: {last} after {now} in one turn");
        };
    }

    private static void NoteSenders(IActorContext context, IMessage message, IActorRef root, Journal senders)
    {
        string what = message is Number number ? $"{number.Value}" : message.GetType().Name;
        senders.Add($"{what} from {(context.Sender is { } sender ? context.PathOf(sender) : "nobody")}");
        switch (message)
        {
            case Go:
                context.Execute(new ScriptBody(_ => ValueTask.CompletedTask), message);
                break;
            case BodyCompleted:
                context.Send(context.Self, new Number(2));
                break;
            case Number(2):
                context.SendLater(context.Self, new Number(3), SimDuration.FromMilliseconds(1));
                break;
            case Number(3):
                IActorRef child = context.Spawn(Script.Props((_, _) => { }));
                context.Watch(child);
                context.Stop(child);
                break;
            case Terminated:
                context.Send(root, Go.Instance);
                break;
            case Poison poison: throw poison.Cause;
            case Restarted:
                context.Stop(context.Self);
                break;
            default: break;
        }
    }

    /// <summary>A message that carries the time at which it was sent.</summary>
    private sealed record Stamped(int Round, SimTime SentAt) : IMessage;
}
