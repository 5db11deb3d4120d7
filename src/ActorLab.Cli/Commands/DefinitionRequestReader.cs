using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Definitions;
using ActorLab.Cli.Labs;
using ActorLab.Cli.Runs;
using ActorLab.Core.Machine;
using ActorLab.Definitions;

namespace ActorLab.Cli.Commands;

/// <summary>Makes a request of a definition in a file, which the options of the command line override.</summary>
internal sealed class DefinitionRequestReader(RunOptions options, CommandCall call, LabRuns runs)
{
    /// <param name="path">The file, as it was typed.</param>
    /// <param name="trace">Where the traces go; null for none.</param>
    /// <returns>Null when the call has a problem.</returns>
    public RunRequest? Read(string path, string? trace)
    {
        GivenOverrides given = options.Definition.Of(call);
        // Which options mean something depends on the experiment, which the options themselves do not choose.
        int? cores = (int?)Problem.ReadInteger(
            options.Cores.Name, call.Text(options.Cores), 1, MachineProfile.MaxCores, call.Problems);
        DefinitionReading first = DefinitionFile.Read(path, given, []);
        ExperimentDefinition known = first.Definition ?? (first.Pipeline is { } pipeline ? new PipelineExperimentDefinition { Pipeline = pipeline } : DefinitionFile.Read(path, given with { Sets = [] }, []).Definition ?? new LineCopyExperimentDefinition());
        ExperimentChoice choice = ExperimentChoice.Find(known.Experiment)[0];
        Option[] foreign = [.. options.All.Except(options.Of(choice)).Where(call.IsGiven)];
        foreach (Option option in foreign) call.Problems.Add(Problem.NotApplicable(option.Name, choice.Name));
        FlagValue[] flags = [.. DefinedExperiment.Of(known).Flags(options, call).Where(f => !foreign.Any(o => o.Name == f.Flag))];
        // Those that have no setting of their own for it have the CPUs of their machine.
        bool setsMachine = cores is not null && !foreign.Contains(options.Cores) && flags.All(f => f.Flag != options.Cores.Name);
        if (setsMachine) given = given with { Sets = [.. given.Sets, $"{CoresSetting.Key}={cores}"] };
        DefinitionReading reading = DefinitionFile.Read(path, given, flags);
        call.Problems.AddRange(reading.Diagnostics);
        if (call.Problems.Count > 0 || reading.Definition is not { } definition) return null;
        if (setsMachine && definition.Engine != Engines.Simulation.Name)
        {
            call.Problems.Add(
                Problem.Excluded(
                    options.Cores.Name, "expected with --engine simulation alone", "This machine has the CPUs that it has."));
        }

        if (definition.Engine != Engines.Cluster.Name) LabOptions.RefuseWithout(options, definition.Engine, call);
        EngineChoice? engine = Engines.Of(definition, runs, call.Problems);
        if (call.Problems.Count > 0 || engine is null) return null;
        return DefinedExperiment.Of(definition).Request(definition, engine, trace, call.IsSet(options.Json)) with
        {
            Nodes = definition.Nodes,
            Akka = definition.Akka,
        };
    }
}
