using System.Collections.Immutable;
using ActorLab.Core.Plan;
using ActorLab.Experiments.Cases;

namespace ActorLab.Definitions;

/// <summary>A small experiment of a few cases.</summary>
/// <param name="Cases">Which.</param>
public sealed record CasesExperimentDefinition(ICaseExperiment Cases) : ExperimentDefinition
{
    private readonly CaseOptions _chosen = new();

    public override string Experiment => Cases.Name;

    /// <summary>What was chosen, with the seed and the machine of the definition.</summary>
    public CaseOptions Options
    {
        get =>
            _chosen with
            {
                Seed = Seed,
                Machine = Machine ?? (MachineCores is { } cores ? Cases.DefaultMachine with { Cores = cores } : null),
            };
        init => _chosen = value;
    }

    private protected override ImmutableArray<PlanOrigin> OwnOrigins => Cases.Origins(Options);
}
