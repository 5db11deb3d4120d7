using System.CommandLine;
using ActorLab.Cli.Commands;
using ActorLab.Cli.Runs;
using ActorLab.Definitions;
using ActorLab.Definitions.Schema;
using ActorLab.Experiments;

namespace ActorLab.Cli.Definitions;

/// <summary>A small experiment of a few cases.</summary>
internal sealed class DefinedCases : DefinedExperiment
{
    public override bool IsFor(ExperimentDefinition definition) => definition is CasesExperimentDefinition;

    public override RunRequest Request(ExperimentDefinition definition, EngineChoice engine, string? trace, bool json) =>
        new CasesRequest([((CasesExperimentDefinition)definition).Cases], ((CasesExperimentDefinition)definition).Options, engine, trace, json);

    public override IEnumerable<string> Describe(ExperimentDefinition definition)
    {
        var (cases, options) = (((CasesExperimentDefinition)definition).Cases, ((CasesExperimentDefinition)definition).Options);
        return cases.CaseNames.Where(name => options.Cases.IsEmpty || options.Cases.Contains(name)).Select(name => $"{cases.Name}: {name}, {Where(definition, options.Machine ?? cases.DefaultMachine)}");
    }

    /// <summary>Those that have no size have no option for it either.</summary>
    protected override IEnumerable<(Option<string> Option, Setting Setting, string Unit)> Settings(RunOptions options) =>
        [(options.Workers, DefinitionSettings.LargeState.Workers, ""), (options.Megabytes, DefinitionSettings.LargeState.Size, " MiB")];
}
