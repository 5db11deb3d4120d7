using System.Diagnostics;

namespace ActorLab.TestKit;

/// <summary>What one call cost, for tests that allow only so much.</summary>
/// <param name="Result">What it gave.</param>
/// <param name="Took">The last of several times if the first was over the limit: other programs may have had the processor, and only what is slow each time is slow.</param>
/// <param name="Allocated">Bytes, by the calling thread.</param>
public sealed record Watched<T>(T Result, TimeSpan Took, long Allocated);

public static class Watch
{
    private const int Repeats = 3;

    /// <param name="run">Gives the same each time.</param>
    /// <param name="longest">It is run again, three times at most, while it takes longer.</param>
    public static Watched<T> Run<T>(Func<T> run, TimeSpan longest)
    {
        ArgumentNullException.ThrowIfNull(run);
        long start = Stopwatch.GetTimestamp();
        long before = GC.GetAllocatedBytesForCurrentThread();
        T result = run();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        for (int again = 0; took > longest && again < Repeats; again++)
        {
            start = Stopwatch.GetTimestamp();
            run();
            took = Stopwatch.GetElapsedTime(start);
        }

        return new Watched<T>(result, took, allocated);
    }
}
