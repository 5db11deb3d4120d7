using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Commands;
using ActorLab.Cli.Runs;
using ActorLab.Definitions.Schema;
using ActorLab.Definitions;
using ActorLab.Experiments.Tasks;
using ActorLab.Reporting;

namespace ActorLab.Cli.Definitions;

/// <summary>Equal tasks.</summary>
internal abstract class DefinedTasks : DefinedExperiment
{
    public sealed override RunRequest Request(ExperimentDefinition definition, EngineChoice engine, string? trace, bool json) =>
        new TasksRequest(((TasksExperimentDefinition)definition).Runs, engine, [], trace, json);

    public sealed override IEnumerable<string> Describe(ExperimentDefinition definition) => ((TasksExperimentDefinition)definition).Runs.Select(run =>
        $"{definition.Experiment}: {What(run)}, {run.Model}, {FigureText.Several(run.Tasks, "task")}, {Where(definition, run.ChosenMachine)}");

    /// <summary>As <see cref="Problem.ReadAmount"/> understands it; what is no amount is left for the setting to tell.</summary>
    protected static IEnumerable<FlagValue> Amount(Option<string> option, Setting setting, CommandCall call)
    {
        if (call.Text(option) is not { } typed) return [];
        return [new FlagValue(setting, Problem.ReadAmount(option.Name, typed, 0, long.MaxValue, []) is { } amount ? $"{amount}" : typed, option.Name)];
    }

    private static string What(TasksDefinition run) => run.Kind switch
    {
        TaskKind.Pi => FigureText.Several(run.Work, "point"),
        TaskKind.Sleep => $"sleep, {run.Sleep} each",
        _ => $"crunch, {FigureText.Several(run.Work, "turn")}",
    };
}

/// <summary>Calc-pi.</summary>
internal sealed class DefinedCalcPi : DefinedTasks
{
    private static readonly CalcPiSettings s_settings = DefinitionSettings.CalcPi;

    public override bool IsFor(ExperimentDefinition definition) => definition is CalcPiExperimentDefinition;

    protected override IEnumerable<(Option<string> Option, Setting Setting, string Unit)> Settings(RunOptions options) =>
        [(options.Model, s_settings.Model, ""), (options.Workers, s_settings.Workers, ""), (options.Start, s_settings.Start, ""), (options.Cores, s_settings.Cores, "")];

    protected override IEnumerable<FlagValue> OtherFlags(RunOptions options, CommandCall call) =>
        [.. Amount(options.Work, s_settings.Work, call), .. Switch(options.InterpreterLock, s_settings.InterpreterLock, call)];
}

/// <summary>Sleep-or-crunch.</summary>
internal sealed class DefinedSleepOrCrunch : DefinedTasks
{
    private static readonly SleepOrCrunchSettings s_settings = DefinitionSettings.SleepOrCrunch;

    public override bool IsFor(ExperimentDefinition definition) => definition is SleepOrCrunchExperimentDefinition;

    protected override IEnumerable<(Option<string> Option, Setting Setting, string Unit)> Settings(RunOptions options) =>
        [(options.Model, s_settings.Model, ""), (options.Workers, s_settings.Workers, ""), (options.Seconds, s_settings.Sleep, " s"), (options.Cores, s_settings.Cores, "")];

    protected override IEnumerable<FlagValue> OtherFlags(RunOptions options, CommandCall call) =>
        [.. Amount(options.Work, s_settings.Work, call), .. Switch(options.InterpreterLock, s_settings.InterpreterLock, call)];
}
