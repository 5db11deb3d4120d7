using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.Simulation.Cells;

/// <summary>The turn that a run is in. There is one at a time, so it is kept once and not in every actor.</summary>
internal sealed class TurnInHand
{
    /// <summary>The actor whose turn it is, or was last.</summary>
    public SimulatedActor? Actor { get; private set; }

    /// <summary>Who sent the message being handled; null for a message of the engine.</summary>
    public SimulatedActor? Sender { get; private set; }

    /// <summary>What is being handled, or was last.</summary>
    public object? Message { get; private set; }

    /// <summary>Of the message among its sender's; 0 for a message of the engine.</summary>
    public long Number { get; private set; }

    /// <summary>The body that it has asked for.</summary>
    public RequestedBody? Requested { get; set; }

    public void Begin(SimulatedActor actor, SimulatedActor? sender, object message, long number)
    {
        Actor = actor;
        Sender = sender;
        Message = message;
        Number = number;
        Requested = null;
    }
}

/// <param name="Body">What to run when the turn is over.</param>
/// <param name="Item">What it is given.</param>
/// <param name="Occupancy">Whether it keeps its thread while it waits.</param>
internal sealed record RequestedBody(IBody Body, IMessage Item, Occupancy Occupancy);
