using ActorLab.Core.Definition;
using ActorLab.Core.Machine;

namespace ActorLab.Experiments;

/// <summary>The machines of the tutorials, as their published figures fix them (experiments.md, "What the published numbers fix").</summary>
public static class PublishedMachines
{
    /// <summary>A container with one CPU; output on a network volume. Calibrated on rows E3 to E6: 0.779 ms of waiting per line (E3 − E5), 1.779 ms for starting and joining a thread
    /// (E4 − E3), 0.71 ms for handing over a contended lock (E6 − E3), which is fair: every line of E6 paid for it. Its
    /// interpreter has a lock, as CPython's. The waiting varies: its mean is
    /// that of E5's time, and its tail (the shape) that of E5's order, in which 8 of 10,000 lines were out of place. Its
    /// computing varies as E15 does, and slices end at the ticks of a
    /// timer as in the kernels of its platform (HZ = 1000).</summary>
    public static readonly MachineProfile ThreadingTutorial = new()
    {
        Name = "threading-tutorial",
        Cores = 1,
        InterpreterLock = true,
        SwitchInterval = SimDuration.FromMilliseconds(5),
        TimeSlice = SimDuration.FromMilliseconds(1),
        SchedulerTick = SimDuration.FromMilliseconds(1),
        ComputeVariation = 0.053,
        StepCost = SimDuration.FromNanoseconds(200),
        DiskFlush = new WeibullDistribution(SimDuration.FromNanoseconds(872_352), 1.68),
        ThreadStart = SimDuration.FromMicroseconds(1_779),
        LockHandOver = SimDuration.FromMicroseconds(710),
        BaseThreads = 30,
        ProcessStart = SimDuration.FromMilliseconds(60),
        TransferCost = SimDuration.FromNanoseconds(112_500),
    };

    /// <summary>The same with two CPUs and the scheduler's longer slices. Calibrated on row E9: 0.225 ms for handing an item to a process and its answer back (E9 − E3). E10 is predicted.</summary>
    public static readonly MachineProfile MultiprocessingTutorial = ThreadingTutorial with
    {
        Name = "multiprocessing-tutorial",
        Cores = 2,
        TimeSlice = SimDuration.FromMilliseconds(3),
    };

    /// <summary>A laptop with four physical cores and an interpreter lock. Spawning a process takes 60 ms of a core: E21's 0.3 s,
    /// which <c>timeit</c> gives as the sum of five calls; E33's 63 ms agree.
    /// Forking one takes 3 ms, as measured with CPython 3.11 on another machine: nothing was published that shows it alone, and
    /// the 0.5 to 0.8 s that E18 and E19 took beside their computing are not explained by it. A fork
    /// server's copies are forks. Handing over a message is taken from E9. That a mebibyte takes 1 ms to pack, copy and unpack is
    /// an assumption: nothing was published about it.</summary>
    public static readonly MachineProfile Laptop = new()
    {
        Name = "laptop",
        Cores = 4,
        InterpreterLock = true,
        SwitchInterval = SimDuration.FromMilliseconds(5),
        TimeSlice = SimDuration.FromMilliseconds(3),
        StepCost = SimDuration.FromNanoseconds(200),
        ThreadStart = SimDuration.FromMicroseconds(100),
        ProcessStart = SimDuration.FromMilliseconds(60),
        ForkStart = SimDuration.FromMilliseconds(3),
        ForkserverStart = SimDuration.FromMilliseconds(3),
        TransferCost = SimDuration.FromNanoseconds(112_500),
        TransferCostPerMebibyte = SimDuration.FromMilliseconds(1),
    };

    /// <summary>The same without the lock. Pipelines run on it where no machine is chosen: their stages are no interpreter's, and several can compute at the same time.</summary>
    public static readonly MachineProfile LaptopWithoutLock = Laptop with { Name = "laptop-without-lock", InterpreterLock = false };

    /// <summary>The laptop of those who read E21's 0.3 s as the mean of its five calls.</summary>
    public static readonly MachineProfile LaptopOfMeans =
        Laptop with { Name = "laptop-of-means", ProcessStart = SimDuration.FromMilliseconds(300) };

    /// <summary>Another laptop, with an older interpreter. Calibrated on row E33: four processes needed 63 ms more than a quarter of the serial run. Nothing is charged for handing over the
    /// interpreter lock, so what threads lose to that is not predicted: the one published figure that shows it is the one to predict.</summary>
    public static readonly MachineProfile SleepOrCrunchLaptop = Laptop with
    {
        Name = "older-laptop",
        ProcessStart = SimDuration.FromMilliseconds(63),
    };

    /// <summary>The machine for a model: the one on which the tutorials ran it.</summary>
    /// <param name="model">What runs on it.</param>
    /// <param name="cores">Null for as many as the tutorial had.</param>
    public static MachineProfile Of(ExecutionModel model, int? cores)
    {
        ArgumentNullException.ThrowIfNull(model);
        MachineProfile machine = model.InProcesses ? MultiprocessingTutorial : ThreadingTutorial;
        return machine with { Cores = cores ?? machine.Cores };
    }
}
