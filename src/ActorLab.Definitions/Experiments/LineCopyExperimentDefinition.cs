using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Core.Plan;
using ActorLab.Definitions.Schema;
using ActorLab.Experiments.LineCopy;

namespace ActorLab.Definitions;

/// <summary>Line-copy under one model or several.</summary>
public sealed record LineCopyExperimentDefinition : ExperimentDefinition
{
    public override string Experiment => LineCopyExperiment.Name;

    /// <summary>At least one, in the order in which they run.</summary>
    public ImmutableArray<ExecutionModel> Models { get; init; } = ExecutionModel.All;

    /// <summary>Workers of the models whose number of them can be chosen; null for each model's own.</summary>
    public int? Workers { get; init; }

    public int Lines { get; init; } = LineCopyDefinition.DefaultLines;

    public string? InputPath { get; init; }

    public string? OutputPath { get; init; }

    /// <inheritdoc cref="LineCopyDefinition.Plain"/>
    public bool Plain { get; init; }

    /// <summary>
    /// Run under an interpreter lock; null for what the machine has, and on a real one for none unless a machine was chosen that
    /// has one.
    /// </summary>
    public bool? InterpreterLock { get; init; }

    public int? Cores { get; init; }

    /// <summary>What is run, in turn.</summary>
    public ImmutableArray<LineCopyDefinition> Runs => [.. Models.Select(Run)];

    private protected override ImmutableArray<PlanOrigin> OwnOrigins => [.. Runs.Select(LineCopyExperiment.OriginOf)];

    private LineCopyDefinition Run(ExecutionModel model) => new()
    {
        Model = model,
        Workers = model.FixedWorkers ? model.DefaultWorkers : Workers ?? model.DefaultWorkers,
        Lines = Lines,
        InputPath = InputPath,
        OutputPath = OutputPath,
        Plain = Plain,
        // The machines of the tutorials have one, and a real machine has it only where the definition asks.
        InterpreterLock = InterpreterLock ?? Machine?.InterpreterLock ?? Engine == DefinitionSettings.Simulation,
        Cores = Cores ?? MachineCores,
        Machine = Machine,
        Seed = Seed,
    };
}
