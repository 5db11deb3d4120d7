using System.Diagnostics;
using System.Globalization;

namespace ActorLab.TestSupport;

/// <summary>What one call cost, for tests that allow only so much.</summary>
/// <param name="Result">What it gave.</param>
/// <param name="Took">Real time, or the time that the calling thread had a processor if that is what keeps it within the
/// limit.</param>
/// <param name="Allocated">Bytes, by the calling thread.</param>
public sealed record Watched<T>(T Result, TimeSpan Took, long Allocated);

public static class Watch
{
    /// <param name="run">Gives the same each time, and works on the calling thread alone.</param>
    /// <param name="longest">If it takes longer, it is run again and only the processor's time is counted: other programs may
    /// have had
    /// the processor.</param>
    public static Watched<T> Run<T>(Func<T> run, TimeSpan longest)
    {
        ArgumentNullException.ThrowIfNull(run);
        long start = Stopwatch.GetTimestamp();
        long before = GC.GetAllocatedBytesForCurrentThread();
        T result = run();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        if (took > longest)
        {
            TimeSpan had = ProcessorTime();
            run();
            took = ProcessorTime() - had;
        }

        return new Watched<T>(result, took, allocated);
    }

    /// <summary>
    /// How long the calling thread has had a processor (proc(5), <c>schedstat</c>: the first number, in nanoseconds).
    /// </summary>
    private static TimeSpan ProcessorTime()
    {
        string nanoseconds = File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0];
        return TimeSpan.FromMicroseconds(long.Parse(nanoseconds, CultureInfo.InvariantCulture) / 1_000);
    }
}
