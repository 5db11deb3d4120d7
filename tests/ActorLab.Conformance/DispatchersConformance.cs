namespace ActorLab.Conformance;

/// <summary>Dispatchers, G33 and G34: who gets a thread, and which.</summary>
public abstract class DispatchersConformance(EngineFixture fixture) : EngineConformance(fixture)
{
    private bool HasRealThreads => Capabilities.HasFlag(EngineCapabilities.RealThreads);

    [Fact]
    public async Task G33_an_actor_that_always_has_messages_cannot_keep_others_from_their_turns()
    {
        const int throughput = 5, greedyTurns = 5_000, askedAt = 100;
        DispatcherPolicy loop = DispatcherPolicy.EventLoop("loop") with { Throughput = throughput };
        int turns = 0;
        int turnsBefore = -1;
        await Run(Script.Root(
            context =>
            {
                IActorRef root = context.Self;
                IActorRef modest = context.Spawn(Script.Props(
                    (c, m) =>
                    {
                        if (m is not Number) return;
                        turnsBefore = turns;
                        c.Send(root, m);
                    },
                    loop));
                IActorRef greedy = context.Spawn(Script.Props(
                    (c, m) =>
                    {
                        if (++turns == askedAt) c.Send(modest, new Number(1));
                        if (m is Go && turns < greedyTurns) c.Send(c.Self, m);
                    },
                    loop));
                context.Send(greedy, Go.Instance);
            },
            (_, message) => message is Number,
            loop));
        // The greedy one may finish its batch and have one more before the modest one's turn.
        Assert.InRange(turnsBefore, askedAt, askedAt + (2 * throughput));
    }

    [Fact]
    public async Task G33_two_actors_that_keep_each_other_busy_cannot_keep_a_third_from_its_turns()
    {
        const int rounds = 5_000;
        DispatcherPolicy loop = DispatcherPolicy.EventLoop("loop");
        int played = 0;
        int playedBefore = -1;
        await Run(Script.Root(
            context =>
            {
                IActorRef root = context.Self;
                IActorRef modest = context.Spawn(Script.Props(
                    (c, m) =>
                    {
                        if (m is not Number) return;
                        playedBefore = played;
                        c.Send(root, m);
                    },
                    loop));
                IActorRef pong = context.Spawn(Script.Props(
                    (c, m) =>
                    {
                        if (m is Go) c.Send(c.Sender!, m);
                    },
                    loop));
                IActorRef ping = context.Spawn(Script.Props(
                    (c, m) =>
                    {
                        if (m is not Go) return;
                        if (++played == 10) c.Send(modest, new Number(1));
                        if (played < rounds) c.Send(pong, m);
                    },
                    loop));
                context.Send(ping, Go.Instance);
            },
            (_, message) => message is Number,
            loop));
        Assert.InRange(playedBefore, 10, 10 + (4 * DispatcherPolicy.DefaultThroughput));
    }

    [Fact]
    public async Task G33_every_actor_of_many_greedy_ones_gets_its_share()
    {
        const int actors = 4, throughput = 10, enough = 1_000;
        DispatcherPolicy loop = DispatcherPolicy.EventLoop("loop") with { Throughput = throughput };
        int[] turns = new int[actors];
        int[]? atTheEnd = null;
        await Run(Script.Root(
            context =>
            {
                IActorRef root = context.Self;
                for (int i = 0; i < actors; i++)
                {
                    int index = i;
                    IActorRef greedy = context.Spawn(Script.Props(
                        (c, m) =>
                        {
                            if (m is not Go || atTheEnd is not null) return;
                            if (++turns[index] == enough)
                            {
                                atTheEnd = [.. turns];
                                c.Send(root, Go.Instance);
                            }

                            c.Send(c.Self, m);
                        },
                        loop));
                    context.Send(greedy, Go.Instance);
                }
            },
            (_, _) => true,
            loop));
        Assert.All(atTheEnd!, share => Assert.InRange(share, enough - (2 * throughput), enough));
    }

    [Fact]
    public async Task G34_a_fork_join_dispatcher_has_exactly_its_threads()
    {
        const int threads = 3;
        ImmutableArray<ImmutableArray<ThreadIdentity>> seen = await Identities(actors: 9, bodiesPerActor: 4, DispatcherPolicy.ForkJoin("three", threads), gather: threads);
        Assert.Equal(threads, seen.SelectMany(s => s).Select(t => t.ManagedThreadId).Distinct().Count());
    }

    [Fact]
    public async Task G34_pinned_actors_have_a_thread_of_their_own_each()
    {
        ImmutableArray<ImmutableArray<ThreadIdentity>> seen = await Identities(actors: 4, bodiesPerActor: 4, DispatcherPolicy.Pinned, gather: 4);
        Assert.All(seen, ofOne => Assert.Single(ofOne.Select(t => t.ManagedThreadId).Distinct()));
        Assert.Equal(4, seen.Select(ofOne => ofOne[0].ManagedThreadId).Distinct().Count());
    }

    [Fact]
    public async Task G34_an_event_loop_has_one_thread()
    {
        ImmutableArray<ImmutableArray<ThreadIdentity>> seen = await Identities(actors: 4, bodiesPerActor: 4, DispatcherPolicy.EventLoop("loop"), gather: 1);
        Assert.Single(seen.SelectMany(s => s).Select(t => t.ManagedThreadId).Distinct());
    }

    [Fact]
    public async Task G34_dispatchers_share_no_thread()
    {
        var seen = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        Lock gate = new();
        int finished = 0;
        DispatcherPolicy[] dispatchers =
        [
            DispatcherPolicy.ForkJoin("a", 2), DispatcherPolicy.ForkJoin("b", 2), DispatcherPolicy.EventLoop("c"), DispatcherPolicy.EventLoop("d"), DispatcherPolicy.Pinned,
        ];
        await Run(Script.Root(
            context =>
            {
                foreach (DispatcherPolicy dispatcher in dispatchers)
                {
                    var body = new ScriptBody(async machine =>
                    {
                        ThreadIdentity identity = await machine.Identify();
                        lock (gate)
                        {
                            if (!seen.TryGetValue(dispatcher.Name, out HashSet<int>? threads)) seen[dispatcher.Name] = threads = [];
                            threads.Add(identity.ManagedThreadId);
                        }

                        await machine.Sleep(SimDuration.FromMilliseconds(1));
                    });
                    for (int i = 0; i < 3; i++) context.Spawn(Script.Worker(context.Self, body, dispatcher));
                }
            },
            (_, _) => ++finished == 3 * dispatchers.Length));
        Assert.Equal(dispatchers.Length, seen.Count);
        int[] all = [.. seen.Values.SelectMany(threads => threads)];
        Assert.Equal(all.Distinct().Count(), all.Length);
    }

    [Fact]
    public async Task G34_the_calling_thread_is_the_one_that_called_the_engine()
    {
        var turnThreads = new HashSet<int>();
        var bodyThreads = new HashSet<int>();
        var body = new ScriptBody(async machine => bodyThreads.Add((await machine.Identify()).ManagedThreadId));
        int bodies = 0;
        await Run(Script.Root(
            context =>
            {
                turnThreads.Add(Environment.CurrentManagedThreadId);
                context.Spawn(Script.Worker(context.Self, body, DispatcherPolicy.CallingThread));
                context.Execute(body, Go.Instance);
            },
            (_, _) =>
            {
                turnThreads.Add(Environment.CurrentManagedThreadId);
                return ++bodies == 2;
            },
            DispatcherPolicy.CallingThread));
        Assert.Single(bodyThreads);
        Assert.Equal([CallerThreadId], turnThreads);
        if (HasRealThreads) Assert.Equal(turnThreads, bodyThreads);
    }

    [Fact]
    public async Task G34_turns_run_on_the_threads_of_the_dispatcher_too()
    {
        var turnThreads = new HashSet<int>();
        var bodyThreads = new HashSet<int>();
        DispatcherPolicy loop = DispatcherPolicy.EventLoop("loop");
        var body = new ScriptBody(async machine => bodyThreads.Add((await machine.Identify()).ManagedThreadId));
        int rounds = 0;
        await Run(Script.Root(
            context => context.Execute(body, Go.Instance),
            (context, _) =>
            {
                turnThreads.Add(Environment.CurrentManagedThreadId);
                if (++rounds == 10) return true;
                context.Execute(body, Go.Instance);
                return false;
            },
            loop));
        Assert.Single(turnThreads);
        Assert.Single(bodyThreads);
        // A simulated thread has a number of its own, whatever real thread moves it.
        if (HasRealThreads) Assert.Equal(turnThreads, bodyThreads);
    }

    /// <summary>Who ran the bodies of each actor. The bodies wait until <paramref name="gather"/> of them have been running at once.</summary>
    private async Task<ImmutableArray<ImmutableArray<ThreadIdentity>>> Identities(int actors, int bodiesPerActor, DispatcherPolicy on, int gather)
    {
        var crowd = new Crowd();
        var seen = new List<ThreadIdentity>[actors];
        var failures = new List<Exception>();
        int finished = 0;
        await Run(Script.Root(
            context =>
            {
                for (int i = 0; i < actors; i++)
                {
                    List<ThreadIdentity> ofOne = seen[i] = [];
                    context.Spawn(Repeating(context.Self, IdentifyIn(crowd, gather, ofOne), bodiesPerActor, on));
                }
            },
            (_, message) =>
            {
                if (message is BodyFailed failed) failures.Add(failed.Cause);
                return ++finished == actors;
            }));
        Assert.Empty(failures);
        return [.. seen.Select(s => s.ToImmutableArray())];
    }

    private static ScriptBody IdentifyIn(Crowd crowd, int gather, List<ThreadIdentity> seen) => new(async machine =>
    {
        crowd.Enter();
        await crowd.Gather(machine, gather);
        seen.Add(await machine.Identify());
        crowd.Leave();
    });

    private static ActorProps Repeating(IActorRef report, IBody body, int times, DispatcherPolicy on)
    {
        int done = 0;
        return Script.Props(
            (context, message) =>
            {
                if (message is Stopping) return;
                if (message is BodyFailed || done == times) context.Send(report, message);
                else context.Execute(body, Go.Instance);
                done++;
            },
            on);
    }
}
