using ActorLab.Core.Actors;

namespace ActorLab.TestSupport;

/// <summary>A message that the subject sent.</summary>
public sealed record Sent(ActorRef Receiver, IMessage Message)
{
    public override string ToString() => $"{Receiver.Name} <- {Message}";
}

/// <summary>A child that the subject started.</summary>
public sealed record Spawned(ActorRef Actor, ActorProps Props);
