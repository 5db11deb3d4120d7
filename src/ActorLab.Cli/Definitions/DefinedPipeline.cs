using ActorLab.Cli.Runs;
using ActorLab.Core.Machine;
using ActorLab.Definitions;
using ActorLab.Experiments;
using ActorLab.Pipelines.Drawing;
using ActorLab.Reporting;

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

    public override IEnumerable<Diagnostic> Check(ExperimentDefinition definition) => PipelineFiles.Check(((PipelineExperimentDefinition)definition).Pipeline);

    public override IEnumerable<string> Describe(ExperimentDefinition definition)
    {
        var pipeline = ((PipelineExperimentDefinition)definition).Pipeline;
        string deadlock = pipeline.MayDeadlock ? ", may deadlock" : "";
        return
        [
            $"{definition.Experiment}: {pipeline.Name}, {FigureText.Several(pipeline.Stages.Length, "stage")}, {Where(definition, MachineOf(definition))}{deadlock}",
            .. PipelineOutline.Of(pipeline).Select(line => "  " + VerdictText.Printable(line)),
        ];
    }

    private static MachineProfile MachineOf(ExperimentDefinition definition) => definition.Machine ?? PublishedMachines.LaptopWithoutLock with { Cores = definition.MachineCores ?? PublishedMachines.LaptopWithoutLock.Cores };
}
