using System.Collections.Immutable;
using ActorLab.Core.Actors;
using ActorLab.Core.Definition;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;

namespace ActorLab.Experiments.Tasks;

/// <summary>Turns a definition into the plan of one run: its machine, its processes, and what a task costs there.</summary>
internal static class TasksPlan
{
    public const string Role = "task-worker";

    /// <summary>6.73 s for 10⁷ points: row E11.</summary>
    private const long NanosecondsPerPoint = 673;

    /// <summary>2.156 s for 4 × 10⁷ turns: row E33, serial.</summary>
    private const long PicosecondsPerTurn = 53_900;

    public static string NodeOf(int worker) => $"process-{worker + 1}";

    public static string NameOf(TaskKind kind) => kind switch
    {
        TaskKind.Pi => "pi",
        TaskKind.Sleep => "sleep",
        _ => "crunch",
    };

    public static TaskKind? KindOf(string name) => name switch
    {
        "pi" => TaskKind.Pi,
        "sleep" => TaskKind.Sleep,
        "crunch" => TaskKind.Crunch,
        _ => null,
    };

    public static ScenarioPlan Build(TasksDefinition definition)
    {
        bool inProcesses = definition.Model.InProcesses;
        return new ScenarioPlan
        {
            Name = $"{definition.Experiment}/{NameOf(definition.Kind)}/{definition.Model}",
            Seed = definition.Seed,
            Machine = definition.ChosenMachine,
            Nodes = inProcesses
                ? [.. Enumerable.Range(0, definition.Workers).Select(i => new NodePlan(NodeOf(i), MaxRestarts: 0))]
                : [],
            Roles = ImmutableSortedDictionary.Create<string, NodeRole>(StringComparer.Ordinal).Add(Role, (_, arguments) => WorkerProps(definition, (TaskArguments)arguments)),
            Root = outside => new ActorProps(() => new TasksRoot(outside, definition)),
            Origin = TasksOrigin.Of(definition),
        };
    }

    /// <summary>What a share costs on one core of the tutorial's machine.</summary>
    public static SimDuration CostOf(TaskKind kind, long share) => kind switch
    {
        TaskKind.Pi => new SimDuration(share * NanosecondsPerPoint),
        TaskKind.Crunch => new SimDuration((long)((Int128)share * PicosecondsPerTurn / 1_000)),
        _ => SimDuration.Zero,
    };

    /// <summary>A thread of its own, which a process has anyway.</summary>
    public static ActorProps WorkerProps(TasksDefinition definition, TaskArguments arguments) => new(() => new TaskWorker(arguments, definition))
    {
        Dispatcher = definition.Model == ExecutionModel.Threads ? DispatcherPolicy.Pinned : DispatcherPolicy.ForkJoin("main", 1),
    };

    public static IBody BodyOf(TasksDefinition definition, int task) => definition.Kind switch
    {
        TaskKind.Sleep => new SleepBody(task, definition.Sleep),
        TaskKind.Crunch => new CrunchBody(task, definition.ShareOf(task)),
        _ => new PiBody(task, definition.ShareOf(task), PiPoints.StreamOf(definition.Seed, task)),
    };
}
