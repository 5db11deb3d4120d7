using ActorLab.Core.Actors;
using ActorLab.Local.Seats;

namespace ActorLab.Local;

/// <summary>How what happens outside of all turns becomes messages: input and output that an actor has begun and that ends on some thread.</summary>
public static class OutsideMail
{
    /// <summary>A way into an actor's mailbox, for any thread. What comes that way has no sender and is counted as no send; after the actor's end it becomes a dead letter.</summary>
    /// <exception cref="ArgumentException">The actor does not live in this process.</exception>
    public static Action<IMessage> Into(IActorRef actor) =>
        LocalSeat.Of(actor) is { } seat ? message => seat.Ref.Tell(message, Akka.Actor.ActorRefs.NoSender) : throw new ArgumentException($"{actor} does not live in this process", nameof(actor));
}
