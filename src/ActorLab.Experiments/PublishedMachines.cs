using ActorLab.Core.Machine;

namespace ActorLab.Experiments;

/// <summary>The machines of the tutorials, as their published figures fix them (experiments.md, "What the published numbers fix").</summary>
public static class PublishedMachines
{
    /// <summary>A container with one CPU; output on a network volume. Calibrated on rows E3 to E6: 0.779 ms of waiting per line (E3 − E5), 1.779 ms for starting and joining a thread
    /// (E4 − E3), 0.71 ms for handing over a contended lock (E6 − E3). The waiting varies, or threads could never overtake each other; its mean is what is fixed.</summary>
    public static readonly MachineProfile ThreadingTutorial = new()
    {
        Name = "threading-tutorial",
        Cores = 1,
        SwitchInterval = SimDuration.FromMilliseconds(5),
        TimeSlice = SimDuration.FromMilliseconds(1),
        StepCost = SimDuration.FromNanoseconds(200),
        DiskFlush = new LatencyRange(SimDuration.FromMicroseconds(300), SimDuration.FromMicroseconds(1_258)),
        ThreadStart = SimDuration.FromMicroseconds(1_779),
        LockHandOver = SimDuration.FromMicroseconds(710),
        BaseThreads = 30,
    };
}
