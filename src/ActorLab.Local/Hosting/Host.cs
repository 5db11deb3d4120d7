using Akka.Actor;
using ActorLab.Local.Cells;
using ActorCell = ActorLab.Local.Cells.ActorCell;

namespace ActorLab.Local.Hosting;

/// <summary>The Akka actor that gives a cell its turns.</summary>
internal sealed class Host(ActorCell cell) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        cell.Receive((IMessage)message, Sender as WatchableRef);
        if (cell.HasTerminated) Context.Stop(Self);
    }

    protected override void PostStop() => cell.HostStopped();

    internal sealed class Producer(ActorCell cell) : IIndirectActorProducer
    {
        public Type ActorType => typeof(Host);

        public ActorBase Produce() => new Host(cell);

        public void Release(ActorBase actor)
        {
            // The cell lives for as long as anything knows it.
        }
    }
}
