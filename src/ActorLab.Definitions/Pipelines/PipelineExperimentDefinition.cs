using System.Collections.Immutable;
using ActorLab.Core.Plan;
using ActorLab.Definitions.Schema;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Definitions;

/// <summary>A pipeline, and what it runs on.</summary>
public sealed record PipelineExperimentDefinition : ExperimentDefinition
{
    public override string Experiment => PipelineSettings.Name;

    /// <summary>Nothing is wrong with it, and its paths are absolute.</summary>
    public required PipelineDefinition Pipeline { get; init; }

    public override ImmutableArray<PlanOrigin> Origins => [new PlanOrigin(Experiment, PipelineForm.Write(Pipeline))];
}
