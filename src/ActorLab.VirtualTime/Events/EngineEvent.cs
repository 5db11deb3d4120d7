namespace ActorLab.VirtualTime.Events;

/// <summary>Something that an engine on top of a world lets happen at a moment. One object is pending at most once at a time, and
/// may be used again.</summary>
internal abstract class EngineEvent
{
    /// <summary>Where Akka's own timers stand among the events of one moment.</summary>
    public const long TieOfTimers = 3L << PriorityShift;

    private const int PriorityShift = 56;

    public bool IsPending { get; private set; }

    /// <summary>Counts up with each time that it is added or taken back.</summary>
    public long Stamp { get; private set; }

    /// <summary>What it is ordered by among the events of one moment.</summary>
    /// <param name="priority">0 is first; <see cref="TieOfTimers"/> has 3.</param>
    /// <param name="source">Second, not negative.</param>
    public static long Tie(int priority, long source) => ((long)priority << PriorityShift) | source;

    public abstract void Happen();

    /// <summary>It is added to the pending events.</summary>
    /// <returns>Its number there.</returns>
    internal long Add()
    {
        if (IsPending) throw new InvalidOperationException("an event is pending already");
        IsPending = true;
        return ++Stamp;
    }

    /// <summary>It happens, or was taken back.</summary>
    internal void Leave()
    {
        IsPending = false;
        Stamp++;
    }
}
