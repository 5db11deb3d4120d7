using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;

namespace ActorLab.Experiments.ProcessQueue;

/// <summary>Takes one item after the other, until the sentinel comes.</summary>
internal sealed class ProcessQueueConsumer(IActorRef queue, IActorRef root) : IActor
{
    private long _taken;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case Started: Ask(context); break;
            case WorkItem item: context.Execute(TakeBody.Instance, item); break;
            case BodyCompleted(_, Taken taken):
                _taken++;
                context.Send(root, taken);
                Ask(context);
                break;
            case BoundedQueue.Sentinel:
                context.Send(root, SentinelTaken.Instance);
                context.Stop(context.Self);
                break;
            case BodyFailed failed: throw failed.Cause;
            case Stopping: break;
            default: context.Unhandled(message); break;
        }
    }

    private void Ask(IActorContext context) => context.Send(queue, new BoundedQueue.Demand(_taken + 1));

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
