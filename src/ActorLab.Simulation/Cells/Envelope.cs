namespace ActorLab.Simulation.Cells;

/// <summary>A message that waits in a mailbox.</summary>
/// <param name="Message">The message.</param>
/// <param name="Sender">Who sent it; null for messages of the engine.</param>
/// <param name="OfEngine">It always fits and is not counted.</param>
/// <param name="Number">Of the message among those of its sender, from 1; 0 for messages of the engine.</param>
internal readonly record struct Envelope(IMessage Message, SimulatedActor? Sender, bool OfEngine, long Number);

/// <summary>In the order of the messages: stop once all before it is handled.</summary>
internal sealed record StopRequest : IMessage
{
    public static readonly StopRequest Instance = new();
}
