using ActorLab.Simulation.Processes;

namespace ActorLab.Simulation.Events;

/// <summary>Something that will happen at a known time. One object is pending at most once at a time, and may be used again.</summary>
internal abstract class PendingEvent
{
    /// <summary>Where it stands in the pending set; −1 when it is not pending. The set's own business.</summary>
    public int Slot { get; set; } = -1;

    public bool IsPending => Slot >= 0;

    /// <summary>The process that it dies with; null for an event of the machine.</summary>
    public virtual SimulatedProcess? Process => null;

    /// <summary>It will happen soon: what it is about to touch may be loaded, step by step. Must not change anything.</summary>
    /// <param name="step">0, then 1, each some events before the next.</param>
    public virtual void Approach(int step)
    {
    }

    public abstract void Happen();
}
