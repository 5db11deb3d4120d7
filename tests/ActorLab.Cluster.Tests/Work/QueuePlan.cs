using System.Collections.Immutable;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;
using ActorLab.TestSupport;
using ActorLab.Wire;

namespace ActorLab.Cluster.Tests.Work;

/// <summary>Items through a work queue to taps on nodes, and their results in order to the outside.</summary>
internal sealed class QueuePlan(int items, int nodes, int itemsPerMessage = 1)
{
    private const string Tap = "tap";
    private const uint ArgumentsTag = 1_000;

    private readonly int _items = items, _nodes = nodes, _itemsPerMessage = itemsPerMessage;

    /// <summary>Done with each item on its node, given the name of the node; nothing by default.</summary>
    public Action<string, long> OnItem { get; init; } = static (_, _) => { };

    public static void AddMessages(WireTable table) => table.Add<Arguments>(ArgumentsTag, Write, Read);

    public ScenarioPlan Build() => new()
    {
        Name = "queue",
        Root = _ => throw new InvalidOperationException("this plan needs a work queue"),
        OverQueues = new QueuedRoot([new WorkQueuePlan("items")], (outside, queues) => new ActorProps(() => new Root(this, outside, queues[0]))),
        Machine = new MachineProfile { Name = "test", Cores = 2 },
        Nodes = [.. Enumerable.Range(1, _nodes).Select(i => new NodePlan($"node-{i}"))],
        Roles = ImmutableSortedDictionary.Create<string, NodeRole>(StringComparer.Ordinal).Add(Tap, TapOn),
    };

    private ActorProps TapOn(NodeState state, IMessage message)
    {
        var arguments = (Arguments)message;
        var body = new DelegateBody(item =>
        {
            OnItem(state.Node, ((WorkItem)item).Path.Root.Value);
            return item;
        });
        return new ActorProps(() => new LeaseTap(new LeaseTapOptions
        {
            Feeder = arguments.Feeder,
            Exit = (tap, spawn) => spawn(state.Queue!.Exit(arguments.Queue, tap)),
            Worker = tap => new ActorProps(() => new Worker(new WorkerOptions { Coordinator = tap, Body = body, Downstream = arguments.Downstream, Prefetch = 64 })) { Dispatcher = DispatcherPolicy.ForkJoin("worker", 1) },
            Credit = 256,
        }));
    }

    private static void Write(Arguments arguments, FieldWriter writer)
    {
        writer.Actor(arguments.Feeder);
        writer.Actor(arguments.Downstream);
        writer.Text(arguments.Queue);
    }

    private static Arguments Read(FieldReader reader) => new(reader.Actor()!, reader.Actor()!, reader.Text());

    private sealed record Arguments(IActorRef Feeder, IActorRef Downstream, string Queue) : IMessage;

    private sealed class Root(QueuePlan plan, IActorRef outside, IWorkQueue queue) : LabActor
    {
        private readonly int _items = plan._items;
        private long _arrived;
        private Coordinator.Finished? _finished;

        protected override void PreStart() => SetUp();

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Resequencer.Completed or Resequencer.Abandoned:
                    _arrived++;
                    outside.Tell(message);
                    EndIfDone();
                    break;
                case LeaseFeeder.Figures: outside.Tell(message); break;
                case Coordinator.Finished finished:
                    _finished = finished;
                    EndIfDone();
                    break;
                case Interrupted: Self.Tell(PoisonPill.Instance); break;
                default: Unhandled(message); break;
            }
        }

        private void EndIfDone()
        {
            if (_finished is null || (_finished.Reason is null && _arrived < _items)) return;
            outside.Tell(_finished);
            Self.Tell(PoisonPill.Instance);
        }

        private void SetUp()
        {
            IActorRef self = Self;
            IActorRef resequencer = Spawn(new ActorProps(() => new Resequencer(self, _items)) { Name = "resequencer" });
            ActorProps Feeder(IActorRef coordinator, int slot) => new(() => new LeaseFeeder(new LeaseFeederOptions
            {
                Coordinator = coordinator,
                Owner = self,
                Entry = queue.Entry,
                Taps = plan._nodes,
                Tap = (feeder, _, tap) => ActorProps.OnNode($"node-{tap + 1}", QueuePlan.Tap, new Arguments(feeder, resequencer, queue.Name)),
                Window = 1_024 * plan._itemsPerMessage,
                ItemsPerMessage = plan._itemsPerMessage,
            }));
            Spawn(new ActorProps(() => new Coordinator(new CoordinatorOptions
            {
                Source = new RangeSource(_items),
                Workers = 1,
                Worker = Feeder,
                Owner = self,
                MaxWorkerRestarts = 0,
                Downstream = resequencer,
            })) { Name = "coordinator" });
        }
    }
}
