using Akka.Actor;
using ActorLab.Local.Cells;
using ActorCell = ActorLab.Local.Cells.ActorCell;

namespace ActorLab.Local.Hosting;

/// <summary>The Akka actor that gives a cell its turns.</summary>
internal sealed class Host(ActorCell cell) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        // An actor of Akka's that the cell has started may say anything to its parent.
        if (message is IMessage own) cell.Receive(own, Sender as WatchableRef);
        else Unhandled(message);
        if (cell.HasTerminated) Context.Stop(Self);
    }

    /// <summary>Its children are actors of Akka's that the cell has started.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        exception =>
        {
            cell.AkkaChildFailed(exception);
            return Akka.Actor.SupervisorStrategy.DefaultDecider.Decide(exception);
        },
        loggingEnabled: false);

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
