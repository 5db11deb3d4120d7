using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;

namespace ActorLab.Experiments.ProcessQueue;

/// <summary>Takes one item after the other, until the sentinel comes.</summary>
internal sealed class ProcessQueueConsumer(IActorRef queue, IActorRef root) : LabActor
{
    private long _taken;

    protected override void PreStart() => Ask();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WorkItem item: Execute(TakeBody.Instance, item); break;
            case BodyCompleted(_, Taken taken):
                _taken++;
                root.Tell(taken);
                Ask();
                break;
            case BoundedQueue.Sentinel:
                root.Tell(SentinelTaken.Instance);
                Self.Tell(PoisonPill.Instance);
                break;
            case BodyFailed failed: throw failed.Cause;
            default: Unhandled(message); break;
        }
    }

    private void Ask() => queue.Tell(new BoundedQueue.Demand(_taken + 1));

    private sealed class TakeBody : IBody
    {
        public static readonly TakeBody Instance = new();

        public async ValueTask<IMessage> RunAsync(IMachine machine, IMessage item)
        {
            ThreadIdentity self = await machine.Identify();
            return new Taken(((WorkItem)item).Path.Root.Value, self.ProcessId);
        }
    }
}
