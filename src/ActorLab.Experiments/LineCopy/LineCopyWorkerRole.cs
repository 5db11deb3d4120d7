using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;

namespace ActorLab.Experiments.LineCopy;

/// <summary>What a worker in a process of its own is told: whom it works for, and who gets its results.</summary>
/// <param name="Coordinator">Hands out its items.</param>
/// <param name="Downstream">Null where it writes itself.</param>
internal sealed record LineCopyWorkerArguments(IActorRef Coordinator, IActorRef? Downstream) : IMessage;

/// <summary>The same for one that takes its items from a work queue.</summary>
/// <param name="Feeder">Keeps the account of what is in the queue.</param>
/// <param name="Downstream">Null where it writes itself.</param>
/// <param name="Queue">The name by which the node gets at it.</param>
internal sealed record LineCopyTapArguments(IActorRef Feeder, IActorRef? Downstream, string Queue) : IMessage;

/// <summary>The roles of line-copy: a worker on the one thread of a process, and the same with a tap before it that takes its items from a work queue.</summary>
/// <param name="body">Makes what its process works with, from the memory of that process.</param>
/// <param name="prefetch">Items it wants beyond those it has finished.</param>
internal sealed class LineCopyWorkerRole(Func<NodeState, IBody> body, int prefetch)
{
    public const string Name = "line-copy-worker";
    public const string TapName = "line-copy-tap";

    /// <summary>Messages of the queue that a node holds: what it is given, the next ones, and those that the root has not noted yet.</summary>
    private const int TapCredit = 16;

    private static readonly DispatcherPolicy OneThread = DispatcherPolicy.ForkJoin("worker", 1);

    /// <summary>The processes are numbered from 1, as their workers' slots are from 0.</summary>
    public static string NodeOf(int slot) => $"process-{slot + 1}";

    public ActorProps Props(NodeState state, IMessage arguments)
    {
        var (coordinator, downstream) = (LineCopyWorkerArguments)arguments;
        return Worker(state, coordinator, downstream);
    }

    public ActorProps TapProps(NodeState state, IMessage arguments)
    {
        var (feeder, downstream, name) = (LineCopyTapArguments)arguments;
        IWorkQueue queue = state.Queue ?? throw new InvalidOperationException($"node '{state.Node}' gets at no work queue");
        return new ActorProps(() => new LeaseTap(new LeaseTapOptions
        {
            Feeder = feeder,
            Exit = (tap, spawn) => spawn(queue.Exit(name, tap) with { Name = "exit" }),
            Worker = tap => Worker(state, tap, downstream),
            Credit = TapCredit,
        }));
    }

    private ActorProps Worker(NodeState state, IActorRef coordinator, IActorRef? downstream)
    {
        IBody own = body(state);
        return new ActorProps(() => new Worker(new WorkerOptions
        {
            Coordinator = coordinator,
            Body = own,
            Prefetch = prefetch,
            Downstream = downstream,
        })) { Dispatcher = OneThread };
    }
}
