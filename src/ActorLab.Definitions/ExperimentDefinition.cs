using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Definitions.Schema;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.Idle;
using ActorLab.Experiments.LineCopy;

namespace ActorLab.Definitions;

/// <summary>An experiment with all that was chosen about it. A file gives one, and so does C#: <c>new LineCopyExperimentDefinition { Models = [ExecutionModel.Pipeline], Workers = 4, Seed = 7 }</c>.</summary>
public abstract record ExperimentDefinition
{
    private protected ExperimentDefinition()
    {
    }

    /// <summary>Canonical name.</summary>
    public abstract string Experiment { get; }

    /// <summary><see cref="DefinitionSettings.Local"/> or <see cref="DefinitionSettings.Simulation"/>.</summary>
    public string Engine { get; init; } = DefinitionSettings.Local;

    public ulong Seed { get; init; } = 1;

    /// <summary>The machine to simulate; null for the one on which the tutorials ran the experiment.</summary>
    public MachineProfile? Machine { get; init; }

    /// <summary>Of the child processes of a real run.</summary>
    public NodesDefinition Nodes { get; init; } = new();

    /// <summary>The plans that are run, in turn, as other processes would be told of them. Empty for an experiment that cannot leave its process.</summary>
    public abstract ImmutableArray<PlanOrigin> Origins { get; }

    /// <summary>Equal for definitions whose plans are equal: made of the digests that nodes compare when they join.</summary>
    public ulong Digest => Origins.Aggregate(StableHash.Of(Experiment), (digest, origin) => StableHash.Combine(digest, origin.Digest));
}

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

    public bool InterpreterLock { get; init; }

    public int? Cores { get; init; }

    /// <summary>What is run, in turn.</summary>
    public ImmutableArray<LineCopyDefinition> Runs => [.. Models.Select(Run)];

    public override ImmutableArray<PlanOrigin> Origins => [.. Runs.Select(LineCopyExperiment.OriginOf)];

    private LineCopyDefinition Run(ExecutionModel model) => new()
    {
        Model = model,
        Workers = model.FixedWorkers ? model.DefaultWorkers : Workers ?? model.DefaultWorkers,
        Lines = Lines,
        InputPath = InputPath,
        OutputPath = OutputPath,
        InterpreterLock = InterpreterLock,
        Cores = Cores,
        Machine = Machine,
        Seed = Seed,
    };
}

/// <summary>A small experiment of a few cases.</summary>
/// <param name="Cases">Which.</param>
public sealed record CasesExperimentDefinition(ICaseExperiment Cases) : ExperimentDefinition
{
    private readonly CaseOptions _chosen = new();

    public override string Experiment => Cases.Name;

    /// <summary>What was chosen, with the seed and the machine of the definition.</summary>
    public CaseOptions Options
    {
        get => _chosen with { Seed = Seed, Machine = Machine };
        init => _chosen = value;
    }

    public override ImmutableArray<PlanOrigin> Origins => Cases.Origins(Options);
}

/// <summary>An idle engine.</summary>
public sealed record IdleExperimentDefinition : ExperimentDefinition
{
    public override string Experiment => IdleExperiment.Name;

    public IdleDefinition Idle { get; init; } = new();

    public override ImmutableArray<PlanOrigin> Origins => [];
}
