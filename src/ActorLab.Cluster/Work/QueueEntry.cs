using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Local;
using ActorLab.Wire;

namespace ActorLab.Cluster.Work;

/// <summary>The end of the broker's queue that leases are put in, and the undertaker of those that nobody is given any more.</summary>
internal sealed class QueueEntry(LabWorkQueue queue, IActorRef feeder) : IActor
{
    private const ushort DeadCredit = 16;

    private ConfirmedPublisher? _publisher;
    private QueueConsumer? _dead;

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            case WorkQueue.Offered(var batch): _publisher!.Publish(new Outgoing(queue.Name, queue.Codec.Encode(batch))); break;
            case WorkQueue.Settled(var number): _dead!.Acknowledge(number); break;
            case WorkQueue.Dead or WorkQueue.Renewed or WorkQueue.Unreachable: context.Send(feeder, message); break;
            case Started: Open(OutsideMail.Into(context.Self)); break;
            case Stopping:
                LabWorkQueue.Close(_publisher);
                LabWorkQueue.Close(_dead);
                break;
            case Restarted(var cause): throw new InvalidOperationException("what was not confirmed is forgotten", cause);
            default: context.Unhandled(message); break;
        }
    }

    private void Open(Action<IMessage> mail)
    {
        void Fail(string reason) => mail(new WorkQueue.Unreachable(reason));
        void Bury(Delivery delivery)
        {
            try
            {
                mail(new WorkQueue.Dead(delivery.Number, queue.Codec.Decode(delivery.Body), delivery.DeadReason ?? "it was put there by somebody"));
            }
            catch (WireFormatException nonsense)
            {
                queue.Report($"the dead-letter queue holds {nonsense.Message}; dropped");
                _dead!.Acknowledge(delivery.Number);
            }
        }

        _publisher = queue.Publisher(() => mail(WorkQueue.Renewed.Instance), Fail);
        _dead = queue.Consumer(queue.Name, isDead: true, DeadCredit, Bury, static () => { }, Fail);
        _dead.Start();
    }
}
