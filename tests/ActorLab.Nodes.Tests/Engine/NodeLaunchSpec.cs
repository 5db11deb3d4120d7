using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorLab.Conformance.Scripts;
using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Nodes.Engine;
using ActorLab.Nodes.Links;
using ActorLab.Nodes.Transports;
using ActorLab.TestSupport;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Tests.Engine;

/// <summary>Runs that end while a node is on its way: being launched, or silent when it should join. None is left behind, and none is waited for.</summary>
public sealed class NodeLaunchSpec
{
    private const string Role = "role";

    /// <summary>Longer than any test may take: who waits for it has hung.</summary>
    private static readonly SimDuration s_never = SimDuration.FromSeconds(3_600);

    private static readonly LinkOptions s_impatient = LinkOptions.Default with { JoinTimeout = s_never, StopPatience = SimDuration.FromMilliseconds(20) };

    [Fact]
    public async Task A_run_that_fails_while_a_node_is_launched_ends_after_that_node_has()
    {
        using var lost = new ManualResetEventSlim();
        var reports = new ConcurrentQueue<string>();
        var launcher = new DeafLauncher(() => lost.Wait(HangGuard.Limit));
        RunResult result = await Run(launcher, Script.Props((context, message) =>
        {
            if (message is not Started) return;
            context.Spawn(On("a"));
            throw new PlannedFailureException("planned");
        }) with { Supervision = s_stops }, report: line =>
        {
            reports.Enqueue(line);
            lost.Set();
        });
        Assert.Equal(["a did not join within 20 ms after its actors were to stop"], reports);
        Assert.Equal(RunOutcome.Failed, result.Outcome);
        DeafNode node = Assert.Single(launcher.Nodes);
        Assert.Equal((true, true), (node.WasKilled, node.IsDisposed));
    }

    [Fact]
    public async Task A_run_that_fails_does_not_wait_for_a_node_that_is_silent_while_it_should_join()
    {
        var launcher = new DeafLauncher(static () => { });
        RunResult result = await Run(launcher, Script.Props((context, message) =>
        {
            if (message is Started)
            {
                IActorRef child = context.Spawn(On("a"));
                context.Send(child, new Number(1));
                context.Send(child, new Number(2));
                context.Execute(new ScriptBody(machine => Polling.Until(machine, () => !launcher.Nodes.IsEmpty && launcher.Nodes.All(n => n.WasGreeted), "the node is greeted")), message);
            }
            else if (message is BodyCompleted)
            {
                throw new PlannedFailureException("planned");
            }
        }) with { Supervision = s_stops });
        Assert.Equal(RunOutcome.Failed, result.Outcome);
        Assert.Equal((true, true), (Assert.Single(launcher.Nodes).WasKilled, launcher.Nodes.Single().IsDisposed));
    }

    [Fact]
    public async Task An_interrupted_run_ends_when_its_wind_up_is_over_and_what_a_silent_node_was_sent_is_a_dead_letter()
    {
        var launcher = new DeafLauncher(static () => { });
        using var interrupt = new CancellationTokenSource();
        ActorProps root = Script.Props((context, message) =>
        {
            if (message is Started)
            {
                IActorRef child = context.Spawn(On("a"));
                context.Send(child, new Number(1));
                context.Send(child, new Number(2));
                interrupt.Cancel();
            }
            else if (message is Interrupted)
            {
                context.Stop(context.Self);
            }
        });
        RunResult result = await Run(launcher, root, EngineOptions.Default with { WindUp = SimDuration.FromMilliseconds(50) }, s_impatient with { StopPatience = s_never }, interrupt: interrupt.Token);
        Assert.Equal(RunOutcome.Interrupted, result.Outcome);
        Assert.Equal(
            [new DeadLetter(DeadLetterReason.RunEnded, "root", "root/child", new Number(1)), new DeadLetter(DeadLetterReason.RunEnded, "root", "root/child", new Number(2))],
            result.DeadLetters.Where(letter => letter.Receiver == "root/child"));
        Assert.True(launcher.Nodes.Single().IsDisposed);
    }

    [Fact]
    public async Task A_node_that_does_not_join_in_the_time_it_is_given_is_lost()
    {
        var launcher = new DeafLauncher(static () => { });
        var reports = new ConcurrentQueue<string>();
        await Run(
            launcher,
            Script.Root(context => context.Watch(context.Spawn(On("a"))), (_, message) => message is Terminated),
            links: LinkOptions.Default with { JoinTimeout = SimDuration.FromMilliseconds(20) },
            report: reports.Enqueue);
        Assert.Equal(["a did not join within 20 ms"], reports);
    }

    private static readonly SupervisionPolicy s_stops = new() { Directive = SupervisionDirective.Stop };

    private static ActorProps On(string node) => ActorProps.OnNode(node, Role, Go.Instance) with { Name = "child" };

    private static Task<RunResult> Run(
        DeafLauncher launcher, ActorProps root, EngineOptions? options = null, LinkOptions? links = null, Action<string>? report = null, CancellationToken interrupt = default)
    {
        var plan = new ScenarioPlan { Name = "launch", Root = _ => root, Machine = new MachineProfile { Name = "test", Cores = 2 } };
        plan = plan with { Nodes = [new NodePlan("a")], Roles = plan.Roles.Add(Role, (_, _) => Script.Props((_, _) => { })) };
        var engine = new NodesEngine(launcher, new MessageTable().PackerFor, report ?? (static _ => { }), links ?? s_impatient);
        return Task.Run(
            () => engine.RunAsync(plan, options ?? EngineOptions.Default, interrupt),
            CancellationToken.None).WaitAsync(HangGuard.Limit, CancellationToken.None);
    }

    /// <summary>Starts nodes that never say a word.</summary>
    private sealed class DeafLauncher(Action beforeLaunch) : INodeLauncher
    {
        private ImmutableList<DeafNode> _nodes = [];

        public ImmutableList<DeafNode> Nodes => Volatile.Read(ref _nodes);

        public bool StartsProcesses => false;

        public LinkSettings Settings => LinkSettings.Default;

        public Task<INodeHandle> LaunchAsync(ScenarioPlan plan, NodePlan node)
        {
            beforeLaunch();
            var launched = new DeafNode();
            ImmutableInterlocked.Update(ref _nodes, static (all, one) => all.Add(one), launched);
            return Task.FromResult<INodeHandle>(launched);
        }
    }

    private sealed class DeafNode : INodeHandle, ITransport
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool WasGreeted { get; private set; }

        public bool WasKilled => _ended.Task.IsCompleted;

        public bool IsDisposed { get; private set; }

        public ITransport Transport => this;

        public Task Ended => _ended.Task;

        public void Kill() => _ended.TrySetResult();

        public void Start(ITransportReceiver receiver)
        {
        }

        public bool Send(ReadOnlyMemory<byte> bytes) => WasGreeted = true;

        void IDisposable.Dispose() => IsDisposed = true;
    }
}
