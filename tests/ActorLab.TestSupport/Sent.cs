using ActorLab.Core.Actors;

namespace ActorLab.TestSupport;

/// <summary>A message that the subject sent.</summary>
public sealed record Sent(IActorRef Receiver, IMessage Message)
{
    public override string ToString() => $"{Receiver.TestName()} <- {Message}";
}

/// <summary>A child that the subject started.</summary>
public sealed record Spawned(IActorRef Actor, ActorProps Props);
