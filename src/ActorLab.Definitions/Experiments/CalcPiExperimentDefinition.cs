using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Experiments.Tasks;

namespace ActorLab.Definitions;

/// <summary>Calc-pi: a run for each model, amount of work and number of workers.</summary>
public sealed record CalcPiExperimentDefinition : TasksExperimentDefinition
{
    public const int DefaultWorkers = 2;

    public override string Experiment => TasksExperiment.CalcPi;

    /// <summary>Tasks, each with a worker of its own, 1 to <see cref="TasksDefinition.MaxTasks"/>, a run for each number; serial has one task. Empty for <see cref="DefaultWorkers"/>.</summary>
    public ImmutableArray<int> Workers { get; init; } = [];

    /// <summary>Points of all tasks together, 1 to <see cref="TasksDefinition.MaxWork"/>, a run for each number; at least one.</summary>
    public ImmutableArray<long> Work { get; init; } = [TasksDefinition.DefaultWork];

    /// <summary>How processes are started.</summary>
    public StartMethod Start { get; init; } = StartMethod.Spawn;

    public override ImmutableArray<TasksDefinition> Runs =>
    [
        .. from model in Models
           from work in Work
           from tasks in model == ExecutionModel.Serial ? [1] : Workers.DefaultIfEmpty(DefaultWorkers)
           select Run(TaskKind.Pi, model, tasks, work) with { Start = Start },
    ];
}
