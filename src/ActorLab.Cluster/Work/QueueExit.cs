using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Local;
using ActorLab.Wire;

namespace ActorLab.Cluster.Work;

/// <summary>An end of the broker's queue that leases come out of, for the tap on its node.</summary>
internal sealed class QueueExit(LabWorkQueue queue, string name, IActorRef tap) : LabActor
{
    private QueueConsumer? _consumer;

    protected override void PostRestart(Exception reason) => Self.Tell(PoisonPill.Instance);

    protected override void PostStop() => LabWorkQueue.Close(_consumer);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WorkQueue.Delivered or WorkQueue.Renewed or WorkQueue.Unreachable: tap.Tell(message); break;
            case WorkQueue.Settled(var number): _consumer!.Acknowledge(number); break;
            case WorkQueue.Attach(var credit): Open(OutsideMail.Into(Self), (ushort)Math.Min(credit, ushort.MaxValue)); break;
            default: Unhandled(message); break;
        }
    }

    private void Open(Action<IMessage> mail, ushort credit)
    {
        void Take(Delivery delivery)
        {
            try
            {
                mail(new WorkQueue.Delivered(delivery.Number, queue.Codec.Decode(delivery.Body), delivery.Tries));
            }
            catch (WireFormatException nonsense)
            {
                // No feeder waits for what it did not put in.
                queue.Report($"the work queue holds {nonsense.Message}; dropped");
                _consumer!.Acknowledge(delivery.Number);
            }
        }

        _consumer = queue.Consumer(name, isDead: false, credit, Take, () => mail(WorkQueue.Renewed.Instance), reason => mail(new WorkQueue.Unreachable(reason)));
        _consumer.Start();
    }
}
