using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;

namespace ActorLab.Experiments.LineCopy;

/// <summary>What a worker in a process of its own is told: whom it works for, and who gets its results.</summary>
/// <param name="Coordinator">Hands out its items.</param>
/// <param name="Downstream">Null where it writes itself.</param>
internal sealed record LineCopyWorkerArguments(ActorRef Coordinator, ActorRef? Downstream) : IMessage;

/// <summary>The one role of line-copy: a worker on the one thread of a process.</summary>
/// <param name="body">Makes what its process works with, from the memory of that process.</param>
/// <param name="prefetch">Items it wants beyond those it has finished.</param>
internal sealed class LineCopyWorkerRole(Func<NodeState, IBody> body, int prefetch)
{
    public const string Name = "line-copy-worker";

    private static readonly DispatcherPolicy OneThread = DispatcherPolicy.ForkJoin("worker", 1);

    /// <summary>The processes are numbered from 1, as their workers' slots are from 0.</summary>
    public static string NodeOf(int slot) => $"process-{slot + 1}";

    public ActorProps Props(NodeState state, IMessage arguments)
    {
        var (coordinator, downstream) = (LineCopyWorkerArguments)arguments;
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
