using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Core.Plan;
using ActorLab.Definitions.Schema;
using ActorLab.Experiments.Tasks;

namespace ActorLab.Definitions;

/// <summary>Equal tasks under one model or several.</summary>
public abstract record TasksExperimentDefinition : ExperimentDefinition
{
    private protected TasksExperimentDefinition()
    {
    }

    /// <summary>At least one of <see cref="TasksDefinition.Models"/>, in the order in which they run.</summary>
    public ImmutableArray<ExecutionModel> Models { get; init; } = TasksDefinition.Models;

    /// <summary>Run under an interpreter lock; null for what the machine has, and on a real one for none unless a machine was chosen that has one.</summary>
    public bool? InterpreterLock { get; init; }

    /// <summary>CPUs of a simulated machine; null for those that it has.</summary>
    public int? Cores { get; init; }

    /// <summary>What is run, in turn.</summary>
    public abstract ImmutableArray<TasksDefinition> Runs { get; }

    private protected sealed override ImmutableArray<PlanOrigin> OwnOrigins => [.. Runs.Select(TasksExperiment.OriginOf)];

    private protected TasksDefinition Run(TaskKind kind, ExecutionModel model, int tasks, long work) => new()
    {
        Experiment = Experiment,
        Kind = kind,
        Model = model,
        Tasks = tasks,
        Work = work,
        Seed = Seed,
        // The machines of the tutorials have one, and a real machine has it only where somebody asks.
        InterpreterLock = InterpreterLock ?? Machine?.InterpreterLock ?? Engine == DefinitionSettings.Simulation,
        Cores = Cores ?? MachineCores,
        Machine = Machine,
    };
}
