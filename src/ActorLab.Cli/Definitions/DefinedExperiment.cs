using System.Collections.Immutable;
using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Commands;
using ActorLab.Cli.Runs;
using ActorLab.Core.Machine;
using ActorLab.Definitions;
using ActorLab.Definitions.Schema;
using ActorLab.Hocon;
using ActorLab.Reporting;

namespace ActorLab.Cli.Definitions;

/// <summary>What the command line does with one kind of definition: which settings its options stand for, how it is run, and how it is shown. A further kind is one more of these.</summary>
internal abstract class DefinedExperiment
{
    public static readonly ImmutableArray<DefinedExperiment> All = [new DefinedLineCopy(), new DefinedCalcPi(), new DefinedSleepOrCrunch(), new DefinedCases(), new DefinedIdle(), new DefinedPipeline()];

    public static DefinedExperiment Of(ExperimentDefinition definition) =>
        All.FirstOrDefault(d => d.IsFor(definition)) ?? throw new InvariantViolatedException($"nothing is done with a {definition.GetType().Name}");

    public abstract bool IsFor(ExperimentDefinition definition);

    /// <summary>The settings that options were given for.</summary>
    public IEnumerable<FlagValue> Flags(RunOptions options, CommandCall call)
    {
        (Option<string> Option, Setting Setting, string Unit)[] all = [(options.Engine, DefinitionSettings.Engine, ""), (options.Broker, DefinitionSettings.Clustered.Broker, ""), (options.Lab, DefinitionSettings.Clustered.Lab, ""),
            (options.Tls, DefinitionSettings.Clustered.Tls, ""), (options.Role, DefinitionSettings.Clustered.Role, ""), (options.Nodes, DefinitionSettings.Clustered.Members, ""), (options.Distribution, DefinitionSettings.Clustered.Distribution, ""), (options.Seed, DefinitionSettings.Seed, ""), .. Settings(options)];
        return all.Where(s => call.Text(s.Option) is not null).Select(s => new FlagValue(s.Setting, call.Text(s.Option) + s.Unit, s.Option.Name)).Concat(Allowed(options, call)).Concat(OtherFlags(options, call));
    }

    /// <summary>A request for a definition that <see cref="IsFor"/>.</summary>
    public abstract RunRequest Request(ExperimentDefinition definition, EngineChoice engine, string? trace, bool json);

    /// <summary>What only a look at files can tell to be wrong with it.</summary>
    public virtual IEnumerable<Diagnostic> Check(ExperimentDefinition definition) => [];

    /// <summary>A line for each run.</summary>
    public abstract IEnumerable<string> Describe(ExperimentDefinition definition);

    /// <summary>The options whose text is the value of a setting, but for its unit.</summary>
    protected virtual IEnumerable<(Option<string> Option, Setting Setting, string Unit)> Settings(RunOptions options) => [];

    protected virtual IEnumerable<FlagValue> OtherFlags(RunOptions options, CommandCall call) => [];

    private static IEnumerable<FlagValue> Allowed(RunOptions options, CommandCall call) =>
        call.IsGiven(options.Allow) ? [new FlagValue(DefinitionSettings.Clustered.Allow, new HoconArray(call.Texts(options.Allow).Select(p => new HoconString(p))), options.Allow.Name)] : [];

    protected static IEnumerable<FlagValue> Switch(Option<bool> option, Setting setting, CommandCall call) =>
        call.IsGiven(option) ? [new FlagValue(setting, call.IsSet(option) ? "on" : "off", option.Name)] : [];

    protected static string Where(ExperimentDefinition definition, MachineProfile machine)
    {
        string simulated = definition.Engine == Engines.Simulation.Name ? $" ({machine.Name}, {FigureText.Several(machine.Cores, "CPU")})" : "";
        return $"on {definition.Engine}{simulated}, seed {definition.Seed}";
    }
}
