using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Core.Machine;

namespace ActorLab.Experiments.Tasks;

/// <summary>Equal tasks under one model, as a user describes them: serial does one after another, threads and processes have one each.</summary>
public sealed record TasksDefinition
{
    public const int MaxTasks = 64;
    public const long MaxWork = 10_000_000_000;
    public const long DefaultWork = 10_000_000;
    public const int MaxCores = 1_024;

    public static readonly SimDuration DefaultSleep = SimDuration.FromSeconds(4);
    public static readonly SimDuration MaxSleep = SimDuration.FromSeconds(86_400);

    /// <summary>The models that tasks run under, in the order in which a comparison runs them.</summary>
    public static readonly ImmutableArray<ExecutionModel> Models = [ExecutionModel.Serial, ExecutionModel.Threads, ExecutionModel.Processes];

    /// <summary>Canonical name of the experiment.</summary>
    public required string Experiment { get; init; }

    public required TaskKind Kind { get; init; }

    /// <summary>One of <see cref="Models"/>.</summary>
    public required ExecutionModel Model { get; init; }

    /// <summary>1 to <see cref="MaxTasks"/>.</summary>
    public required int Tasks { get; init; }

    /// <summary>
    /// Threads or processes that share the tasks, 1 to <see cref="MaxTasks"/>: those that have none are started all the same, as
    /// those of a pool are. Null for one for each task.
    /// </summary>
    public int? Pool { get; init; }

    /// <summary>Points or turns of all tasks together, 1 to <see cref="MaxWork"/>; a task that sleeps has none.</summary>
    public long Work { get; init; } = DefaultWork;

    /// <summary>How long a task sleeps, up to <see cref="MaxSleep"/>; ignored by the others.</summary>
    public SimDuration Sleep { get; init; } = DefaultSleep;

    public ulong Seed { get; init; } = 1;

    /// <summary>Run under an interpreter lock, one in each process.</summary>
    public bool InterpreterLock { get; init; }

    /// <summary>What a simulated process costs.</summary>
    public StartMethod Start { get; init; } = StartMethod.Spawn;

    /// <summary>CPUs of a simulated machine, 1 to <see cref="MaxCores"/>; null for those that the machine has.</summary>
    public int? Cores { get; init; }

    /// <summary>Told in the name of the case, where it would be that of another one; empty for none.</summary>
    public string Variant { get; init; } = "";

    /// <summary>How many work: serial does all tasks with one.</summary>
    public int Workers => Model == ExecutionModel.Serial ? 1 : Pool ?? Tasks;

    /// <summary>The machine to simulate; null for the laptop on which the tutorials ran the tasks.</summary>
    public MachineProfile? Machine { get; init; }

    /// <summary>The machine with all that was chosen about it. What a start of a process costs, by whichever method, the machine says.</summary>
    public MachineProfile ChosenMachine
    {
        get
        {
            MachineProfile machine = Machine ?? (Kind == TaskKind.Pi ? PublishedMachines.Laptop : PublishedMachines.SleepOrCrunchLaptop);
            if (Kind == TaskKind.Pi) machine = machine with { StartMethod = Start.Method };
            return machine with { Cores = Cores ?? machine.Cores, InterpreterLock = InterpreterLock };
        }
    }

    /// <summary>Points or turns of one task; the shares differ by one where they cannot be equal.</summary>
    /// <param name="task">From 0.</param>
    public long ShareOf(int task) => Kind == TaskKind.Sleep ? 0 : Before(task + 1) - Before(task);

    /// <summary>The tasks that a worker does, one after another: their shares differ by one where they cannot be equal.</summary>
    /// <param name="worker">From 0.</param>
    public (int First, int Count) TasksOf(int worker)
    {
        int first = (int)((long)Tasks * worker / Workers);
        return (first, (int)((long)Tasks * (worker + 1) / Workers) - first);
    }

    private long Before(int task) => (long)((Int128)Work * task / Tasks);
}
