using Akka.Actor;
using ActorLab.Core.Machine;

namespace ActorLab.Core.Actors;

/// <summary>What an engine gives to one actor of the lab, through all its instances. Its mailbox has it.</summary>
public interface IActorSeat
{
    /// <summary>Counts the actors of a run in the order of their making.</summary>
    long Number { get; }

    /// <summary>The actor, as others know it.</summary>
    IActorRef Reference { get; }

    /// <summary>The names from the root to the actor, such as <c>root/workers/worker-3</c>.</summary>
    string Path { get; }

    SimTime Now { get; }

    /// <summary>It handles no message any more: it waits for its children to stop, or has stopped.</summary>
    bool IsStopping { get; }

    /// <summary>It is dead with its process: nothing that it does has an effect.</summary>
    bool IsGone { get; }

    RandomStream NewRandom();

    string PathOf(IActorRef actor);

    void Execute(IBody body, IMessage item, Occupancy occupancy);

    IScheduledSend SendLater(IActorRef receiver, IMessage message, SimDuration delay);

    IActorRef Spawn(ActorProps props);

    /// <summary>The actor does not know a message.</summary>
    void Unhandled(object message);

    /// <summary>It handles what its mailbox gave out last, or lives through a change of its life.</summary>
    /// <param name="about">The message, or the change: <see cref="Started"/>, <see cref="Stopping"/>.</param>
    void BeginTurn(object about);

    void EndTurn();

    /// <summary>The turn has thrown.</summary>
    void FailTurn(object about, Exception failure);

    /// <summary>It is about to be restarted.</summary>
    void ForgetInstance();

    /// <summary>A fresh instance begins its first turn.</summary>
    /// <param name="cause">What Akka restarts it for.</param>
    /// <returns>With the cause as this actor is to see it.</returns>
    Restarted BeginAgain(Exception cause);

    /// <summary>From now on its mailbox gives nothing out, and it executes no bodies and has no new children.</summary>
    void BeginStop();

    /// <summary>One of its children is gone.</summary>
    void ChildGone(IActorRef child);

    /// <summary>It has failed, in a turn, at its making or through a child; the policy that it was spawned with decides.</summary>
    /// <param name="failure">As Akka has it.</param>
    Directive Decide(Exception failure);
}

/// <summary>The queue of a mailbox that belongs to an actor of the lab.</summary>
public interface ISeatedQueue
{
    IActorSeat Seat { get; }
}

/// <summary>Finds the seats of actors.</summary>
public static class ActorSeats
{
    /// <summary>That of an actor which has a mailbox; null for one that is none of the lab's, or has stopped.</summary>
    public static IActorSeat? Of(IActorRef actor) =>
        actor is ActorRefWithCell { Underlying: ActorCell { Mailbox.MessageQueue: ISeatedQueue queue } } ? queue.Seat : null;
}

/// <summary>In the place of a <see cref="PoisonPill"/>, which Akka would handle without the actor.</summary>
public sealed record Drain
{
    public static readonly Drain Instance = new();
}

/// <summary>A child on another node. That it has failed is told only when its failure is its parent's.</summary>
public interface IChildElsewhere;

/// <summary>Makes the instances of an actor of the lab.</summary>
/// <param name="seat">Of the actor.</param>
/// <param name="props">What to make.</param>
public sealed class SeatedProducer(IActorSeat seat, ActorProps props) : IIndirectActorProducer
{
    public Type ActorType => typeof(LabActor);

    public ActorBase Produce() => seat.IsGone
        ? new Absent()
        : props.Create() ?? throw new InvalidOperationException($"the props of {seat.Path} made no actor");

    public void Release(ActorBase actor)
    {
        // It lives for as long as anything knows it.
    }

    /// <summary>In the place of an actor whose process is lost.</summary>
    private sealed class Absent : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }
}
