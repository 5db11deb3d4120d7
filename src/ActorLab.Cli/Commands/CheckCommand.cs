using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Runs;
using ActorLab.Core.Machine;
using ActorLab.Core.Report;
using ActorLab.Definitions;
using ActorLab.Experiments;
using ActorLab.Experiments.LineCopy;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab check</c>: all that is wrong with a definition, or what it would run.</summary>
internal sealed class CheckCommand : LabCommand
{
    private readonly Argument<string> _file = DefinitionFile.FileArgument();
    private readonly Option<string[]> _set = DefinitionFile.SetOption();

    public CheckCommand()
        : base("check", "Tell all that is wrong with a definition, or what it would run.",
        [
            "actorlab check hocon/experiments/E5.conf",
            "actorlab check hocon/experiments/pipeline.conf --set line-copy.workers=4",
        ])
    {
        Arguments.Add(_file);
        Options.Add(_set);
    }

    public override Task<int> RunAsync(CommandCall call) => Task.FromResult(Run(call));

    private int Run(CommandCall call)
    {
        if (call.Text(_file) is not { } path) return call.Reject();
        DefinitionReading reading = DefinitionFile.Read(path, call.Texts(_set), []);
        call.Problems.AddRange(reading.Diagnostics);
        if (reading.Definition is LineCopyExperimentDefinition lineCopy) call.Problems.AddRange(lineCopy.Runs.SelectMany(LineCopyExperiment.Check));
        if (call.Problems.Count > 0 || reading.Definition is not { } definition) return call.Reject();
        call.Out.Write($"{VerdictText.Printable(path)}: ok\n{string.Concat(Runs(definition).Select(run => $"  {run}\n"))}");
        return ExitCode.Holds;
    }

    private static IEnumerable<string> Runs(ExperimentDefinition definition) => definition switch
    {
        LineCopyExperimentDefinition lineCopy => lineCopy.Runs.Select(run => $"line-copy: {run.Model}, {FigureText.Several(run.Workers, "worker")}, {Input(run)}, {Where(definition, run.ChosenMachine)}"),
        CasesExperimentDefinition { Cases: var cases, Options: var options } =>
            cases.CaseNames.Where(name => options.Cases.IsEmpty || options.Cases.Contains(name)).Select(name => $"{cases.Name}: {name}, {Where(definition, options.Machine ?? PublishedMachines.Laptop)}"),
        IdleExperimentDefinition { Idle: var idle } => [$"idle: {FigureText.Several(idle.Actors, "actor")}, {idle.Window}, on {Engines.Local.Name}"],
        _ => throw new InvariantViolatedException($"no way to show a {definition.GetType().Name}"),
    };

    private static string Input(LineCopyDefinition run) =>
        run.InputPath is { } path ? $"the lines of {VerdictText.Printable(path)}" : FigureText.Several(run.Lines, "generated line");

    private static string Where(ExperimentDefinition definition, MachineProfile machine)
    {
        string simulated = definition.Engine == Engines.Simulation.Name ? $" ({machine.Name}, {FigureText.Several(machine.Cores, "CPU")})" : "";
        return $"on {definition.Engine}{simulated}, seed {definition.Seed}";
    }
}
