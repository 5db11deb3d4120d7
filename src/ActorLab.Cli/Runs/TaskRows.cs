using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Experiments.Tasks;

namespace ActorLab.Cli.Runs;

/// <summary>The rows of calc-pi and of sleep-or-crunch: one for each run of theirs, so several may have one name.</summary>
internal static class TaskRows
{
    private const long Million = 1_000_000;

    public static readonly ImmutableArray<PublishedRow> All =
    [
        Pi("E11", ExecutionModel.Serial, 1, 10 * Million, 6_730, "3.1420392",
            "this is what the computation costs when nothing runs beside it, and there is nothing in it to wait for"),
        Pi("E12", ExecutionModel.Threads, 2, 10 * Million, 7_050, "starts 1, starts 2, done 1, done 2",
            "under an interpreter lock threads compute in turns: no speed-up, and the switching on top of it", "E11"),
        Pi("E18", ExecutionModel.Processes, 2, 10 * Million, 4_040, "the parent itself used 13 ms of CPU time; forked, as was the default there, and spawned here",
            "processes have an interpreter lock each and really compute side by side, less what it takes to start them", "E11 and E21"),
        Pi("E19", ExecutionModel.Processes, 2, 10 * Million, 4_210, "start method fork",
            "how a process is started changes the fixed cost and nothing else", "E11 and E21") with { Task = Of(ExecutionModel.Processes, 2, 10 * Million) with { Start = StartMethod.Fork } },
        .. ((long[])[100, 1_000, 10_000, Million, 10 * Million]).Select(each => Pi("E21", ExecutionModel.Processes, 4, 4 * each, each == 100 ? 300 : null,
            "a fixed cost of about 0.3 s; from 1,000,000 to 10,000,000 points in each task more than ten times the time, which a fixed cost can only lessen: this machine cannot produce that",
            "a fixed cost must be earned back: below some amount of work, starting processes is most of what is done")),
        .. ((int[])[1, 2, 4, 8, 16]).Select(workers => Pi("E22", ExecutionModel.Processes, workers, Million, null,
            "4 physical cores, no figures; the published code varies the number of tasks and never that of the processes",
            "more workers help up to the number of cores, and never with work that is small against their start")),
        Pi("E23", ExecutionModel.Serial, 1, 100_000, 64, "3.14328", "so little work is done before a process has started", "E11") with { Published = SimDuration.FromMicroseconds(63_600) },
        Four("E32", TaskKind.Sleep, ExecutionModel.Serial, 16_010, "the sleep itself"),
        Four("E32", TaskKind.Sleep, ExecutionModel.Threads, 4_006, "the sleep itself"),
        Four("E32", TaskKind.Sleep, ExecutionModel.Processes, 4_024, "E33"),
        Four("E33", TaskKind.Crunch, ExecutionModel.Serial, 2_156, null),
        Four("E33", TaskKind.Crunch, ExecutionModel.Threads, 2_829, "E33, serial"),
        Four("E33", TaskKind.Crunch, ExecutionModel.Processes, 602, null),
    ];

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
                : "four loops of 10,000,000 turns: 2.156 s serial, 2.829 s in threads, 0.602 s in processes; what the threads lost to the struggle for the interpreter lock is not in the machine",
            sleeps ? "waits overlap whoever waits, and threads are the cheapest to start"
                : "computing overlaps in processes alone: threads take turns under an interpreter lock, and lose to doing one after another",
            predictedFrom)
        {
            Task = Of(model, Tasks, Tasks * TasksDefinition.DefaultWork) with { Experiment = TasksExperiment.SleepOrCrunch, Kind = kind },
            Unit = sleeps ? "sleep" : "turn",
        };
    }
}
