using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.TestSupport.Scripted;

/// <summary>What an actor can see and do during a turn. <c>docs/guarantees.md</c> numbers what each of these promises.</summary>
public interface IActorContext
{
    IActorRef Self { get; }

    /// <summary>Who sent the message being handled; null for a message from outside or from the engine.</summary>
    IActorRef? Sender { get; }

    /// <summary>The names from the root to an actor of the run, such as <c>root/workers/worker-3</c>; of the outside, its name.</summary>
    string PathOf(IActorRef actor);

    /// <summary>The last of the names of <see cref="PathOf"/>.</summary>
    string NameOf(IActorRef actor)
    {
        string path = PathOf(actor);
        return path[(path.LastIndexOf('/') + 1)..];
    }

    /// <summary>Time since the run began. Never goes back for one actor.</summary>
    SimTime Now { get; }

    /// <summary>A stream of this actor's own, seeded by the run's seed and the actor's path.</summary>
    RandomStream Random { get; }

    /// <summary>Returns at once and never throws for what the receiver's state is: a message that cannot be delivered becomes a dead letter.</summary>
    void Send(IActorRef receiver, IMessage message);

    /// <summary>Sends after a delay. A negative delay counts as none.</summary>
    IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay);

    /// <summary>Starts a child. Its first message is <see cref="Started"/>.</summary>
    /// <exception cref="ArgumentException">A living child of this actor has that name already, or the dispatcher cannot be had.</exception>
    IActorRef Spawn(ActorProps props);

    /// <summary>Starts a child that is any actor of Akka.NET's, without a place on the simulated machine: its turns cost nothing. When it
    /// throws, this actor gets <see cref="AkkaChildFailed"/>. It ends with this actor.</summary>
    /// <param name="props">With any dispatcher that the run's actor system knows.</param>
    /// <param name="name">As Akka allows it.</param>
    /// <exception cref="NotSupportedException">The engine has no actor system.</exception>
    IActorRef ActorOf(Akka.Actor.Props props, string name) => throw new NotSupportedException("this engine runs no actors of Akka's");

    /// <summary>Stops an actor after it has handled what this actor sent it before. Stopping twice, or a stopped actor, changes nothing.</summary>
    void Stop(IActorRef actor);

    /// <summary>Asks for one <see cref="Terminated"/> when the actor has stopped; at once if it has already.</summary>
    void Watch(IActorRef actor);

    void Unwatch(IActorRef actor);

    /// <summary>Runs a body with an item as soon as this turn ends. Its <see cref="BodyCompleted"/> or <see cref="BodyFailed"/> is this actor's next message, ahead of its mailbox.</summary>
    /// <exception cref="InvalidOperationException">This turn has asked for a body already.</exception>
    void Execute(IBody body, IMessage item, Occupancy occupancy = Occupancy.Synchronous);

    /// <summary>Records that the actor does not know this message; it becomes a dead letter.</summary>
    void Unhandled(IMessage message);
}
