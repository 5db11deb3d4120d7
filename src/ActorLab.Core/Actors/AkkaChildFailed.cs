namespace ActorLab.Core.Actors;

/// <summary>An Akka.NET actor that this actor started has thrown. It goes on as Akka's default strategy says: restarted, unless it could
/// not be made.</summary>
/// <param name="Cause">What it threw.</param>
public sealed record AkkaChildFailed(Exception Cause) : IMessage;
