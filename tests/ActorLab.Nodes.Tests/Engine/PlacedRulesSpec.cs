using System.Collections.Immutable;
using System.Reflection;
using ActorLab.Conformance;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Transports;

namespace ActorLab.Nodes.Tests.Engine;

/// <summary>The chapters of all engines once more, with every child of the root on another node than its siblings before and after it, over a channel that loses, repeats and delays.</summary>
public sealed class PlacedRulesSpec
{
    private static readonly ImmutableArray<Type> s_chapters = [typeof(Turns), typeof(Life), typeof(Failure)];

    /// <summary>What cannot be so between nodes, or cannot be seen by a test that shares its memory with them.</summary>
    private static readonly ImmutableArray<string> s_elsewhere =
    [
        "G20_the_policy_decides_by_the_exception", // a function does not travel
        "G23_escalated_from_the_root_the_run_ends_as_failed", // nor does an exception: G44 has the words of it
        "G6_a_bounded_mailbox_rejects_the_message_that_would_overflow_it_and_keeps_the_others_in_order", // root and receiver cannot share a thread
        "G6_a_bounded_mailbox_never_holds_more_however_many_send_at_once", // what was sent need not be in the mailbox yet
        "G16_every_watcher_gets_one_terminated_after_all_that_the_actor_sent_to_it", // its watchers hold the root's reference to the one they watch
    ];

    public static TheoryData<string> Tests =>
        [.. s_chapters.SelectMany(chapter => chapter.GetMethods()).Where(IsOfRule).Select(method => method.Name).Except(s_elsewhere).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Tests))]
    public async Task Placed(string test)
    {
        Type chapter = s_chapters.Single(type => type.GetMethod(test) is not null);
        MethodInfo method = chapter.GetMethod(test)!;
        object?[][] rows = [.. method.GetCustomAttributes<InlineDataAttribute>().SelectMany(data => data.GetData(method))];
        foreach (object?[] row in rows.Length > 0 ? rows : [[]])
        {
            using var suite = (EngineConformance)Activator.CreateInstance(chapter, new Fixture())!;
            await (Task)method.Invoke(suite, row)!;
        }
    }

    private static bool IsOfRule(MethodInfo method) => method.Name.StartsWith('G') && method.GetCustomAttribute<FactAttribute>() is not null;

    private sealed class Turns(EngineFixture fixture) : TurnsConformance(fixture);

    private sealed class Life(EngineFixture fixture) : LifeConformance(fixture);

    private sealed class Failure(EngineFixture fixture) : FailureConformance(fixture);

    private sealed class Fixture : EngineFixture
    {
        public override IEngine CreateEngine() => new PlacingEngine(new InMemoryLauncher(new FaultRates(0.1, 0.1, 0, 5), 1).Engine());
    }

    /// <summary>Places what the root spawns.</summary>
    private sealed class PlacingEngine(IEngine sound) : IEngine
    {
        private const string Role = "placed";

        private static readonly ImmutableArray<string> s_nodes = ["a", "b"];

        public string Name => sound.Name;

        public EngineCapabilities Capabilities => sound.Capabilities;

        public Task<RunResult> RunAsync(ScenarioPlan plan, EngineOptions options, CancellationToken interrupt)
        {
            ScenarioPlan placed = plan with
            {
                Nodes = [.. s_nodes.Select(name => new NodePlan(name))],
                Roles = plan.Roles.Add(Role, static (_, arguments) => ((Boxed)arguments).Props),
                Root = outside => Placing(plan.Root(outside)),
            };
            return sound.RunAsync(placed, options, interrupt);
        }

        private static ActorProps Placing(ActorProps root)
        {
            int spawned = 0;
            Func<IActor> create = ScriptedProps.ScriptOf(root);
            return ScriptedProps.Of(() => new PlacingRoot(create(), () => s_nodes[spawned++ % s_nodes.Length])) with { Name = root.Name, Dispatcher = root.Dispatcher, Supervision = root.Supervision };
        }

        private sealed record Boxed(ActorProps Props) : IMessage;

        private sealed class PlacingRoot(IActor actor, Func<string> nextNode) : IActor
        {
            public void Receive(IActorContext context, IMessage message) => actor.Receive(new Context(context, nextNode), message);
        }

        private sealed class Context(IActorContext inner, Func<string> nextNode) : IActorContext
        {
            public IActorRef Self => inner.Self;

            public IActorRef? Sender => inner.Sender;

            public string PathOf(IActorRef actor) => inner.PathOf(actor);

            public SimTime Now => inner.Now;

            public RandomStream Random => inner.Random;

            public IActorRef Spawn(ActorProps props) =>
                inner.Spawn(ActorProps.OnNode(nextNode(), Role, new Boxed(props)) with { Name = props.Name, Supervision = props.Supervision });

            public void Send(IActorRef receiver, IMessage message) => inner.Send(receiver, message);

            public IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay) => inner.SendLater(receiver, message, delay);

            public void Stop(IActorRef actor) => inner.Stop(actor);

            public void Watch(IActorRef actor) => inner.Watch(actor);

            public void Unwatch(IActorRef actor) => inner.Unwatch(actor);

            public void Execute(IBody body, IMessage item, Occupancy occupancy = Occupancy.Synchronous) => inner.Execute(body, item, occupancy);

            public void Unhandled(IMessage message) => inner.Unhandled(message);
        }
    }
}
