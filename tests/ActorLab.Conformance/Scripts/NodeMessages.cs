namespace ActorLab.Conformance.Scripts;

/// <summary>Introduces an actor to another; the only message of the suite with a reference inside.</summary>
public sealed record Meet(IActorRef Whom) : IMessage;

/// <summary>Has no wire form, on no engine.</summary>
public sealed record Homebound(int Value) : IMessage;
