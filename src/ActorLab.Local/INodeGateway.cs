using ActorLab.Core.Actors;
using ActorLab.Local.Seats;

namespace ActorLab.Local;

/// <summary>The way from a local run to the other nodes of the same scenario. Called from any thread; nothing here blocks.</summary>
internal interface INodeGateway
{
    /// <summary>Nothing comes from the other nodes any more.</summary>
    bool IsRunOver { get; }

    /// <summary>Makes an actor on its node; returns before the node knows of it.</summary>
    /// <exception cref="ArgumentException">There is no such node or role.</exception>
    RemoteRef Place(LocalSeat parent, ActorProps props, string path);

    /// <summary>Sends it, or makes it a dead letter.</summary>
    /// <param name="sender">Null for none.</param>
    /// <param name="receiver">Lives on another node.</param>
    /// <param name="message">What.</param>
    /// <param name="number">Of the message among those of its sender; 0 in a run that is not traced.</param>
    void Send(ILabIdentity? sender, RemoteRef receiver, IMessage message, long number);

    void Stop(RemoteRef actor);

    void Watch(RemoteRef actor);
}
