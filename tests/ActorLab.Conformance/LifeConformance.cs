namespace ActorLab.Conformance;

/// <summary>Life, G13 to G17: starting, stopping, watching, names.</summary>
public abstract class LifeConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    private static readonly DispatcherPolicy Loop = DispatcherPolicy.EventLoop("loop");

    [Fact]
    public async Task G13_the_first_message_is_started_ahead_of_anything_sent()
    {
        var seen = new Dictionary<string, List<IMessage>>(StringComparer.Ordinal);
        await Run(Script.Root(
            context =>
            {
                foreach (DispatcherPolicy dispatcher in Storm.Dispatchers)
                {
                    var messages = new List<IMessage>();
                    IActorRef child = context.Spawn(Script.Props(
                        (c, m) =>
                        {
                            messages.Add(m);
                            if (m is Number(20)) c.Send(c.Sender!, m);
                        },
                        dispatcher));
                    seen.Add(context.PathOf(child), messages);
                    for (int i = 1; i <= 20; i++) context.Send(child, new Number(i));
                }
            },
            (_, _) => seen.Values.All(m => m.Count >= 21)));
        IMessage[] expected = [Started.Instance, .. Enumerable.Range(1, 20).Select(i => new Number(i))];
        Assert.All(seen.Values, messages => Assert.Equal(expected, messages.Take(21)));
        Assert.All(seen.Values, messages => Assert.Single(messages, m => m is Started));
    }

    [Fact]
    public async Task G13_spawn_returns_at_once_though_the_child_cannot_have_a_turn_yet()
    {
        var order = new Journal();
        await Run(Script.Root(
            context =>
            {
                IActorRef root = context.Self;
                context.Spawn(Script.Props((c, _) => order.Add("child"), Loop));
                context.Spawn(Script.Props(
                    (c, m) =>
                    {
                        if (m is Started) c.Send(root, Go.Instance);
                    },
                    Loop));
                order.Add("root");
            },
            (_, message) => message is Go,
            Loop));
        Assert.Equal(["root", "child"], order.Entries.Take(2));
    }

    [Fact]
    public async Task G14_a_stop_drains_what_the_stopping_actor_sent_before()
    {
        const int before = 100;
        var handled = new List<IMessage>();
        RunResult result = await Run(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(Script.Props((_, m) => handled.Add(m)));
                context.Watch(child);
                for (int i = 1; i <= before; i++) context.Send(child, new Number(i));
                context.Stop(child);
                for (int i = 1; i <= 3; i++) context.Send(child, new Text($"after {i}"));
                context.Stop(child);
            },
            (_, message) => message is Terminated));
        Assert.Equal([Started.Instance, .. Enumerable.Range(1, before).Select(i => new Number(i)), Stopping.Instance], handled);
        Assert.Equal(
            [new Text("after 1"), new Text("after 2"), new Text("after 3")],
            result.DeadLetters.Where(l => l.Reason == DeadLetterReason.ReceiverStopped).Select(l => l.Message));
    }

    [Fact]
    public async Task G14_an_actor_that_stops_itself_drains_what_it_sent_itself()
    {
        var seen = new Journal();
        await Run(Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(Script.Props((c, m) =>
                {
                    seen.Add(m);
                    if (m is not Started) return;
                    c.Send(c.Self, new Number(1));
                    c.Send(c.Self, new Number(2));
                    c.Stop(c.Self);
                    seen.Add("end of the first turn");
                }));
                context.Watch(child);
            },
            (_, message) => message is Terminated));
        Assert.Equal(["Started", "end of the first turn", "1", "2", "Stopping"], seen.Entries);
    }

    [Fact]
    public async Task G14_a_stop_during_a_body_waits_for_its_result_and_a_stopping_actor_may_still_send()
    {
        var gate = new Gate();
        var seen = new Journal();
        await Run(Script.Root(
            context =>
            {
                IActorRef root = context.Self;
                IActorRef child = context.Spawn(Script.Props(
                    (c, m) =>
                    {
                        seen.Add(m);
                        if (m is Started) c.Execute(gate.Body(), m);
                        if (m is Stopping) c.Send(root, new Text("farewell"));
                    },
                    DispatcherPolicy.Pinned));
                context.Watch(child);
                context.Send(child, new Number(1));
                context.Stop(child);
                gate.Open();
            },
            (_, message) =>
            {
                if (message is Text) seen.Add(message);
                return message is Terminated;
            }));
        Assert.Equal(["Started", "BodyCompleted", "1", "Stopping", "farewell"], seen.Entries);
    }

    [Fact]
    public async Task G15_children_are_stopped_before_their_parent_and_drain_too()
    {
        var journal = new Journal();
        await Run(Script.Root(
            context =>
            {
                IActorRef top = context.Spawn(Node(0, journal) with { Name = "top" });
                context.Watch(top);
                context.Stop(top);
            },
            (_, message) =>
            {
                if (message is Terminated) journal.Add("the root knows");
                return message is Terminated;
            }) with { Name = "root" });
        string[] nodes = [.. Below("root/top", 0)];
        Assert.Equal(15, nodes.Length);
        foreach (string node in nodes)
        {
            Assert.Equal(1, journal.Count($"{node} stopping"));
            journal.AssertOrder($"{node} stopping", "the root knows");
            if (node == "root/top") continue;
            journal.AssertOrder($"{node} has handled 5", $"{node} stopping");
            journal.AssertOrder($"{node} stopping", $"{node[..node.LastIndexOf('/')]} stopping");
        }
    }

    [Fact]
    public async Task G16_every_watcher_gets_one_terminated_after_all_that_the_actor_sent_to_it()
    {
        const int watcherCount = 5, messageCount = 50;
        var seen = new List<IMessage>[watcherCount];
        IActorRef? watched = null;
        int told = 0;
        await Run(Script.Root(
            context =>
            {
                IActorRef root = context.Self;
                var watchers = new IActorRef[watcherCount];
                watched = context.Spawn(Script.Props((c, m) => SendToAll(c, m, watchers, messageCount)));
                for (int i = 0; i < watcherCount; i++)
                {
                    List<IMessage> messages = seen[i] = [];
                    watchers[i] = context.Spawn(Script.Props((c, m) => NoteUntilQuiet(c, m, watched, root, messages), Storm.Dispatchers[i]));
                }
            },
            (context, message) =>
            {
                // Every watcher says twice where it stands: it watches; it has seen the end and nothing more came.
                if (++told == watcherCount) context.Send(watched!, Go.Instance);
                return told == 2 * watcherCount;
            }));
        IMessage[] expected = [.. Enumerable.Range(1, messageCount).Select(i => new Number(i)), new Terminated(watched!)];
        Assert.All(seen, messages => Assert.Equal(expected, messages));
    }

    [Fact]
    public async Task G16_a_watcher_of_an_actor_that_has_stopped_is_told_at_once()
    {
        var seen = new List<IMessage>();
        IActorRef? stopped = null;
        await Run(Script.Root(
            context =>
            {
                stopped = context.Spawn(Script.Props((_, _) => { }));
                context.Watch(stopped);
                context.Stop(stopped);
            },
            (context, message) =>
            {
                if (context.Sender is null && seen.Count == 0 && message is Terminated)
                {
                    IActorRef root = context.Self;
                    context.Spawn(Script.Props((c, m) =>
                    {
                        if (m is Started) c.Watch(stopped!);
                        if (m is not Terminated) return;
                        seen.Add(m);
                        c.Send(root, Go.Instance);
                    }));
                }

                return message is Go;
            }));
        Assert.Equal([new Terminated(stopped!)], seen);
    }

    [Fact]
    public async Task G16_after_unwatch_a_terminated_that_waits_is_not_handled_any_more()
    {
        var gate = new Gate();
        var seen = new Journal();
        IActorRef? victim = null;
        await Run(Script.Root(
            context =>
            {
                IActorRef root = context.Self;
                victim = context.Spawn(Script.Props((_, _) => { }));
                context.Spawn(Script.Props(
                    (c, m) =>
                    {
                        seen.Add(m);
                        switch (m)
                        {
                            case Started:
                                c.Watch(victim);
                                c.Execute(gate.Body(), m);
                                c.Send(root, new Text("watching"));
                                break;
                            // Comes ahead of the termination, which has been waiting since the gate was shut.
                            case BodyCompleted:
                                c.Unwatch(victim);
                                c.SendLater(c.Self, Go.Instance, SimDuration.FromMilliseconds(5));
                                break;
                            case Go: c.Send(root, m); break;
                            default: break;
                        }
                    },
                    DispatcherPolicy.Pinned));
            },
            (context, message) =>
            {
                if (message is Text)
                {
                    context.Watch(victim!);
                    context.Stop(victim!);
                }

                if (message is Terminated) gate.Open();
                return message is Go;
            }));
        Assert.Equal(["Started", "BodyCompleted", "Go"], seen.Entries.Take(3));
        Assert.Equal(0, seen.Count("Terminated"));
    }

    [Fact]
    public async Task G17_two_living_siblings_never_share_a_name()
    {
        var outcomes = new Journal();
        await Run(Script.Root(
            context =>
            {
                context.Spawn(Named("twin"));
                try
                {
                    context.Spawn(Named("twin"));
                    outcomes.Add("a second twin lives");
                }
                catch (ArgumentException)
                {
                    outcomes.Add("refused");
                }

                IActorRef root = context.Self;
                IActorRef other = context.Spawn(Script.Props((c, m) =>
                {
                    if (m is Started) c.Send(root, new Text(c.PathOf(c.Spawn(Named("twin")))));
                }) with { Name = "other" });
                string[] numbered = [context.NameOf(context.Spawn(Script.Props((_, _) => { }))), context.NameOf(context.Spawn(Script.Props((_, _) => { })))];
                outcomes.Add(numbered.Distinct(StringComparer.Ordinal).Count() == 2 ? "numbered" : "numbered alike");
            },
            (_, message) =>
            {
                outcomes.Add(message);
                return true;
            }) with { Name = "root" });
        Assert.Equal(["refused", "numbered", "root/other/twin"], outcomes.Entries);
    }

    [Fact]
    public async Task G17_a_name_is_free_again_once_its_actor_has_terminated()
    {
        var handled = new Journal();
        IActorRef? first = null, second = null;
        RunResult result = await Run(Script.Root(
            context =>
            {
                first = context.Spawn(Named("phoenix"));
                context.Watch(first);
                context.Stop(first);
            },
            (context, message) =>
            {
                if (message is Terminated)
                {
                    second = context.Spawn(Script.Props((c, m) =>
                    {
                        handled.Add(m);
                        if (m is Go) c.Send(c.Sender!, m);
                    }) with { Name = "phoenix" });
                    context.Send(first!, new Text("for the dead"));
                    context.Send(second, Go.Instance);
                }

                return message is Go;
            }));
        Assert.NotEqual(first, second);
        Assert.Equal(["Started", "Go"], handled.Entries.Take(2));
        Assert.Equal([new Text("for the dead")], result.DeadLetters.Select(l => l.Message));
    }

    private static ActorProps Named(string name) => Script.Props((_, _) => { }) with { Name = name };

    /// <summary>A binary tree of depth 3. Every node gives its children five messages.</summary>
    private static ActorProps Node(int depth, Journal journal) => Script.Props((context, message) =>
    {
        switch (message)
        {
            case Started when depth < 3:
                foreach (string name in (string[])["left", "right"])
                {
                    IActorRef child = context.Spawn(Node(depth + 1, journal) with { Name = name });
                    for (int i = 1; i <= 5; i++) context.Send(child, new Number(i));
                }

                break;
            case Number(var value): journal.Add($"{context.PathOf(context.Self)} has handled {value}"); break;
            case Stopping: journal.Add($"{context.PathOf(context.Self)} stopping"); break;
            default: break;
        }
    });

    private static IEnumerable<string> Below(string path, int depth) =>
        depth == 3 ? [path] : [path, .. Below($"{path}/left", depth + 1), .. Below($"{path}/right", depth + 1)];

    private static void SendToAll(IActorContext context, IMessage message, IActorRef[] receivers, int count)
    {
        if (message is not Go) return;
        for (int i = 1; i <= count; i++)
        {
            foreach (IActorRef receiver in receivers) context.Send(receiver, new Number(i));
        }

        context.Stop(context.Self);
    }

    private static void NoteUntilQuiet(IActorContext context, IMessage message, IActorRef watched, IActorRef root, List<IMessage> seen)
    {
        switch (message)
        {
            case Started:
                // Watching twice asks for the same one message.
                context.Watch(watched);
                context.Watch(watched);
                context.Send(root, Go.Instance);
                break;
            case Number: seen.Add(message); break;
            case Terminated:
                seen.Add(message);
                context.SendLater(context.Self, Go.Instance, SimDuration.FromMilliseconds(2));
                break;
            case Go: context.Send(root, message); break;
            default: break;
        }
    }
}
