using ActorLab.VirtualTime.Schedules;

namespace ActorLab.TestKit;

/// <summary>A test fails under a schedule. The message says which seed found it and how it is replayed; the inner exception is
/// what was thrown.</summary>
public sealed class ScheduleFailedException : Exception
{
    internal ScheduleFailedException(string message, Schedule schedule, int? seed, Exception failure)
        : base(message, failure)
    {
        Schedule = schedule;
        Seed = seed;
    }

    /// <summary>The schedule with the fewest deviations from <c>fifo</c> that was found to fail in the same way.</summary>
    public Schedule Schedule { get; }

    /// <summary>The seed that found it; null where a schedule was replayed.</summary>
    public int? Seed { get; }
}
