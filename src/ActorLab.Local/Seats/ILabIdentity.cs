using Akka.Actor;
using ActorLab.Core.Actors;

namespace ActorLab.Local.Seats;

/// <summary>An actor of the run, on this node or on another.</summary>
internal interface ILabIdentity
{
    ActorId Id { get; }

    /// <summary>The names from the root to the actor, such as <c>root/workers/worker-3</c>.</summary>
    string LabPath { get; }

    IActorRef Ref { get; }
}

/// <summary>What an actor without a parent on this node belongs to.</summary>
internal interface ISeatOwner
{
    /// <summary>It has stopped, and will say nothing more.</summary>
    /// <param name="seat">Of the actor.</param>
    /// <param name="escalated">The failure that is the owner's now; null if there is none.</param>
    /// <param name="fatal">The failure that stopped it; null if it stopped by itself.</param>
    void OnGone(LocalSeat seat, Exception? escalated, Exception? fatal);
}
