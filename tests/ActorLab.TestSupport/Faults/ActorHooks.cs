using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.TestSupport.Faults;

/// <summary>What an actor does otherwise than it was written to.</summary>
public sealed record ActorHooks
{
    /// <summary>What is sent instead of a message.</summary>
    public Func<IMessage, IEnumerable<IMessage>> Send { get; init; } = message => [message];

    /// <summary>The child that is made instead of another.</summary>
    public Func<ActorProps, ActorProps> Spawn { get; init; } = props => props;

    /// <summary>The body that runs instead of another.</summary>
    public Func<IBody, IBody> Execute { get; init; } = body => body;
}
