using ActorLab.Core.Actors;

namespace ActorLab.Wire;

/// <summary>Brings references to actors across: they are objects of one process, addresses between processes.</summary>
public interface IWireReferences
{
    /// <exception cref="NoWireFormException">The actor cannot be addressed from another node.</exception>
    NodeActorName NameOf(IActorRef actor);

    /// <exception cref="WireFormatException">No actor can have that address.</exception>
    IActorRef ActorOf(NodeActorName name);
}
