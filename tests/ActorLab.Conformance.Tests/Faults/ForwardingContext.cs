namespace ActorLab.Conformance.Tests.Faults;

/// <summary>A context that does what another one does, to be wrong in one member.</summary>
internal abstract class ForwardingContext(IActorContext inner) : IActorContext
{
    protected IActorContext Inner { get; } = inner;

    public virtual ActorRef Self => Inner.Self;

    public virtual ActorRef? Sender => Inner.Sender;

    public virtual SimTime Now => Inner.Now;

    public virtual RandomStream Random => Inner.Random;

    public virtual void Send(ActorRef receiver, IMessage message) => Inner.Send(receiver, message);

    public virtual IScheduledSend SendLater(ActorRef receiver, IMessage message, SimDuration delay) => Inner.SendLater(receiver, message, delay);

    public virtual ActorRef Spawn(ActorProps props) => Inner.Spawn(props);

    public virtual void Stop(ActorRef actor) => Inner.Stop(actor);

    public virtual void Watch(ActorRef actor) => Inner.Watch(actor);

    public virtual void Unwatch(ActorRef actor) => Inner.Unwatch(actor);

    public virtual void Execute(IBody body, IMessage item, Occupancy occupancy = Occupancy.Synchronous) => Inner.Execute(body, item, occupancy);

    public virtual void Unhandled(IMessage message) => Inner.Unhandled(message);
}
