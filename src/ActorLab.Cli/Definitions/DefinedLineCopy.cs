using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Commands;
using ActorLab.Cli.Runs;
using ActorLab.Definitions;
using ActorLab.Definitions.Schema;
using ActorLab.Experiments.LineCopy;
using ActorLab.Reporting;

namespace ActorLab.Cli.Definitions;

/// <summary>Line-copy.</summary>
internal sealed class DefinedLineCopy : DefinedExperiment
{
    private static readonly LineCopySettings s_settings = DefinitionSettings.LineCopy;

    public override bool IsFor(ExperimentDefinition definition) => definition is LineCopyExperimentDefinition;

    public override RunRequest Request(ExperimentDefinition definition, EngineChoice engine, string? trace, bool json) =>
        new LineCopyRequest(((LineCopyExperimentDefinition)definition).Runs, engine, null, trace, json);

    public override IEnumerable<Diagnostic> Check(ExperimentDefinition definition) => ((LineCopyExperimentDefinition)definition).Runs.SelectMany(LineCopyExperiment.Check);

    public override IEnumerable<string> Describe(ExperimentDefinition definition) => ((LineCopyExperimentDefinition)definition).Runs.Select(run =>
        $"{definition.Experiment}: {run.Model}, {FigureText.Several(run.Workers, "worker")}, {Input(run)}, {Where(definition, run.ChosenMachine)}");

    protected override IEnumerable<(Option<string> Option, Setting Setting, string Unit)> Settings(RunOptions options) =>
    [
        (options.Model, s_settings.Model, ""),
        (options.Workers, s_settings.Workers, ""),
        (options.Lines, s_settings.Lines, ""),
        (options.Input, s_settings.Input, ""),
        (options.Output, s_settings.Output, ""),
        (options.Cores, s_settings.Cores, ""),
    ];

    protected override IEnumerable<FlagValue> OtherFlags(RunOptions options, CommandCall call) =>
        [.. Switch(options.InterpreterLock, s_settings.InterpreterLock, call), .. Switch(options.Plain, s_settings.Plain, call)];

    private static string Input(LineCopyDefinition run) =>
        run.InputPath is { } path ? $"the lines of {VerdictText.Printable(path)}" : FigureText.Several(run.Lines, "generated line");
}
