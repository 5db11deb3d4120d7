namespace ActorLab.Simulation.Events;

/// <summary>Something that will happen at a known time. One object is pending at most once at a time, and may be used again.</summary>
internal abstract class PendingEvent
{
    /// <summary>Where it stands in the pending set; −1 when it is not pending. The set's own business.</summary>
    public int Slot { get; set; } = -1;

    public bool IsPending => Slot >= 0;

    public abstract void Happen();
}
