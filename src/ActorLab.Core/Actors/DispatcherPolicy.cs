namespace ActorLab.Core.Actors;

/// <summary>Which threads give an actor its turns.</summary>
/// <param name="Kind">The kind of dispatcher.</param>
/// <param name="Name">Actors that name the same dispatcher share it.</param>
/// <param name="Threads">How many threads it has; 0 where the kind decides.</param>
/// <param name="Throughput">The most messages an actor handles before others on the dispatcher get a turn; at least 1.</param>
public sealed record DispatcherPolicy(DispatcherKind Kind, string Name, int Threads, int Throughput)
{
    public const int DefaultThroughput = 128;

    /// <summary>The pool that all actors share unless told otherwise; one thread per core.</summary>
    public static readonly DispatcherPolicy Shared = new(DispatcherKind.SharedPool, "shared", 0, DefaultThroughput);

    /// <summary>A thread of the actor's own, started with it and joined when it stops.</summary>
    public static readonly DispatcherPolicy Pinned = new(DispatcherKind.Pinned, "pinned", 1, DefaultThroughput);

    /// <summary>The thread that called the engine. Only for plans whose root uses it too.</summary>
    public static readonly DispatcherPolicy CallingThread = new(DispatcherKind.CallingThread, "calling-thread", 1, DefaultThroughput);

    /// <summary>A pool of exactly <paramref name="threads"/> threads (1 to 10,000).</summary>
    public static DispatcherPolicy ForkJoin(string name, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 10_000);
        return new DispatcherPolicy(DispatcherKind.ForkJoin, name, threads, DefaultThroughput);
    }

    /// <summary>One thread that interleaves the bodies of all its actors while they wait.</summary>
    public static DispatcherPolicy EventLoop(string name) => new(DispatcherKind.EventLoop, name, 1, DefaultThroughput);
}
