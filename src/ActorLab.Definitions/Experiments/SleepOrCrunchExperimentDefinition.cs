using System.Collections.Immutable;
using ActorLab.Experiments.Tasks;

namespace ActorLab.Definitions;

/// <summary>Sleep-or-crunch: tasks that wait and as many that compute.</summary>
public sealed record SleepOrCrunchExperimentDefinition : TasksExperimentDefinition
{
    public const int DefaultWorkers = 4;

    /// <summary>All that there are, in the order in which they run.</summary>
    public static readonly ImmutableArray<TaskKind> AllKinds = [TaskKind.Sleep, TaskKind.Crunch];

    public override string Experiment => TasksExperiment.SleepOrCrunch;

    /// <summary>Some of <see cref="AllKinds"/>.</summary>
    public ImmutableArray<TaskKind> Kinds { get; init; } = AllKinds;

    /// <summary>Tasks of each kind, 1 to <see cref="TasksDefinition.MaxTasks"/>; serial does them one after another.</summary>
    public int Workers { get; init; } = DefaultWorkers;

    /// <summary>Turns of each loop; at most <see cref="TasksDefinition.MaxWork"/> of all together.</summary>
    public long Work { get; init; } = TasksDefinition.DefaultWork;

    /// <summary>How long each of those that wait does so, at most <see cref="TasksDefinition.MaxSleep"/>.</summary>
    public SimDuration Sleep { get; init; } = TasksDefinition.DefaultSleep;

    public override ImmutableArray<TasksDefinition> Runs =>
    [
        .. from kind in Kinds
           from model in Models
           select Run(kind, model, Workers, Workers * Work) with { Sleep = Sleep },
    ];
}
