using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Runs;
using ActorLab.Definitions;
using ActorLab.Definitions.Schema;

namespace ActorLab.Cli.Commands;

/// <summary>Makes a request of a definition in a file, which the options of the command line override.</summary>
internal sealed class DefinitionRequestReader(RunOptions options, CommandCall call)
{
    /// <param name="path">The file, as it was typed.</param>
    /// <param name="trace">Where the traces go; null for none.</param>
    /// <returns>Null when the call has a problem.</returns>
    public RunRequest? Read(string path, string? trace)
    {
        IReadOnlyList<string> sets = call.Texts(options.Set);
        // Which options mean something depends on the experiment, which the options themselves do not choose.
        string experiment = DefinitionFile.Read(path, sets, []).Definition?.Experiment ?? ExperimentChoice.LineCopy.Name;
        ExperimentChoice choice = ExperimentChoice.Find(experiment)[0];
        foreach (Option option in options.All.Except(options.Of(choice)).Where(call.IsGiven)) call.Problems.Add(Problem.NotApplicable(option.Name, choice.Name));
        DefinitionReading reading = DefinitionFile.Read(path, sets, Flags(choice));
        call.Problems.AddRange(reading.Diagnostics);
        return call.Problems.Count == 0 && reading.Definition is { } definition ? Request(definition, trace, call.IsSet(options.Json)) : null;
    }

    private static RunRequest Request(ExperimentDefinition definition, string? trace, bool json)
    {
        EngineChoice engine = Engines.Find(definition.Engine) ?? throw new InvariantViolatedException($"there is no engine {definition.Engine}");
        RunRequest request = definition switch
        {
            LineCopyExperimentDefinition lineCopy => new LineCopyRequest(lineCopy.Runs, engine, null, trace, json),
            CasesExperimentDefinition cases => new CasesRequest([cases.Cases], cases.Options, engine, trace, json),
            IdleExperimentDefinition idle => new IdleRequest(idle.Idle, trace, json),
            _ => throw new InvariantViolatedException($"no way to run a {definition.GetType().Name}"),
        };
        return request with { Nodes = definition.Nodes };
    }

    private IEnumerable<FlagValue> Flags(ExperimentChoice choice) => Settings(choice)
        .Where(s => options.Of(choice).Contains(s.Option) && call.IsGiven(s.Option) && ValueOf(s.Option) is not null)
        .Select(s => new FlagValue(s.Setting, ValueOf(s.Option) + s.Unit, s.Option.Name));

    /// <summary>What an option is called in a definition.</summary>
    private IEnumerable<(Option Option, Setting Setting, string Unit)> Settings(ExperimentChoice choice)
    {
        LineCopySettings lineCopy = DefinitionSettings.LineCopy;
        bool isLineCopy = choice == ExperimentChoice.LineCopy;
        return
        [
            (options.Engine, DefinitionSettings.Engine, ""),
            (options.Seed, DefinitionSettings.Seed, ""),
            (options.Model, lineCopy.Model, ""),
            (options.Workers, isLineCopy ? lineCopy.Workers : DefinitionSettings.LargeState.Workers, ""),
            (options.Lines, lineCopy.Lines, ""),
            (options.Input, lineCopy.Input, ""),
            (options.Output, lineCopy.Output, ""),
            (options.Cores, lineCopy.Cores, ""),
            (options.InterpreterLock, lineCopy.InterpreterLock, ""),
            (options.Megabytes, DefinitionSettings.LargeState.Size, " MiB"),
        ];
    }

    private string? ValueOf(Option option) => option == options.InterpreterLock ? (call.IsSet(options.InterpreterLock) ? "on" : "off") : call.Text(option);
}
