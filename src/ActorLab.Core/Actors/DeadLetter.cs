namespace ActorLab.Core.Actors;

/// <summary>A message that nobody handled.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Sender">Path of the sender; null when it came from outside.</param>
/// <param name="Receiver">Path of the actor it was meant for.</param>
/// <param name="Message">The message itself.</param>
public sealed record DeadLetter(DeadLetterReason Reason, string? Sender, string Receiver, IMessage Message);

public enum DeadLetterReason
{
    ReceiverStopped,
    Unhandled,

    /// <summary>The receiver threw while it handled the message.</summary>
    ReceiverFailed,

    /// <summary>The node of the receiver was lost, with all that was on its way there.</summary>
    NodeLost,

    /// <summary>The receiver is on another node and the message has no wire form.</summary>
    NoWireForm,

    /// <summary>The run ended first.</summary>
    RunEnded,
}
