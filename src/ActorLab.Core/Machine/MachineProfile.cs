using System.Collections.Immutable;

namespace ActorLab.Core.Machine;

/// <summary>The machine that a run happens on. A real machine obeys only <see cref="InterpreterLock"/> and <see cref="SwitchInterval"/>; a simulated one all of it.</summary>
public sealed record MachineProfile
{
    /// <summary>One for all, or no two profiles were equal.</summary>
    private static readonly ImmutableSortedDictionary<string, ServiceProfile> NoServices = ImmutableSortedDictionary.Create<string, ServiceProfile>(StringComparer.Ordinal);

    public const double MaxComputeVariation = 0.9;

    public required string Name { get; init; }

    /// <summary>1 to 1024.</summary>
    public int Cores { get; init; } = 1;

    /// <summary>True when only the holder of one process-wide lock may compute, as in CPython (its GIL).</summary>
    public bool InterpreterLock { get; init; }

    /// <summary>How long a holder keeps the interpreter lock while others wait for it. CPython: 5 ms.</summary>
    public SimDuration SwitchInterval { get; init; } = SimDuration.FromMilliseconds(5);

    /// <summary>How long a thread keeps its core while others wait for one.</summary>
    public SimDuration TimeSlice { get; init; } = SimDuration.FromMilliseconds(1);

    /// <summary>How often the scheduler looks whether a slice is used up: a thread loses its core at the first multiple of it then. 0 where it is noticed at once.</summary>
    public SimDuration SchedulerTick { get; init; } = SimDuration.Zero;

    /// <summary>How much computing varies, 0 to 0.9: what costs c takes anything from (1 − v)·c to (1 + v)·c, all equally likely.</summary>
    public double ComputeVariation { get; init; }

    /// <summary>Charged to a core when it takes up another thread than before.</summary>
    public SimDuration SwitchCost { get; init; } = SimDuration.Zero;

    /// <summary>Between the release of a contended lock and the moment its next holder runs.</summary>
    public SimDuration LockHandOver { get; init; } = SimDuration.Zero;

    /// <summary>Starting and joining a thread, charged before its first turn.</summary>
    public SimDuration ThreadStart { get; init; } = SimDuration.Zero;

    /// <summary>Starting a process, before the first turn of an actor on it.</summary>
    public SimDuration ProcessStart { get; init; } = SimDuration.Zero;

    /// <summary>Charged to a core of the receiving process, ahead of the turn, for every message from another process: unpacking it.</summary>
    public SimDuration TransferCost { get; init; } = SimDuration.Zero;

    /// <summary>Charged besides for every 2²⁰ bytes of a message that says its size (<c>ISizedMessage</c>), in proportion.</summary>
    public SimDuration TransferCostPerMebibyte { get; init; } = SimDuration.Zero;

    /// <summary>Charged to a core for every step that computes nothing.</summary>
    public SimDuration StepCost { get; init; } = SimDuration.FromNanoseconds(200);

    public LatencyRange DiskOpen { get; init; } = LatencyRange.None;

    public LatencyRange DiskRead { get; init; } = LatencyRange.None;

    public LatencyRange DiskFlush { get; init; } = LatencyRange.None;

    /// <summary>Disk operations under way at once; others wait. At least 1.</summary>
    public int DiskCapacity { get; init; } = 1024;

    /// <summary>Threads that the process has before the workload starts any.</summary>
    public int BaseThreads { get; init; } = 1;

    /// <summary>Run the actions of compute steps too, not only charge their cost.</summary>
    public bool Compute { get; init; }

    public ImmutableSortedDictionary<string, ServiceProfile> Services { get; init; } = NoServices;
}
