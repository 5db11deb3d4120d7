#pragma warning disable RS0030 // Outside of virtual time a thread sleeps for real.
namespace ActorLab.VirtualTime;

/// <summary>What an actor does that occupies its dispatcher's thread.</summary>
public static class VirtualThread
{
    /// <summary>Occupies the thread of the turn. In virtual time the turn goes on at once, but on a clock that is later by
    /// <paramref name="duration"/>: what it sends and schedules from here on leaves then, its actor handles no other message
    /// before, and its dispatcher has a thread less until then. On a real dispatcher the thread sleeps.</summary>
    /// <param name="duration">Not negative.</param>
    /// <exception cref="InvalidOperationException">It was called in virtual time outside of a turn.</exception>
    public static void Sleep(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (VirtualWorld.Current is { } world) world.Hold(duration);
        else Thread.Sleep(duration);
    }
}
