using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Local;
using ActorLab.Wire;

namespace ActorLab.Cluster.Work;

/// <summary>The end of the broker's queue that leases are put in, and the undertaker of those that nobody is given any more.</summary>
internal sealed class QueueEntry(LabWorkQueue queue, IActorRef feeder) : LabActor
{
    private const ushort DeadCredit = 16;

    private ConfirmedPublisher? _publisher;
    private QueueConsumer? _dead;

    protected override void PreStart() => Open(OutsideMail.Into(Self));

    protected override void PostRestart(Exception reason) =>
        throw new InvalidOperationException("what was not confirmed is forgotten", reason);

    protected override void PostStop()
    {
        LabWorkQueue.Close(_publisher);
        LabWorkQueue.Close(_dead);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WorkQueue.Offered(var batch): _publisher!.Publish(new Outgoing(queue.Name, queue.Codec.Encode(batch))); break;
            case WorkQueue.Settled(var number): _dead!.Acknowledge(number); break;
            case WorkQueue.Dead or WorkQueue.Renewed or WorkQueue.Unreachable: feeder.Tell(message); break;
            default: Unhandled(message); break;
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
