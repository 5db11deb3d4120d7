using ActorLab.Simulation.Events;

namespace ActorLab.Simulation.Cells;

/// <summary>A message that is still to be sent.</summary>
/// <param name="Target">Null for the outside.</param>
/// <param name="Message">What.</param>
/// <param name="Number">Of the message among the sender's.</param>
/// <param name="Turn">Of the sender, in which it asked for it.</param>
internal readonly record struct DelayedSend(SimulatedActor? Target, IMessage Message, long Number, long Turn)
{
    /// <summary>It will be sent soon.</summary>
    public static void Approach(SimulatedActor? target, object? message)
    {
        target?.Load();
        CacheLine.Load(message);
    }
}
