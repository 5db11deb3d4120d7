using System.Collections.Immutable;

namespace ActorLab.Core.Machine;

/// <summary>The machine that a run happens on. A real machine obeys only <see cref="InterpreterLock"/> and <see cref="SwitchInterval"/>; a simulated one all of it.</summary>
/// <remarks>Every duration is from 0 to <see cref="Latency.Longest"/>. What is out of its range is refused with an <see cref="ArgumentException"/> that names it.</remarks>
public sealed record MachineProfile
{
    public const int MaxCores = 1_024;
    public const int MaxCount = 1_000_000;
    public const double MaxComputeVariation = 0.9;

    /// <summary>One for all, or no two profiles were equal.</summary>
    private static readonly ImmutableSortedDictionary<string, ServiceProfile> NoServices = ImmutableSortedDictionary.Create<string, ServiceProfile>(StringComparer.Ordinal);

    public required string Name { get; init; }

    /// <summary>1 to <see cref="MaxCores"/>.</summary>
    public int Cores { get; init => field = ProfileRange.Count(value, MaxCores); } = 1;

    /// <summary>True when only the holder of one process-wide lock may compute, as in CPython (its GIL).</summary>
    public bool InterpreterLock { get; init; }

    /// <summary>How long a holder keeps the interpreter lock while others wait for it. CPython: 5 ms.</summary>
    public SimDuration SwitchInterval { get; init => field = ProfileRange.UpToLongest(value); } = SimDuration.FromMilliseconds(5);

    /// <summary>Charged to the core of a thread that had to wait for the interpreter lock, before it computes: signalling, waking up, cold caches.</summary>
    public SimDuration InterpreterHandOver { get; init => field = ProfileRange.UpToLongest(value); }

    /// <summary>How long a thread keeps its core while others wait for one.</summary>
    public SimDuration TimeSlice { get; init => field = ProfileRange.UpToLongest(value); } = SimDuration.FromMilliseconds(1);

    /// <summary>How often the scheduler looks whether a slice is used up: a thread loses its core at the first multiple of it then. 0 where it is noticed at once.</summary>
    public SimDuration SchedulerTick { get; init => field = ProfileRange.UpToLongest(value); }

    /// <summary>How much computing varies, 0 to <see cref="MaxComputeVariation"/>: what costs c takes anything from (1 − v)·c to (1 + v)·c, all equally likely.</summary>
    public double ComputeVariation { get; init => field = ProfileRange.Share(value, MaxComputeVariation); }

    /// <summary>Charged to a core when it takes up another thread than before.</summary>
    public SimDuration SwitchCost { get; init => field = ProfileRange.UpToLongest(value); }

    /// <summary>Between the release of a contended lock and the moment that the one who has waited longest runs.</summary>
    public SimDuration LockHandOver { get; init => field = ProfileRange.UpToLongest(value); }

    /// <summary>Who gets a contended lock.</summary>
    public LockFairness LockFairness { get; init; }

    /// <summary>Starting and joining a thread, charged before its first turn.</summary>
    public SimDuration ThreadStart { get; init => field = ProfileRange.UpToLongest(value); }

    /// <summary>How processes are started.</summary>
    public ProcessStartMethod StartMethod { get; init; }

    /// <summary>What starting a process takes of its parent, which starts one after the other: the processes of a pool are not up all at once.</summary>
    public SimDuration ProcessLaunch { get; init => field = ProfileRange.UpToLongest(value); }

    /// <summary>
    /// From then on, what a spawned process computes until the first turn of an actor on it: on a core, for which it waits as any
    /// other does.
    /// </summary>
    public SimDuration ProcessStart { get; init => field = ProfileRange.UpToLongest(value); }

    /// <summary>The same for a forked process.</summary>
    public SimDuration ForkStart { get; init => field = ProfileRange.UpToLongest(value); }

    /// <summary>The same for a process forked by a fork server, once that is up. The server is spawned with the first process, so it takes <see cref="ProcessStart"/>.</summary>
    public SimDuration ForkserverStart { get; init => field = ProfileRange.UpToLongest(value); }

    /// <summary>Charged to a core of the receiving process, ahead of the turn, for every message from another process: unpacking it.</summary>
    public SimDuration TransferCost { get; init => field = ProfileRange.UpToLongest(value); }

    /// <summary>Charged besides for every 2²⁰ bytes of a message that says its size (<c>ISizedMessage</c>), in proportion.</summary>
    public SimDuration TransferCostPerMebibyte { get; init => field = ProfileRange.UpToLongest(value); }

    /// <summary>Charged to a core for every step that computes nothing.</summary>
    public SimDuration StepCost { get; init => field = ProfileRange.UpToLongest(value); } = SimDuration.FromNanoseconds(200);

    /// <summary>Opening a file; this and the other latencies have a mean of at most <see cref="Latency.Longest"/>.</summary>
    public Distribution DiskOpen { get; init => field = ProfileRange.Latency(value); } = Latency.None;

    public Distribution DiskRead { get; init => field = ProfileRange.Latency(value); } = Latency.None;

    public Distribution DiskFlush { get; init => field = ProfileRange.Latency(value); } = Latency.None;

    /// <summary>Disk operations under way at once; others wait. 1 to <see cref="MaxCount"/>.</summary>
    public int DiskCapacity { get; init => field = ProfileRange.Count(value, MaxCount); } = 1024;

    /// <summary>Threads that the process has before the workload starts any, 1 to <see cref="MaxCount"/>.</summary>
    public int BaseThreads { get; init => field = ProfileRange.Count(value, MaxCount); } = 1;

    /// <summary>Run the actions of compute steps too, not only charge their cost.</summary>
    public bool Compute { get; init; }

    public ImmutableSortedDictionary<string, ServiceProfile> Services { get; init; } = NoServices;
}
