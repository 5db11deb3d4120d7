using ActorLab.Cli.Runs;
using ActorLab.Core.Machine;
using ActorLab.Definitions;
using ActorLab.Experiments;
using ActorLab.Pipelines.Definition;
using ActorLab.Pipelines.Drawing;
using ActorLab.Pipelines.Results;
using ActorLab.Reporting;
using ActorLab.Reporting.Pipelines;

namespace ActorLab.Cli.Definitions;

/// <summary>A pipeline.</summary>
internal sealed class DefinedPipeline : DefinedExperiment
{
    public override bool IsFor(ExperimentDefinition definition) => definition is PipelineExperimentDefinition;

    public override RunRequest Request(ExperimentDefinition definition, EngineChoice engine, string? trace, bool json)
    {
        var chosen = (PipelineExperimentDefinition)definition;
        return new PipelineRequest(chosen.Pipeline, MachineOf(definition), definition.Seed, engine, trace, json) { StallAfter = chosen.StallAfter };
    }

    public override IEnumerable<Diagnostic> Check(ExperimentDefinition definition)
    {
        PipelineDefinition pipeline = ((PipelineExperimentDefinition)definition).Pipeline;
        return
        [
            .. PipelineFiles.Check(pipeline),
            .. definition.Engine == Engines.Local.Name ? PipelineFiles.CheckPrograms(pipeline) : [],
        ];
    }

    public override IEnumerable<string> Describe(ExperimentDefinition definition)
    {
        var pipeline = ((PipelineExperimentDefinition)definition).Pipeline;
        string deadlock = pipeline.MayDeadlock ? ", may deadlock" : "";
        return
        [
            $"{definition.Experiment}: {pipeline.Name}, {FigureText.Several(pipeline.Stages.Length, "stage")}, {Where(definition, MachineOf(definition))}{deadlock}",
            .. PipelineOutline.Of(pipeline).Select(line => "  " + VerdictText.Printable(line)),
            .. definition.Engine != Engines.Simulation.Name && PipelineRun.StagesWithCost(pipeline) is { IsEmpty: false } stages
                ? [PipelineText.UnchargedCost(stages)]
                : Array.Empty<string>(),
        ];
    }

    private static MachineProfile MachineOf(ExperimentDefinition definition) =>
        definition.Machine ?? PublishedMachines.LaptopWithoutLock with
        {
            Cores = definition.MachineCores ?? PublishedMachines.LaptopWithoutLock.Cores,
        };
}
