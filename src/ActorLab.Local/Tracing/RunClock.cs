using System.Diagnostics;

namespace ActorLab.Local.Tracing;

/// <summary>Time since a run began on this node.</summary>
internal sealed class RunClock
{
    private static readonly double s_nanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    private readonly long _start = Stopwatch.GetTimestamp();

    public SimTime Now => new(At(Stopwatch.GetTimestamp()));

    /// <summary>In nanoseconds.</summary>
    /// <param name="timestamp">Of <see cref="Stopwatch"/>.</param>
    public long At(long timestamp) => (long)((timestamp - _start) * s_nanosecondsPerTick);
}
