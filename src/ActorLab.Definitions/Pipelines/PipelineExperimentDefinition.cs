using System.Collections.Immutable;
using ActorLab.Core.Plan;
using ActorLab.Definitions.Schema;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Planning;

namespace ActorLab.Definitions;

/// <summary>A pipeline, and what it runs on.</summary>
public sealed record PipelineExperimentDefinition : ExperimentDefinition
{
    public override string Experiment => PipelineSettings.Name;

    /// <summary>Nothing is wrong with it, and its paths are absolute.</summary>
    public required PipelineDefinition Pipeline { get; init; }

    /// <summary>How a real run is watched over, and no part of the plan: how long nothing may move, although nobody is at work, before it ends with a diagnosis; 10 ms to 1 day.</summary>
    public SimDuration StallAfter { get; init; } = PipelineRunOptions.DefaultStallAfter;

    private protected override ImmutableArray<PlanOrigin> OwnOrigins => [new PlanOrigin(Experiment, PipelineForm.Write(Pipeline))];
}
