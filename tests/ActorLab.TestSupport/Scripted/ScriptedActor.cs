using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.TestSupport.Scripted;

/// <summary>Acts as an <see cref="IActor"/> says.</summary>
public sealed class ScriptedActor(IActor carried) : LabActor, IActorContext
{
    // Akka's is that of the actor whose turn it is.
    private readonly IActorRef _self = Context.Self;
    private IActorRef? _sender;

    IActorRef IActorContext.Self => _self;

    IActorRef? IActorContext.Sender => _sender;

    SimTime IActorContext.Now => Now;

    RandomStream IActorContext.Random => Random;

    string IActorContext.PathOf(IActorRef actor) => PathOf(actor);

    void IActorContext.Send(IActorRef receiver, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        receiver.Tell(message, _self);
    }

    IScheduledSend IActorContext.SendLater(IActorRef receiver, IMessage message, SimDuration delay) =>
        SendLater(receiver, message, delay);

    IActorRef IActorContext.Spawn(ActorProps props) => Spawn(props);

    IActorRef IActorContext.ActorOf(Props props, string name)
    {
        ArgumentNullException.ThrowIfNull(props);
        return Context.ActorOf(props, name);
    }

    void IActorContext.Stop(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.Tell(PoisonPill.Instance, ActorRefs.NoSender);
    }

    void IActorContext.Watch(IActorRef actor) => Context.Watch(actor);

    void IActorContext.Unwatch(IActorRef actor) => Context.Unwatch(actor);

    void IActorContext.Execute(IBody body, IMessage item, Occupancy occupancy) => Execute(body, item, occupancy);

    void IActorContext.Unhandled(IMessage message) => Unhandled(message);

    protected override void PreStart() => carried.Receive(this, Started.Instance);

    protected override void PostRestart(Exception reason) => carried.Receive(this, new Restarted(reason));

    protected override void PreRestart(Exception reason, object message)
    {
        foreach (IActorRef child in Context.GetChildren()) Context.Stop(child);
    }

    protected override void PostStop()
    {
        if (IsStopping) carried.Receive(this, Stopping.Instance);
    }

    protected override void OnReceive(object message)
    {
        _sender = message is Akka.Actor.Terminated || Sender.IsNobody() || Sender is DeadLetterActorRef ? null : Sender;
        if (message is Akka.Actor.Terminated terminated) carried.Receive(this, new Terminated(terminated.ActorRef));
        else if (message is IMessage own) carried.Receive(this, own);
        // An actor of Akka's that it has started may say anything to its parent.
        else Unhandled(message);
        _sender = null;
    }
}
