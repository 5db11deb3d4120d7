using System.Collections.Immutable;
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
            Exit = context => context.Spawn(state.Queue!.Exit(arguments.Queue, context.Self)),
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

    private sealed class Root(QueuePlan plan, IActorRef outside, IWorkQueue queue) : IActor
    {
        private readonly int _items = plan._items;
        private long _arrived;
        private Coordinator.Finished? _finished;

        public void Receive(IActorContext context, IMessage message)
        {
            switch (message)
            {
                case Started: SetUp(context); break;
                case Resequencer.Completed or Resequencer.Abandoned:
                    _arrived++;
                    context.Send(outside, message);
                    EndIfDone(context);
                    break;
                case LeaseFeeder.Figures: context.Send(outside, message); break;
                case Coordinator.Finished finished:
                    _finished = finished;
                    EndIfDone(context);
                    break;
                case Stopping: break;
                case Interrupted: context.Stop(context.Self); break;
                default: context.Unhandled(message); break;
            }
        }

        private void EndIfDone(IActorContext context)
        {
            if (_finished is null || (_finished.Reason is null && _arrived < _items)) return;
            context.Send(outside, _finished);
            context.Stop(context.Self);
        }

        private void SetUp(IActorContext context)
        {
            IActorRef self = context.Self;
            IActorRef resequencer = context.Spawn(new ActorProps(() => new Resequencer(self, _items)) { Name = "resequencer" });
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
            context.Spawn(new ActorProps(() => new Coordinator(new CoordinatorOptions
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
