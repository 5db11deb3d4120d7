using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Definitions;
using ActorLab.Core.Report;
using ActorLab.Definitions;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary><c>actorlab check</c>: all that is wrong with a definition, or what it would run.</summary>
internal sealed class CheckCommand : LabCommand
{
    private readonly Argument<string> _file = DefinitionFile.FileArgument();
    private readonly DefinitionOptions _definition = new();

    public CheckCommand()
        : base("check", "Tell all that is wrong with a definition, or what it would run. A file with a machine alone is checked as one.",
        [
            "actorlab check hocon/experiments/E5.conf",
            "actorlab check hocon/experiments/pipeline.conf --set line-copy.workers=4",
            "actorlab check hocon/machines/laptop.conf",
            "actorlab check shop.conf",
        ])
    {
        Arguments.Add(_file);
        foreach (Option option in _definition.All) Options.Add(option);
    }

    public override Task<int> RunAsync(CommandCall call) => Task.FromResult(Run(call));

    private int Run(CommandCall call)
    {
        if (call.Text(_file) is not { } path) return call.Reject();
        if (DefinitionFile.IsMachine(path, _definition.Of(call))) return CheckMachine(path, call);
        DefinitionReading reading = DefinitionFile.Read(path, _definition.Of(call), []);
        call.Problems.AddRange(reading.Diagnostics);
        if (reading.Definition is not { } definition) return call.Reject();
        DefinedExperiment experiment = DefinedExperiment.Of(definition);
        call.Problems.AddRange(experiment.Check(definition));
        if (call.Problems.Count > 0) return call.Reject();
        string defaults = reading.Values.All(v => v.IsDefault)
            ? ", and it sets nothing: this is what runs where nothing is set"
            : "";
        call.Out.Write(
            $"{VerdictText.Printable(path)}: "
                + $"ok{defaults}\n{string.Concat(experiment.Describe(definition).Select(run => $"  {run}\n"))}");
        return ExitCode.Holds;
    }

    private int CheckMachine(string path, CommandCall call)
    {
        MachineReading reading = DefinitionFile.ReadMachine(path, _definition.Of(call));
        call.Problems.AddRange(reading.Diagnostics);
        if (call.Problems.Count > 0 || reading.Machine is not { } machine) return call.Reject();
        string interpreterLock = machine.InterpreterLock ? "with an interpreter lock" : "without an interpreter lock";
        call.Out.Write($"{VerdictText.Printable(path)}: ok, a machine\n  {VerdictText.Printable(machine.Name)}: {FigureText.Several(machine.Cores, "CPU")}, {interpreterLock}\n");
        return ExitCode.Holds;
    }
}
