using ActorLab.Conformance.Scripts;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Transports;
using ActorLab.TestSupport;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Tests.Engine;

/// <summary>G43 with faults that are seen to happen, and G45, G46 and G48, of the local engine with nodes, in this process.</summary>
public sealed class NodeLossSpec
{
    private const string Role = "role";

    private static readonly LinkSettings s_impatient = new(SimDuration.FromMilliseconds(50), SimDuration.FromSeconds(1), 64);

    private readonly List<string> _reports = [];

    [Fact]
    public async Task G43_forty_rounds_over_a_channel_that_loses_and_repeats_are_forty_rounds()
    {
        var launcher = new InMemoryLauncher(new FaultRates(0.1, 0.1, 0, 5), 1);
        var journal = new Journal();
        await Run(launcher, Answers, Script.Root(
            context => context.Send(context.Spawn(On("a")), new Number(1)),
            (context, message) =>
            {
                journal.Add(message);
                if (message is Number(var round and < 40)) context.Send(context.Sender!, new Number(round + 1));
                return message is Number(40);
            }));
        Assert.Equal(Enumerable.Range(1, 40).Select(i => $"{i}"), journal.Entries);
        Assert.True(launcher.Faults > 0, "nothing was lost or repeated");
    }

    [Fact]
    public async Task G45_the_watcher_of_an_actor_on_a_killed_node_is_told_after_what_that_actor_had_sent()
    {
        var launcher = new InMemoryLauncher(FaultRates.None, 1);
        var journal = new Journal();
        RunResult result = await Run(launcher, Answers, Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(On("a"));
                context.Watch(child);
                context.Send(child, new Number(1));
            },
            (_, message) =>
            {
                journal.Add(message);
                if (message is Number) launcher.Kill("a");
                return message is Terminated;
            }));
        Assert.Equal(RunOutcome.Completed, result.Outcome);
        Assert.Equal(["1", "Terminated"], journal.Entries);
        Assert.Equal(["a closed its end"], _reports);
    }

    [Fact]
    public async Task G45_a_node_that_nothing_reaches_any_more_is_lost_when_it_was_silent_for_too_long()
    {
        var launcher = new InMemoryLauncher(FaultRates.None, 1, s_impatient);
        bool told = false;
        await Run(launcher, Answers, Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(On("a"));
                context.Watch(child);
                context.Send(child, new Number(1));
            },
            (_, message) =>
            {
                if (message is Number) launcher.Cut("a");
                return told = message is Terminated;
            }));
        Assert.True(told);
        Assert.StartsWith("a ", Assert.Single(_reports), StringComparison.Ordinal);
        await launcher.AllEnded.WaitAsync(HangGuard.Limit);
    }

    [Fact]
    public async Task G45_a_message_to_an_actor_of_a_lost_node_is_a_dead_letter()
    {
        var launcher = new InMemoryLauncher(FaultRates.None, 1);
        IActorRef? child = null;
        RunResult result = await Run(launcher, Answers, Script.Root(
            context =>
            {
                context.Watch(child = context.Spawn(On("a")));
                context.Send(child, new Number(1));
            },
            (context, message) =>
            {
                if (message is Number) launcher.Kill("a");
                if (message is Terminated) context.Send(child!, new Number(2));
                return message is Terminated;
            }));
        Assert.Equal(new DeadLetter(DeadLetterReason.NodeLost, "root", "root/child", new Number(2)), Assert.Single(result.DeadLetters));
        Assert.Equal(1, result.Counters.DeadLetters);
    }

    [Fact]
    public async Task G45_actors_of_a_third_node_are_told_and_what_they_send_to_the_lost_one_is_a_dead_letter()
    {
        var launcher = new InMemoryLauncher(FaultRates.None, 1);
        NodeRole role = (_, _) => Script.Fresh(() =>
        {
            IActorRef? root = null;
            return (context, message) =>
            {
                if (message is Meet(var peer))
                {
                    root = context.Sender;
                    context.Watch(peer);
                    context.Send(peer, Go.Instance);
                }
                else if (message is Go)
                {
                    // The watch came before this.
                    context.Send(context.Sender!, new Text("hello"));
                }
                else if (message is Text)
                {
                    context.Send(root!, message);
                }
                else if (message is Terminated(var gone))
                {
                    context.Send(gone, new Number(2));
                    context.Send(root!, new Text(context.PathOf(gone)));
                }
            };
        });
        var journal = new Journal();
        RunResult result = await Run(launcher, role, Script.Root(
            context => context.Send(context.Spawn(On("b", "watcher")), new Meet(context.Spawn(On("a")))),
            (_, message) =>
            {
                journal.Add(message);
                if (message is Text("hello")) launcher.Kill("a");
                return message is Text("root/child");
            }));
        Assert.Equal(["hello", "root/child"], journal.Entries);
        DeadLetter letter = Assert.Single(result.DeadLetters);
        Assert.Equal(new DeadLetter(DeadLetterReason.NodeLost, "root/watcher", "root/child", new Number(2)), letter);
    }

    [Fact]
    public async Task G45_what_was_sent_and_not_acknowledged_when_the_node_was_lost_is_a_dead_letter_once()
    {
        var launcher = new InMemoryLauncher(FaultRates.None, 1, s_impatient);
        IActorRef? near = null, child = null;
        int heard = 0;
        NodeRole role = (_, _) => Script.Props((context, message) =>
        {
            if (message is Number number) context.Send(context.Sender!, number);
            if (message is not Meet(var peer)) return;
            for (int i = 10; i < 13; i++) context.Send(peer, new Number(i));
            context.Send(context.Sender!, Go.Instance);
        });
        RunResult result = await Run(launcher, role, Script.Root(
            context =>
            {
                near = context.Spawn(On("b", "near"));
                context.Watch(child = context.Spawn(On("a")));
                context.Send(child, new Number(1));
            },
            (context, message) =>
            {
                if (message is Number)
                {
                    launcher.Cut("a");
                    for (int i = 2; i < 5; i++) context.Send(child!, new Number(i));
                    context.Send(near!, new Meet(child!));
                }

                // The other one has sent what it had to: before the loss or after it.
                if (message is Terminated or Go) heard++;
                return heard == 2;
            }));
        DeadLetter[] own = [.. Enumerable.Range(2, 3).Select(i => new DeadLetter(DeadLetterReason.NodeLost, "root", "root/child", new Number(i)))];
        DeadLetter[] others = [.. Enumerable.Range(10, 3).Select(i => new DeadLetter(DeadLetterReason.NodeLost, "root/near", "root/child", new Number(i)))];
        Assert.Equal(string.Join("\n", own.Concat(others)), string.Join("\n", result.DeadLetters));
        Assert.Equal(6, result.Counters.DeadLetters);
    }

    [Fact]
    public async Task G45_a_message_of_a_third_node_to_an_actor_of_an_earlier_life_is_a_dead_letter_too()
    {
        var launcher = new InMemoryLauncher(FaultRates.None, 1);
        NodeRole role = (_, _) => Script.Fresh(() =>
        {
            IActorRef? met = null;
            return (context, message) =>
            {
                if (message is Meet(var peer)) met = peer;
                if (message is Meet or Number) context.Send(context.Sender!, message is Number number ? number : Go.Instance);
                if (message is Text) context.Send(met!, new Number(7));
                if (message is Text) context.Send(context.Sender!, message);
            };
        });
        IActorRef? near = null;
        RunResult result = await Run(launcher, role, Script.Root(
            context =>
            {
                near = context.Spawn(On("b", "near"));
                IActorRef first = context.Spawn(On("a", "first"));
                context.Watch(first);
                context.Send(near, new Meet(first));
            },
            (context, message) =>
            {
                if (message is Go) launcher.Kill("a");
                if (message is Terminated) context.Send(context.Spawn(On("a", "second")), new Number(1));
                if (message is Number(1)) context.Send(near!, new Text("now"));
                return message is Text;
            }));
        Assert.Equal(["b", "a", "a"], launcher.Launched.OrderByDescending(n => n, StringComparer.Ordinal));
        Assert.Equal(new DeadLetter(DeadLetterReason.NodeLost, "root/near", "root/first", new Number(7)), Assert.Single(result.DeadLetters));
    }

    [Fact]
    public async Task G45_a_parent_forgets_its_children_on_a_lost_node_and_may_use_their_names_again()
    {
        var launcher = new InMemoryLauncher(FaultRates.None, 1);
        int answers = 0;
        await Run(launcher, Answers, Script.Root(
            Begin,
            (context, message) =>
            {
                if (message is Number && ++answers == 1) launcher.Kill("a");
                if (message is Terminated) Begin(context);
                return answers == 2;
            }));
        Assert.Equal(["a", "a"], launcher.Launched);

        static void Begin(IActorContext context)
        {
            IActorRef child = context.Spawn(On("a"));
            context.Watch(child);
            context.Send(child, new Number(1));
        }
    }

    [Theory]
    [InlineData(0, null, 0)]
    [InlineData(2, null, 2)]
    [InlineData(2, 0, 0)]
    [InlineData(2, 1, 1)]
    [InlineData(1, 3, 3)]
    [InlineData(0, 3, 0)]
    public async Task G46_a_lost_node_is_started_again_with_a_fresh_state_up_to_the_limit_of_the_plan_or_the_engine_and_then_no_more(int inPlan, int? ofEngine, int maxRestarts)
    {
        var launcher = new InMemoryLauncher(FaultRates.None, 1);
        NodeRole counts = (state, _) => Script.Props((context, message) =>
        {
            if (message is Go) context.Send(context.Sender!, new Number(++state.Shared("counter", static () => new Counter()).Value));
        });
        var journal = new Journal();
        int terminated = 0;
        RunResult result = await Run(
            launcher,
            counts,
            Script.Root(
                Next,
                (context, message) =>
                {
                    journal.Add(message);
                    if (message is Number) launcher.Kill("a");
                    if (message is Terminated && ++terminated < maxRestarts + 2) Next(context);
                    return terminated == maxRestarts + 2;
                }),
            inPlan,
            ofEngine);
        string[] life = ["1", "Terminated"];
        Assert.Equal([.. Enumerable.Repeat(life, maxRestarts + 1).SelectMany(l => l), "Terminated"], journal.Entries);
        Assert.Equal(maxRestarts + 1, launcher.Launched.Length);
        Assert.Equal(new DeadLetter(DeadLetterReason.NodeLost, "root", "root/child", Go.Instance), Assert.Single(result.DeadLetters));

        static void Next(IActorContext context)
        {
            IActorRef child = context.Spawn(On("a"));
            context.Watch(child);
            context.Send(child, Go.Instance);
        }
    }

    [Fact]
    public async Task G48_when_the_run_ends_every_node_ends_with_it()
    {
        var launcher = new InMemoryLauncher(FaultRates.None, 1);
        int answers = 0;
        await Run(launcher, Answers, Script.Root(
            context =>
            {
                foreach (string node in new[] { "a", "b" }) context.Send(context.Spawn(On(node, node)), new Number(1));
            },
            (_, _) => ++answers == 2));
        Assert.Equal(["a", "b"], launcher.Launched.Order(StringComparer.Ordinal));
        await launcher.AllEnded.WaitAsync(HangGuard.Limit);
        Assert.Empty(_reports);
    }

    [Fact]
    public async Task G48_an_interrupted_run_ends_its_nodes_too()
    {
        var launcher = new InMemoryLauncher(FaultRates.None, 1);
        using var interrupt = new CancellationTokenSource();
        Task<RunResult> run = Task.Run(() => launcher.Engine(_reports.Add).RunAsync(
            Plan(Answers, Script.Root(
                context => context.Send(context.Spawn(On("a")), new Number(1)),
                (_, message) =>
                {
                    if (message is Number) interrupt.Cancel();
                    return message is Interrupted;
                })),
            EngineOptions.Default,
            interrupt.Token));
        RunResult result = await run.WaitAsync(HangGuard.Limit);
        Assert.Equal(RunOutcome.Interrupted, result.Outcome);
        await launcher.AllEnded.WaitAsync(HangGuard.Limit);
    }

    private static NodeRole Answers => (_, _) => Script.Props((context, message) =>
    {
        if (message is Number number) context.Send(context.Sender!, number);
    });

    private static ActorProps On(string node, string name = "child") => ActorProps.OnNode(node, Role, Go.Instance) with { Name = name };

    private static ScenarioPlan Plan(NodeRole role, ActorProps root, int maxRestarts = NodePlan.DefaultMaxRestarts)
    {
        var plan = new ScenarioPlan { Name = "loss", Root = _ => root, Machine = new MachineProfile { Name = "test", Cores = 2 } };
        return plan with { Nodes = [new NodePlan("a", maxRestarts), new NodePlan("b")], Roles = plan.Roles.Add(Role, role) };
    }

    private async Task<RunResult> Run(InMemoryLauncher launcher, NodeRole role, ActorProps root, int maxRestarts = NodePlan.DefaultMaxRestarts, int? ofEngine = null)
    {
        RunResult result = await Task.Run(
            () => launcher.Engine(_reports.Add, ofEngine).RunAsync(
                Plan(role, root, maxRestarts), EngineOptions.Default, CancellationToken.None)).WaitAsync(HangGuard.Limit);
        Assert.True(result.Outcome == RunOutcome.Completed, $"the run ended as {result.Outcome}: {result.Failure} {result.Cause}");
        return result;
    }

    private sealed class Counter
    {
        public int Value { get; set; }
    }
}
