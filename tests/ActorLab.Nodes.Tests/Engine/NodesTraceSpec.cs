using ActorLab.Conformance.Scripts;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Trace;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Transports;
using ActorLab.TestSupport;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Tests.Engine;

/// <summary>The one trace of a run on several nodes.</summary>
public sealed class NodesTraceSpec
{
    private const string Role = "role";

    private readonly TraceLog _trace = new();

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public async Task Every_message_between_nodes_is_sent_received_and_handled_under_one_number(double faults)
    {
        const int rounds = 20;
        await Run(new InMemoryLauncher(new FaultRates(faults, faults, 0, 5), 1), Script.Root(
            context => context.Send(context.Spawn(On("a")), new Number(1)),
            (context, message) =>
            {
                if (message is Number(var round and < rounds)) context.Send(context.Sender!, new Number(round + 1));
                return message is Number(rounds);
            }));
        new TraceCauses(_trace.Events).AssertEverySendEnds();
        foreach (TraceEvent send in _trace.Events.Where(e => e is { Kind: TraceKind.Send, Detail: nameof(Number) }))
        {
            TraceEvent received = Assert.Single(_trace.Events, e => e.Kind == TraceKind.Receive && e.Peer == send.Actor && e.Message == send.Message);
            TraceEvent handled = Assert.Single(_trace.Events, e => e.Kind == TraceKind.Turn && e.Peer == send.Actor && e.Message == send.Message);
            Assert.Equal((send.Peer, send.Peer), (received.Actor, handled.Actor));
            Assert.Equal(received.Place!.Node, handled.Place!.Node);
            Assert.NotEqual(send.Place!.Node, received.Place.Node);
            Assert.True(received.Time <= handled.Start, $"{handled} begins before {received}");
        }

        Assert.Equal(2 * rounds, _trace.Events.Count(e => e.Kind == TraceKind.Receive));
    }

    [Fact]
    public async Task An_actor_on_a_node_is_spawned_once_by_its_parent_and_waits_for_the_start_of_its_process()
    {
        await Run(new InMemoryLauncher(FaultRates.None, 1), Script.Root(
            context => context.Send(context.Spawn(On("a")), new Number(1)),
            (_, message) => message is Number));
        TraceEvent spawned = Assert.Single(_trace.Events, e => e is { Kind: TraceKind.Spawn, Detail: "root/child" });
        Assert.Equal("", spawned.Place!.Node);
        Assert.Equal(_trace.Events.Single(e => e is { Kind: TraceKind.Spawn, Detail: "root" }).Actor, spawned.Peer);
        TraceEvent[] ofChild = [.. _trace.Events.Where(e => e.Actor == spawned.Actor)];
        Assert.Single(ofChild, e => e is { Kind: TraceKind.Wait, Detail: nameof(WaitKind.StartUp), Turn: 1 });
        Assert.Equal(spawned.Peer, Assert.Single(ofChild, e => e is { Kind: TraceKind.Turn, Detail: nameof(Started) }).Peer);
        Assert.Equal("a", Assert.Single(ofChild, e => e.Kind == TraceKind.Stop).Place!.Node);
        // What stands for the parent on the node is the engine's own.
        Assert.Equal(2, _trace.Events.Where(e => e.Kind == TraceKind.Turn).DistinctBy(e => e.Actor).Count());
    }

    [Fact]
    public async Task A_lost_node_is_a_fault_and_its_actors_stop_though_they_cannot_say_so()
    {
        var launcher = new InMemoryLauncher(FaultRates.None, 1);
        await Run(launcher, Script.Root(
            context =>
            {
                IActorRef child = context.Spawn(On("a"));
                context.Watch(child);
                context.Send(child, new Number(1));
            },
            (context, message) =>
            {
                if (message is Number) launcher.Kill("a");
                if (message is Terminated(var gone)) context.Send(gone, Go.Instance);
                return message is Terminated;
            }));
        TraceEvent[] events = _trace.Events;
        Assert.Equal("node 'a' lost", Assert.Single(events, e => e.Kind == TraceKind.Fault).Detail);
        TraceEvent child = Assert.Single(events, e => e is { Kind: TraceKind.Spawn, Detail: "root/child" });
        TraceEvent stopped = Assert.Single(events, e => e.Kind == TraceKind.Stop && e.Actor == child.Actor);
        Assert.Equal("", stopped.Place!.Node);
        TraceEvent told = Assert.Single(events, e => e is { Kind: TraceKind.Turn, Detail: nameof(Terminated) });
        Assert.Equal(child.Actor, told.Peer);
        Assert.True(stopped.Time <= told.Start);
        TraceEvent tooLate = Assert.Single(events, e => e is { Kind: TraceKind.Send, Detail: nameof(Go) });
        TraceEvent dropped = Assert.Single(events, e => e.Kind == TraceKind.Drop && e.Message == tooLate.Message);
        Assert.Equal((tooLate.Actor, child.Actor, nameof(DeadLetterReason.NodeLost)), (dropped.Peer, dropped.Actor, dropped.Detail));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Events_that_nobody_asked_for_or_that_are_not_whole_are_no_op(bool traced)
    {
        var launcher = new InMemoryLauncher(FaultRates.None, 1);
        var hub = new NodeHub(Plan(Script.Root(_ => { }, (_, _) => true)), new EngineOptions { Trace = traced ? _trace : null }, launcher, launcher.PackerFor, _ => { }, LinkOptions.Default);
        Assert.Throws<WireFormatException>(() => hub.OnOp(new TraceOp(new byte[] { 1, 2, 3 })));
        Assert.Empty(_trace.Events);
    }

    private static ActorProps On(string node) => ActorProps.OnNode(node, Role, Go.Instance) with { Name = "child" };

    private static ScenarioPlan Plan(ActorProps root) => new()
    {
        Name = "traced",
        Root = _ => root,
        Machine = new MachineProfile { Name = "real" },
        Nodes = [new NodePlan("a")],
        Roles = System.Collections.Immutable.ImmutableSortedDictionary.Create<string, NodeRole>(StringComparer.Ordinal).Add(
            Role,
            (_, _) => Script.Props((context, message) =>
            {
                if (message is Number) context.Send(context.Sender!, message);
            })),
    };

    private async Task Run(InMemoryLauncher launcher, ActorProps root)
    {
        RunResult result = await Task.Run(
            () => launcher.Engine().RunAsync(
                Plan(root), new EngineOptions { Trace = _trace }, CancellationToken.None)).WaitAsync(HangGuard.Limit);
        Assert.True(result.Outcome == RunOutcome.Completed, $"the run ended as {result.Outcome}: {result.Failure} {result.Cause}");
    }
}
