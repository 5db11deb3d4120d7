using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.TestSupport.Faults;

/// <summary>A context that does what another one does, but for what its hooks make of it.</summary>
internal sealed class HookedContext(IActorContext inner, ActorHooks hooks) : IActorContext
{
    public IActorRef Self => inner.Self;

    public IActorRef? Sender => inner.Sender;

    public string PathOf(IActorRef actor) => inner.PathOf(actor);

    public IActorRef ActorOf(Akka.Actor.Props props, string name) => inner.ActorOf(props, name);

    public SimTime Now => inner.Now;

    public RandomStream Random => inner.Random;

    public void Send(IActorRef receiver, IMessage message)
    {
        foreach (IMessage instead in hooks.Send(message)) inner.Send(receiver, instead);
    }

    public IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay) =>
        inner.SendLater(receiver, message, delay);

    public IActorRef Spawn(ActorProps props) => inner.Spawn(hooks.Spawn(props));

    public void Stop(IActorRef actor) => inner.Stop(actor);

    public void Watch(IActorRef actor) => inner.Watch(actor);

    public void Unwatch(IActorRef actor) => inner.Unwatch(actor);

    public void Execute(IBody body, IMessage item, Occupancy occupancy = Occupancy.Synchronous) =>
        inner.Execute(hooks.Execute(body), item, occupancy);

    public void Unhandled(IMessage message) => inner.Unhandled(message);
}
