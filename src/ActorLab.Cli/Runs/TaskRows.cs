using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Experiments;
using ActorLab.Experiments.Tasks;

namespace ActorLab.Cli.Runs;

/// <summary>The rows of calc-pi and of sleep-or-crunch: one for each run of theirs, so several may have one name.</summary>
internal static class TaskRows
{
    private const long Million = 1_000_000;

    private const int PiFactor = 10, CrunchFactor = 100;

    private static readonly long[] s_eachOfE21 = [100, 1_000, 10_000, Million, 10 * Million];

    private static readonly int[] s_workersOfE22 = [1, 2, 4, 8, 16];

    public static readonly ImmutableArray<PublishedRow> All =
    [
        Pi("E11", ExecutionModel.Serial, 1, 10 * Million, 6_730, "3.1420392",
            "this is what the computation costs when nothing runs beside it, "
                + "and there is nothing in it to wait for") with { RealWorkFactor = PiFactor },
        Pi("E12", ExecutionModel.Threads, 2, 10 * Million, 7_050,
            "starts 1, starts 2, done 1, done 2; 7.08 s of user CPU time in 7.05 s",
            "under an interpreter lock threads compute in turns: no "
                + "speed-up, and the switching on top of it", "E11") with { RealWorkFactor = PiFactor },
        Pi("E18", ExecutionModel.Processes, 2, 10 * Million, 4_040, "the parent itself used 13 ms of CPU time; forked, as was the default there, and spawned here",
            "processes have an interpreter lock each and really compute side by "
                + "side, less what it takes to start them", "E11 and E21") with { RealWorkFactor = PiFactor },
        Pi("E19", ExecutionModel.Processes, 2, 10 * Million, 4_210, "start method fork",
            "how a process is started changes the fixed cost and nothing else", "E11") with
        {
            RealWorkFactor = PiFactor,
            Task = Of(ExecutionModel.Processes, 2, 10 * Million) with { Start = StartMethod.Fork },
        },
        .. s_eachOfE21.Select(each => OfE21(each, 60)),
        .. s_eachOfE21.Select(
            each => OfE21(each, 300, task => task with { Machine = PublishedMachines.LaptopOfMeans, Variant = "read-as-mean" })),
        .. s_workersOfE22.Select(workers => OfE22(workers, null)),
        .. s_workersOfE22.Select(tasks => OfE22(tasks, PublishedMachines.Laptop.Cores)),
        Pi("E23", ExecutionModel.Serial, 1, 100_000, 64, "3.14328", "so little work is done before a process has started", "E11") with { Published = SimDuration.FromMicroseconds(63_600) },
        Four("E32", TaskKind.Sleep, ExecutionModel.Serial, 16_010, "the sleep itself"),
        Four("E32", TaskKind.Sleep, ExecutionModel.Threads, 4_006, "the sleep itself"),
        Four("E32", TaskKind.Sleep, ExecutionModel.Processes, 4_024, "E33"),
        Four("E33", TaskKind.Crunch, ExecutionModel.Serial, 2_156, null),
        Four("E33", TaskKind.Crunch, ExecutionModel.Threads, 2_829, "E33, serial"),
        Four("E33", TaskKind.Crunch, ExecutionModel.Processes, 602, null),
    ];

    /// <param name="each">Points of each of four tasks.</param>
    /// <param name="milliseconds">The published fixed cost as a call's.</param>
    /// <param name="change">For the machine on which that is so.</param>
    private static PublishedRow OfE21(long each, long milliseconds, Func<TasksDefinition, TasksDefinition>? change = null)
    {
        PublishedRow row = Pi("E21", ExecutionModel.Processes, 4, 4 * each, each == 100 ? milliseconds : null,
            "about 0.3 s for the least work, by timeit(number=5): the sum of five calls, so 60 ms a call, which E33's 63 ms "
                + "agree with, and not the mean of them, 0.3 s a call; and from 1,000,000 to 10,000,000 points "
                + "in each task more than ten times the time, which a fixed cost can only lessen: under "
                    + "neither reading can this machine produce that",
            "a fixed cost must be earned back: below some amount of work, starting processes is most of what is done");
        return change is null ? row : row with { Task = change(row.Task!) };
    }

    /// <param name="tasks">How many share the work.</param>
    /// <param name="pool">Null for a process for each of them, as the text means it; else the processes that the published code
    /// starts, however many tasks there are.</param>
    private static PublishedRow OfE22(int tasks, int? pool)
    {
        PublishedRow row = Pi("E22", ExecutionModel.Processes, tasks, Million, null,
            "4 physical cores, no figures; the text means to vary the processes, and its code varies the tasks of a pool that "
                + "has a process for each core: both are shown",
            "more workers help up to the number of cores; beyond it their starts compete, and small work gains nothing");
        return row with { Task = row.Task! with { Pool = pool } };
    }

    private static PublishedRow Pi(string name, ExecutionModel model, int tasks, long points, long? milliseconds, string result, string lesson, string? predictedFrom = null) =>
        new(name, model, points, tasks, milliseconds is { } known ? SimDuration.FromMilliseconds(known) : null, result, lesson, predictedFrom)
        {
            Task = Of(model, tasks, points),
            Unit = "point",
        };

    private static TasksDefinition Of(ExecutionModel model, int tasks, long points) =>
        new() { Experiment = TasksExperiment.CalcPi, Kind = TaskKind.Pi, Model = model, Tasks = tasks, Work = points, InterpreterLock = true };

    private static PublishedRow Four(string name, TaskKind kind, ExecutionModel model, long milliseconds, string? predictedFrom)
    {
        const int Tasks = 4;
        bool sleeps = kind == TaskKind.Sleep;
        return new PublishedRow(
            name, model, sleeps ? Tasks : Tasks * TasksDefinition.DefaultWork, model == ExecutionModel.Serial ? 1 : Tasks, SimDuration.FromMilliseconds(milliseconds),
            sleeps ? "four sleeps of 4 s: 16.01 s serial, 4.006 s in threads, 4.024 s in processes"
                : "four loops of 10,000,000 turns: 2.156 s serial, 2.829 s in threads, 0.602 s in processes; what the threads "
                    + "lost to the struggle for the interpreter lock is not in the machine; names such as Process-13 with "
                        + "MainThread, and MainProcess with Thread-9",
            sleeps ? "waits overlap whoever waits, and threads are the cheapest to start"
                : "computing overlaps in processes alone: threads take turns under an interpreter lock, and lose to doing one after another",
            predictedFrom)
        {
            Task = Of(model, Tasks, Tasks * TasksDefinition.DefaultWork) with { Experiment = TasksExperiment.SleepOrCrunch, Kind = kind },
            RealWorkFactor = sleeps ? 1 : CrunchFactor,
            Unit = sleeps ? "sleep" : "turn",
        };
    }
}
