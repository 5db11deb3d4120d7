using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Core.Machine;
using ActorLab.Definitions.Schema;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.Idle;
using ActorLab.Experiments.LineCopy;
using ActorLab.Hocon;
using static ActorLab.Definitions.Schema.DefinitionSettings;

namespace ActorLab.Definitions;

/// <summary>Makes a definition of what files, environment and command line say, or finds all that is wrong with it.</summary>
public sealed class DefinitionReader
{
    private readonly DefinitionSources _sources;
    private readonly HoconField _root;
    private readonly ReadingProblems _problems;

    /// <summary>Takes what the schema has said already.</summary>
    private readonly ReadingProblems _again;

    private DefinitionReader(DefinitionSources sources, HoconField root, ReadingProblems problems)
    {
        _sources = sources;
        _root = root;
        _problems = problems;
        _again = new ReadingProblems(problems.MachineNames);
    }

    /// <summary>Reads files alone: none is made, none is changed, and those that an experiment would copy are not looked at.</summary>
    public static DefinitionReading Read(DefinitionSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        HoconDocument document = sources.Document();
        HoconResult result = document.Resolve(name => sources.Environment.GetValueOrDefault(name));
        // One mistake in the text hides no other: what could be read and resolved is looked at all the same.
        HoconValue? value = result.Resolved;
        var problems = new ReadingProblems(value is null ? [] : MachineNamesIn(value));
        foreach (HoconDiagnostic broken in result.Diagnostics) problems.Broken(broken);
        if (value is null) return new DefinitionReading(null, problems.ToImmutable(), []);

        var root = new HoconField(value);
        Root.Check(root, problems);
        var reader = new DefinitionReader(sources, root, problems);
        ExperimentDefinition? definition = reader.Definition();
        // A section that was no object for a while has lost its defaults: what is missing then is told as well.
        if (definition is null && problems.Count == 0) problems.AddAll(reader._again);
        if (problems.Count > 0) return new DefinitionReading(null, problems.ToImmutable(), []);
        Invariant.Check(definition is not null, "nothing is wrong with a definition that cannot be made");
        return new DefinitionReading(definition, [], ConfiguredValues.In(root));
    }

    private static IReadOnlyList<string> MachineNamesIn(HoconValue root) =>
        root is HoconObject fields && fields[Machines.Key] is HoconObject machines ? [.. machines.Keys] : [];

    /// <returns>Null if a setting that it needs is wrong.</returns>
    private ExperimentDefinition? Definition()
    {
        string? experiment = Read(Experiment);
        ExperimentDefinition? definition = experiment switch
        {
            null => null,
            LineCopyExperiment.Name => ReadLineCopy(),
            IdleExperiment.Name => ReadIdle(),
            _ => ReadCases(CaseExperiments.Find(experiment) ?? throw new InvariantViolatedException($"no way to read {experiment}")),
        };
        (bool isRead, MachineProfile? machine) = ReadMachine();
        NodesDefinition? nodes = ReadNodes();
        if (definition is null || nodes is null || !isRead || _again.Count > 0 || Read(Engine) is not { } engine || Read(Seed) is not { } seed) return null;
        return definition with { Engine = engine, Seed = seed, Machine = machine, Nodes = nodes };
    }

    private LineCopyExperimentDefinition? ReadLineCopy()
    {
        ImmutableArray<ExecutionModel> models = ReadModels();
        int? workers = (int?)Read(LineCopy.Workers);
        CheckWorkers(models, workers);
        if (Read(LineCopy.Input) is not null && !IsDefault(LineCopy.Lines))
            _problems.Excluded(LineCopy.Lines.In(_root), $"nothing beside {LineCopy.Input.Path}, which has its own number of lines", "Leave one of them out.");
        if (Read(LineCopy.Cores) is not null && Read(Engine) == Local)
            _problems.Excluded(LineCopy.Cores.In(_root), $"nothing where {Engine.Path} is {Local}", "This machine has the CPUs that it has.");
        return models.IsEmpty || Read(LineCopy.Lines) is not { } lines || Read(LineCopy.InterpreterLock) is not { } interpreterLock
            ? null
            : new LineCopyExperimentDefinition
            {
                Models = models,
                Workers = workers,
                Lines = (int)lines,
                InputPath = PathOf(LineCopy.Input),
                OutputPath = PathOf(LineCopy.Output),
                InterpreterLock = interpreterLock,
                Cores = (int?)Read(LineCopy.Cores),
            };
    }

    private ImmutableArray<ExecutionModel> ReadModels() => Read(LineCopy.Model) switch
    {
        null => [],
        AllModels => ExecutionModel.All,
        var name => [ExecutionModel.Find(name) ?? throw new InvariantViolatedException($"there is no model {name}")],
    };

    /// <summary>One model that was asked for by name has the workers that it has; among all models the number is meant for the others.</summary>
    private void CheckWorkers(ImmutableArray<ExecutionModel> models, int? workers)
    {
        if (models is [{ FixedWorkers: true } only] && workers is { } wanted && wanted != only.DefaultWorkers)
            _problems.Excluded(LineCopy.Workers.In(_root), $"{only.DefaultWorkers} for {only}", "Its number of workers is part of the model.");
    }

    private CasesExperimentDefinition? ReadCases(ICaseExperiment experiment)
    {
        CasesSettings? chosen = new CasesSettings[] { Daemon, LargeState, Contexts }.FirstOrDefault(s => s.Key == experiment.Name);
        IReadOnlyList<string>? cases = chosen is null ? null : Read(chosen.Cases);
        if (Read(LargeState.Size) is not { } size || Read(LargeState.Workers) is not { } workers) return null;
        if (Read(ProcessQueue.Items) is not { } items || Read(ProcessQueue.Capacity) is not { } capacity) return null;
        return new CasesExperimentDefinition(experiment)
        {
            Options = new CaseOptions
            {
                Cases = cases is null ? [] : [.. cases],
                Megabytes = (int)(size / Mebibyte),
                Workers = (int)workers,
                Items = (int)items,
                Capacity = (int)capacity,
            },
        };
    }

    private IdleExperimentDefinition? ReadIdle()
    {
        if (Read(Engine) is not null and not Local)
            _problems.Excluded(Engine.In(_root), $"{Local} for {IdleExperiment.Name}", "A simulated process has no threads of its own.");
        return Read(Idle.Actors) is { } actors && Read(Idle.Window) is { } window
            ? new IdleExperimentDefinition { Idle = new IdleDefinition { Actors = (int)actors, Window = window } }
            : null;
    }

    private NodesDefinition? ReadNodes()
    {
        if (Read(Nodes.HeartbeatInterval) is not { } interval || Read(Nodes.AcceptableHeartbeatPause) is not { } pause) return null;
        if (Read(Nodes.HandshakeTimeout) is not { } handshake || Read(Nodes.StopPatience) is not { } patience || Read(Nodes.WindowFrames) is not { } window) return null;
        CheckPause(interval, pause);
        return new NodesDefinition
        {
            HeartbeatInterval = interval,
            AcceptableHeartbeatPause = pause,
            HandshakeTimeout = handshake,
            StopPatience = patience,
            MaxRestarts = (int?)Read(Nodes.MaxRestarts),
            WindowFrames = (int)window,
        };
    }

    /// <summary>Whoever changed one of the two is told of the one that was changed.</summary>
    private void CheckPause(SimDuration interval, SimDuration pause)
    {
        if (pause >= interval * 2) return;
        const string hint = "One heartbeat that is late must not be the end.";
        if (IsDefault(Nodes.AcceptableHeartbeatPause)) _problems.Excluded(Nodes.HeartbeatInterval.In(_root), $"at most half of {Nodes.AcceptableHeartbeatPause.Path}, which is {pause}", hint);
        else _problems.Excluded(Nodes.AcceptableHeartbeatPause.In(_root), $"at least twice {Nodes.HeartbeatInterval.Path}, which is {interval}", hint);
    }

    private (bool IsRead, MachineProfile? Profile) ReadMachine()
    {
        HoconField field = Machine.In(_root);
        HoconField machines = Machines.In(_root);
        if (field.Value is not HoconObject)
        {
            string? name = MachineChoice.NameIn(field, _again);
            if (name is null or MachineChoice.Published) return (name is not null, null);
            field = machines[name];
        }

        MachineProfile? profile = MachineSettings.Read(field, machines[PlainMachine], _again);
        return (profile is not null, profile);
    }

    /// <summary>A path in a file is relative to that file's folder.</summary>
    private string? PathOf(PathSetting setting)
    {
        HoconField field = setting.In(_root);
        if (Read(setting) is not { } path) return null;
        Origin origin = field.Origin;
        bool isOfFile = _sources.Folder is not null && (origin.IncludedFrom is not null || !_sources.IsOverride(origin.Source));
        if (!isOfFile) return path;
        string beside = origin.IncludedFrom is null ? "" : Path.GetDirectoryName(origin.Source) ?? "";
        return Path.Combine(_sources.Folder!, beside, path);
    }

    private bool IsDefault(Setting setting) => ConfiguredValues.IsDefault(setting.In(_root).Origin);

    private T? Read<T>(Setting<T> setting) => setting.Read(setting.In(_root), _again);
}
