using Akka.Actor;

namespace ActorLab.VirtualTime.Tests;

/// <summary>What would make a run depend on more than its strategy and seed: each trap is looked at with its cure, and without
/// it, to show that the look would find it.</summary>
public sealed class TrapsSpec
{
    private const int Crowd = 20;

    private static readonly string InOrder = string.Join(' ', Enumerable.Range(0, Crowd));

    /// <summary>What is seen with the cure; null where it is whatever another world with the same seed sees.</summary>
    private sealed record Trap(Traps Kind, string? Seen, Func<VirtualWorld, string> Look);

    private static readonly Dictionary<string, Trap> All = new(StringComparer.Ordinal)
    {
        ["subscribers of the event stream"] = new(Traps.HashTables, InOrder, Subscribers),
        ["children that are stopped with their parent"] = new(Traps.HashTables, InOrder, Children),
        ["watchers"] = new(Traps.HashTables, InOrder, Watchers),
        ["uids"] = new(Traps.RandomNumbers, null, world => $"{world.System().Actor("actor", (_, _) => { }).Path.Uid}"),
        ["random routers"] = new(Traps.RandomNumbers, null, RandomRouter),
        ["the context of a thread in turns"] = new(Traps.ContextInTurns, "actor", AfterAwait),
        ["time-outs of Ask"] = new(Traps.RuntimeTimers, "AskTimeoutException at 3600", AskTimeOut),
        ["work for the thread pool"] = new(Traps.ThreadPool, "own thread", PoolWork),
        ["continuations of questions"] = new(Traps.ThreadPool, "piped, 0 foreign", PipedQuestion),
        ["throughput"] = new(Traps.Throughput, "a1 b1 a2 b2", world => Throughput(world, "akka.actor.default-mailbox")),
        ["throughput of other mailboxes"] = new(Traps.Throughput, "a1 b1 a2 b2", world => Throughput(world, "box")),
        ["loggers numbered per process"] = new(Traps.NumberedNames, null, DigestOfALife),
        ["the clock of throttles"] = new(Traps.ThrottleClock, "0 1, 100 2, 200 3", Throttled),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_trap_is_closed_and_would_be_noticed_if_it_were_open(string name)
    {
        Trap trap = All[name];
        string seen = trap.Seen ?? In(Traps.None, trap.Look);
        Assert.Equal(seen, In(Traps.None, trap.Look));
        Assert.NotEqual(seen, In(trap.Kind, trap.Look));
    }

    [Fact]
    public void Every_trap_is_looked_at() =>
        Assert.Equal(Enum.GetValues<Traps>().Where(trap => trap != Traps.None),
            All.Values.Select(trap => trap.Kind).Distinct().Order());

    private static string In(Traps open, Func<VirtualWorld, string> look)
    {
        using var world = new VirtualWorld(new VirtualWorldOptions { Seed = 7, Open = open });
        return look(world);
    }

    private static string Subscribers(VirtualWorld world)
    {
        ActorSystem system = world.System();
        var order = new List<int>();
        IActorRef[] actors = [.. Enumerable.Range(0, Crowd).Select(i => system.Actor($"a{i}", (_, _) => order.Add(i)))];
        foreach (IActorRef actor in actors.Reverse()) system.EventStream.Subscribe(actor, typeof(string));
        world.RunReady();
        system.EventStream.Publish("published");
        world.RunReady();
        return string.Join(' ', order);
    }

    private static string Children(VirtualWorld world)
    {
        var order = new List<int>();
        IActorRef parent = world.System().Actor("parent", (context, _) =>
        {
            for (int i = 0; i < Crowd; i++)
            {
                int number = i;
                context.ActorOf(Stage.PropsOf(() => new LastWord(() => order.Add(number))), $"child-{i}");
            }
        });
        parent.Tell("make");
        world.RunReady();
        parent.Tell(PoisonPill.Instance);
        world.RunReady();
        return string.Join(' ', order);
    }

    private static string Watchers(VirtualWorld world)
    {
        ActorSystem system = world.System();
        var order = new List<int>();
        IActorRef watched = system.Actor("watched", (_, _) => { });
        IActorRef[] watchers = [.. Enumerable.Range(0, Crowd).Select(i => system.Actor($"w{i}", (context, message) =>
        {
            if (message is Terminated) order.Add(i);
            else context.Watch(watched);
        }))];
        foreach (IActorRef watcher in watchers.Reverse())
        {
            watcher.Tell("watch");
            world.RunReady();
        }

        watched.Tell(PoisonPill.Instance);
        world.RunReady();
        return string.Join(' ', order);
    }

    private static string RandomRouter(VirtualWorld world)
    {
        var order = new List<string>();
        IActorRef router = world.System().ActorOf(new Akka.Routing.RandomPool(5).Props(
            Stage.PropsOf(() => new Named(order))), "router");
        for (int i = 0; i < 40; i++) router.Tell(i);
        world.RunReady();
        return string.Concat(order);
    }

    private static string AfterAwait(VirtualWorld world)
    {
        var seen = new List<string>();
        world.System().ActorOf(Stage.PropsOf(() => new Awaiting(seen)), "actor").Tell("go");
        world.RunUntilIdle();
        return string.Concat(seen);
    }

    private static string AskTimeOut(VirtualWorld world)
    {
        var seen = new List<string>();
        IActorRef silent = world.System().Actor("silent", (_, _) => { });
        _ = Ask();
        world.RunFor(TimeSpan.FromHours(2));
        return string.Concat(seen);

        async Task Ask()
        {
            try
            {
                await silent.Ask<string>("question", TimeSpan.FromHours(1)).ConfigureAwait(false);
            }
            catch (AskTimeoutException problem)
            {
                seen.Add($"{problem.GetType().Name} at {world.Now.TotalSeconds}");
            }
        }
    }

    private static string PoolWork(VirtualWorld world)
    {
        int own = Environment.CurrentManagedThreadId;
        return world.Run(Task.Run(() => Environment.CurrentManagedThreadId)) == own ? "own thread" : "another thread";
    }

    private static string PipedQuestion(VirtualWorld world)
    {
        ActorSystem system = world.System();
        IActorRef answering = system.Actor("answering", (context, _) => context.Sender.Tell("piped"));
        string seen = "";
        system.Actor("asking", (context, message) =>
        {
            if (message is "go") _ = answering.Ask<string>("question").PipeTo(context.Self);
            else seen = $"{message}";
        }).Tell("go");
        world.RunUntil(() => seen.Length > 0);
        return $"{seen}, {world.ForeignPosts} foreign";
    }

    private static string Throughput(VirtualWorld world, string mailbox)
    {
        ActorSystem system = world.System("s", """
            greedy { type = Dispatcher, throughput = 100 }
            box { mailbox-type = "Akka.Dispatch.BoundedMailbox, Akka", mailbox-capacity = 10, mailbox-push-timeout-time = 0s }
            """);
        var order = new List<string>();
        foreach (string name in (string[])["a", "b"])
        {
            Props props = Stage.PropsOf(() => new Named(order)).WithDispatcher("greedy").WithMailbox(mailbox);
            IActorRef actor = system.ActorOf(props, name);
            actor.Tell("1");
            actor.Tell("2");
        }

        world.RunReady();
        return string.Join(' ', order);
    }

    private static string DigestOfALife(VirtualWorld world)
    {
        world.Run(world.System().Terminate());
        return world.Digest;
    }

    private static string Throttled(VirtualWorld world)
    {
        Scenario scenario = Scenarios.All.Single(s => s.Name == "Streams: Throttle");
        var stage = new Stage(world.System(), () => world.Now) { Scale = Digests.Scale };
        scenario.Start(stage);
        world.RunFor(TimeSpan.FromHours(1));
        return string.Join(", ", stage.Notes.Select(note => $"{note.At.TotalSeconds} {note.What}"));
    }

    private sealed class LastWord(Action word) : UntypedActor
    {
        protected override void PostStop() => word();

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Named(List<string> order) : UntypedActor
    {
        protected override void OnReceive(object message) => order.Add($"{Self.Path.Name}{message}");
    }

    private sealed class Awaiting : ReceiveActor
    {
        public Awaiting(List<string> seen) => ReceiveAsync<string>(async _ =>
        {
            await Task.Yield();
            seen.Add(Context.Self.Path.Name);
        });
    }
}
