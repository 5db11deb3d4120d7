using static ActorLab.Local.Tests.LocalScenario;

namespace ActorLab.Local.Tests;

/// <summary>Random trees of actors that spawn, send, stop, fail and restart: the run must end, and the counters must add up.</summary>
public sealed class SoakSpec
{
    private const int MaxDepth = 4;

    private static readonly DispatcherPolicy[] Dispatchers =
    [
        DispatcherPolicy.Shared,
        DispatcherPolicy.Shared with { Throughput = 1 },
        DispatcherPolicy.ForkJoin("pool", 3),
        DispatcherPolicy.ForkJoin("greedy", 2) with { Throughput = 2 },
        DispatcherPolicy.EventLoop("loop"),
        DispatcherPolicy.Pinned,
    ];

    private sealed record Order(int Fuel) : IMessage;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_random_tree_of_actors_ends_and_every_message_is_accounted_for(int seed)
    {
        var tree = new Tree(seed);
        RunResult result = await RunToAnyEnd(tree.Root);
        string what = $"seed {seed}: {result.Outcome} {result.Failure} {result.Counters}";
        Assert.True(result.Outcome == RunOutcome.Completed, what);
        // Every message sent had its turn or became a dead letter; one whose turn failed is both. Terminated is the engine's, unless it failed a turn.
        long undelivered = result.Counters.Sends - tree.UserTurns - (result.Counters.DeadLetters - tree.FailedTurns);
        Assert.True(undelivered == 0, $"{undelivered} undelivered; {what}");
        Assert.True(tree.UserTurns > 100 && result.Counters.DeadLetters > 0 && result.Counters.Restarts > 0 && result.Counters.Failures > result.Counters.Restarts, what);
        Assert.Equal(tree.Spawned + 1, result.Counters.Spawned);
    }

    private sealed class Tree(int seed)
    {
        private long _spawned;
        private long _userTurns;
        private long _failedTurns;
        private int _rootOrders;

        public long Spawned => Interlocked.Read(ref _spawned);

        public long UserTurns => Interlocked.Read(ref _userTurns);

        public long FailedTurns => Interlocked.Read(ref _failedTurns);

        public ActorProps Root(IActorRef outside)
        {
            var children = new List<IActorRef>();
            return TestActor.Props((context, message) =>
            {
                if (message is Order) Interlocked.Increment(ref _userTurns);
                if (message is Started)
                {
                    for (int i = 0; i < 5; i++) children.Add(Child(context, 1, i));
                }
                else if (message is not Order)
                {
                    return;
                }

                if (_rootOrders++ == 500)
                {
                    context.Stop(context.Self);
                    return;
                }

                foreach (IActorRef child in children) context.Send(child, new Order(12));
                context.Send(context.Self, new Order(0));
            });
        }

        private IActorRef Child(IActorContext context, int depth, int number)
        {
            Interlocked.Increment(ref _spawned);
            var random = new RandomStream((ulong)seed).Split($"{context.PathOf(context.Self)}/{number}");
            var supervision = new SupervisionPolicy
            {
                Directive = random.NextInt64(0, 10) switch { 0 => SupervisionDirective.Stop, 1 => SupervisionDirective.Resume, _ => SupervisionDirective.Restart },
                MaxRestarts = (int)random.NextInt64(0, 20),
            };
            bool fragile = random.NextInt64(0, 40) == 0;
            return context.Spawn(ScriptedProps.Of(() => new Node(this, depth, fragile)) with
            {
                Dispatcher = Dispatchers[random.NextInt64(0, depth == 1 ? 5 : 4)],
                Supervision = depth > 1 && random.NextInt64(0, 10) == 0 ? supervision with { Directive = SupervisionDirective.Escalate } : supervision,
            });
        }

        private sealed class Node : IActor
        {
            private readonly Tree _tree;
            private readonly int _depth;
            private readonly List<IActorRef> _known = [];
            private int _children;

            public Node(Tree tree, int depth, bool fragile)
            {
                if (fragile) throw new Planned("it breaks when it is made");
                _tree = tree;
                _depth = depth;
            }

            public void Receive(IActorContext context, IMessage message)
            {
                if (message is Order) Interlocked.Increment(ref _tree._userTurns);
                if (message is Stopping) return;
                long chance = context.Random.NextInt64(0, 99);
                if (chance < 3 && message is Order or Terminated)
                {
                    Interlocked.Increment(ref _tree._failedTurns);
                    throw new Planned($"{context.Self} fails");
                }

                if (context.Sender is { } sender && _known.Count < 8) _known.Add(sender);
                if (_depth < MaxDepth && chance < 20 && _children < 4)
                {
                    IActorRef child = _tree.Child(context, _depth + 1, _children++);
                    if (chance % 2 == 0) context.Watch(child);
                    _known.Add(child);
                }

                if (message is not Order(> 0 and var fuel) || _known.Count == 0) return;
                IActorRef target = _known[(int)context.Random.NextInt64(0, _known.Count - 1)];
                if (chance is 20 or 21 && _depth > 1) context.Stop(context.PathOf(target).StartsWith(context.PathOf(context.Self), StringComparison.Ordinal) ? target : context.Self);
                if (chance is 22 or 23) context.SendLater(context.Self, new Order(0), Ms(1)).Cancel();
                context.Send(target, new Order(fuel - 1));
                if (chance > 60) context.Send(context.Self, new Order(fuel / 2));
            }
        }
    }
}
