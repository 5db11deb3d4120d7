using System.Collections.Immutable;
using ActorLab.Core.Plan;
using ActorLab.Experiments.Idle;

namespace ActorLab.Definitions;

/// <summary>An idle engine.</summary>
public sealed record IdleExperimentDefinition : ExperimentDefinition
{
    public override string Experiment => IdleExperiment.Name;

    public IdleDefinition Idle { get; init; } = new();

    private protected override ImmutableArray<PlanOrigin> OwnOrigins => [];
}
