using System.Collections.Immutable;
using ActorLab.Core.Machine;
using ActorLab.Definitions.Schema;
using ActorLab.Hocon;
using static ActorLab.Definitions.Schema.DefinitionSettings;

namespace ActorLab.Definitions;

/// <summary>Makes a definition of what files, environment and command line say, or finds all that is wrong with it.</summary>
public sealed class DefinitionReader
{
    private readonly HoconField _root;
    private readonly ChosenValues _chosen;

    /// <summary>Takes what the schema has said already.</summary>
    private readonly ReadingProblems _again;

    private DefinitionReader(DefinitionSources sources, HoconField root, ReadingProblems problems)
    {
        _root = root;
        _again = new ReadingProblems(problems.MachineNames);
        _chosen = new ChosenValues(sources, root, problems, _again);
    }

    /// <summary>Reads files alone: none is made, none is changed, and those that an experiment would copy are not looked at.</summary>
    public static DefinitionReading Read(DefinitionSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        if (MachineReader.IsMachine(sources)) return new DefinitionReading(null, [MachineInstead(sources)], []);
        HoconDocument document = sources.Document();
        HoconResult result = document.Resolve(name => sources.Environment.GetValueOrDefault(name));
        // One mistake in the text hides no other: what could be read and resolved is looked at all the same.
        HoconValue? value = result.Resolved;
        var problems = new ReadingProblems(value is null ? [] : MachineNamesIn(value));
        foreach (HoconDiagnostic broken in result.Diagnostics) problems.Broken(broken, value);
        if (value is null) return new DefinitionReading(null, problems.ToImmutable(), []);

        var root = new HoconField(value);
        Root.Check(root, problems);
        var reader = new DefinitionReader(sources, root, problems);
        ExperimentDefinition? definition = reader.Definition();
        // A section that was no object for a while has lost its defaults: what is missing then is told as well.
        if (definition is null && problems.Count == 0) problems.AddAll(reader._again);
        if (problems.Count > 0) return new DefinitionReading(null, problems.ToImmutable(), []) { Pipeline = reader._chosen.Pipeline };
        Invariant.Check(definition is not null, "nothing is wrong with a definition that cannot be made");
        return new DefinitionReading(definition, [], ConfiguredValues.In(root)) { Pipeline = reader._chosen.Pipeline };
    }

    /// <summary>That it is the wrong kind of file says more than that each of its settings is unknown.</summary>
    private static Diagnostic MachineInstead(DefinitionSources sources) => new(
        "AL0205", sources.Name, "expected a definition, got the settings of a machine.", "Include it in a definition: machine { include … }. A machine alone can be checked.");

    private static IReadOnlyList<string> MachineNamesIn(HoconValue root) =>
        root is HoconObject fields && fields[Machines.Key] is HoconObject machines ? [.. machines.Keys] : [];

    /// <returns>Null if a setting that it needs is wrong.</returns>
    private ExperimentDefinition? Definition()
    {
        string? experiment = ReadExperiment();
        ExperimentDefinition? definition = DefinitionSettings.Experiments.FirstOrDefault(e => e.Key == experiment)?.Read(_chosen);
        (bool isRead, MachineProfile? machine, int? cores) = ReadMachine();
        NodesDefinition? nodes = Nodes.Read(_chosen);
        SimulationDefinition? simulation = Simulated.Read(_chosen);
        ClusterDefinition? cluster = Clustered.Read(_chosen);
        if (definition is null || nodes is null || simulation is null || cluster is null || !isRead || _again.Count > 0 || Read(Engine) is not { } engine || Read(Seed) is not { } seed) return null;
        return definition with
        {
            Engine = engine,
            Seed = seed,
            Machine = machine,
            MachineCores = cores,
            Nodes = nodes,
            Simulation = simulation,
            Cluster = cluster,
            Akka = DefinitionSettings.Akka.Read(_root),
        };
    }

    /// <summary>A file with a pipeline need not say that it is one.</summary>
    private string? ReadExperiment()
    {
        if (!Pipeline.IsIn(_root) || Read(Experiment) is not { } experiment || experiment == Pipeline.Key) return Read(Experiment);
        if (!_chosen.IsDefault(Experiment)) _chosen.Exclude(Experiment, $"{Pipeline.Key}, or nothing", $"There is a pipeline in {Pipeline.Stages.Path}.");
        return Pipeline.Key;
    }

    /// <summary>
    /// CPUs alone are those of the machine that was named before, or of the one that would be simulated without them.
    /// </summary>
    private (bool IsRead, MachineProfile? Profile, int? Cores) ReadMachine()
    {
        HoconField field = Machine.In(_root);
        HoconField machines = Machines.In(_root);
        int? cores = null;
        if (MachineChoice.HasCoresAlone(field))
        {
            cores = (int?)MachineSettings.Cores.Read(field[MachineSettings.Cores.Key], _again);
            field = field.Replaced;
            if (cores is null || !field.IsPresent) return (cores is not null, null, cores);
        }

        if (field.Value is not HoconObject)
        {
            string? name = MachineChoice.NameIn(field, _again);
            if (name is null or MachineChoice.Published) return (name is not null, null, cores);
            field = machines[name];
        }

        MachineProfile? profile = MachineSettings.Read(field, machines[PlainMachine], _again);
        if (profile is not null && cores is { } chosen) profile = profile with { Cores = chosen };
        return (profile is not null, profile, null);
    }

    private T? Read<T>(Setting<T> setting) => _chosen.Read(setting);
}
