namespace ActorLab.Conformance.Tests.Faults;

/// <summary>A context that does what another one does, to be wrong in one member.</summary>
internal abstract class ForwardingContext(IActorContext inner) : IActorContext
{
    protected IActorContext Inner { get; } = inner;

    public virtual IActorRef Self => Inner.Self;

    public virtual IActorRef? Sender => Inner.Sender;

    public virtual string PathOf(IActorRef actor) => Inner.PathOf(actor);

    public virtual SimTime Now => Inner.Now;

    public virtual RandomStream Random => Inner.Random;

    public virtual void Send(IActorRef receiver, IMessage message) => Inner.Send(receiver, message);

    public virtual IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay) => Inner.SendLater(receiver, message, delay);

    public virtual IActorRef Spawn(ActorProps props) => Inner.Spawn(props);

    public virtual void Stop(IActorRef actor) => Inner.Stop(actor);

    public virtual void Watch(IActorRef actor) => Inner.Watch(actor);

    public virtual void Unwatch(IActorRef actor) => Inner.Unwatch(actor);

    public virtual void Execute(IBody body, IMessage item, Occupancy occupancy = Occupancy.Synchronous) => Inner.Execute(body, item, occupancy);

    public virtual void Unhandled(IMessage message) => Inner.Unhandled(message);
}
