using System.Collections.Immutable;
using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Labs;
using ActorLab.Cli.Runs;
using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Definitions;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.Idle;
using ActorLab.Experiments.LineCopy;
using ActorLab.Pipelines.Definition;

namespace ActorLab.Cli.Commands;

/// <summary>Makes a request of what the user typed, or finds all that is wrong with it.</summary>
internal sealed class RunRequestReader(RunOptions options, CommandCall call, LabRuns runs)
{
    /// <returns>Null when the call has a problem.</returns>
    public RunRequest? Read()
    {
        string? word = call.Text(options.Experiment);
        if (word is null && call.IsGiven(options.Resume)) return Finished(new StateReader(options, call).ReadAlone(ReadEngine));
        if (word is null) call.Problems.Add(Problem.Malformed(options.Experiment.Name, "expected one value, got none"));
        if (word is not null && DefinitionFile.IsOne(word)) return Finished(ReadDefinition(word));
        foreach (Option option in options.Definition.All.Where(call.IsGiven))
            call.Problems.Add(Problem.Excluded(option.Name, "expected with a definition in a file only", "An experiment that is named has options of its own."));
        ImmutableArray<ExperimentChoice> experiments = word is null ? [] : ExperimentChoice.Find(word);
        if (word is not null && experiments.IsEmpty) call.Problems.Add(NotFound(word));
        // Even where it is not known what to run, the rest of the line is looked at.
        ExperimentChoice first = experiments.IsEmpty ? ExperimentChoice.LineCopy : experiments[0];
        RunRequest? request = first == ExperimentChoice.LineCopy ? ReadLineCopy(word is null ? null : PublishedRow.FindAll(word).FirstOrDefault())
            : first == ExperimentChoice.Idle ? new IdleRequest(new IdleDefinition(), ReadPath(options.Trace), call.IsSet(options.Json))
            : first == ExperimentChoice.CheckFaults ? new CheckFaultsRequest(call.IsSet(options.Json))
            : first == ExperimentChoice.Pipeline ? RejectNamedPipeline()
            : first.HasTasks ? ReadTasks(first, PublishedRow.FindAll(word!))
            : ReadCases([.. experiments.Select(e => e.Cases!)]);
        return Finished(request);
    }

    private Diagnostic NotFound(string word)
    {
        foreach ((string row, string experiment) in ExperimentChoice.Unbuilt)
        {
            if (row.Equals(word, StringComparison.OrdinalIgnoreCase)
                || experiment.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return Problem.NotBuilt(row, experiment, options.Experiment.Name);
            }
        }

        return Problem.Unknown("an experiment or a row", word, ExperimentChoice.KnownNames, options.Experiment.Name);
    }

    private RunRequest? Finished(RunRequest? request)
    {
        LogLevel? level = LogLevels.Read(options, call);
        if (request is not null) request = request with { LogLevel = level };
        if (call.IsSet(options.CheckDeterminism)) request = Twice(request);
        else if (request is { State: null }) request = new StateReader(options, call).AddTo(request);
        return call.Problems.Count == 0 ? request : null;
    }

    private RunRequest? ReadDefinition(string path)
    {
        RunRequest? request = new DefinitionRequestReader(options, call, runs).Read(path, ReadPath(options.Trace));
        return request is PipelineRequest pipeline ? pipeline with { Report = ReadPath(options.Report), KeepsFiles = !call.IsSet(options.DiscardFiles) } : request;
    }

    /// <summary>The same command line once more, for other processes.</summary>
    private DeterminismRequest Twice(RunRequest? request)
    {
        Option[] excluded =
        [
            options.Trace, options.Output, options.Plain, options.Replications, options.Sweep, options.WarmUp, options.Report,
            options.State, options.Resume,
        ];
        foreach (Option option in excluded.Where(call.IsGiven))
            call.Problems.Add(Problem.Excluded(option.Name, $"expected without {options.CheckDeterminism.Name}, which compares runs and keeps nothing", "Leave one of them out."));
        RequireSimulation(options.CheckDeterminism, request switch
        {
            LineCopyRequest lineCopy => lineCopy.Engine,
            CasesRequest cases => cases.Engine,
            TasksRequest tasks => tasks.Engine,
            PipelineRequest pipeline => pipeline.Engine,
            _ => null,
        });
        if (request is PipelineRequest { Pipeline: var read } && read.Stages.FirstOrDefault(s => s.Operation is StdinSource) is { } stdin)
            call.Problems.Add(Problem.Excluded(options.CheckDeterminism.Name, $"expected without {stdin.Name}, which reads standard input: two processes cannot both have it", "Read a file instead."));
        var arguments = ImmutableArray.CreateBuilder<string>();
        arguments.AddRange("run", call.Text(options.Experiment) ?? "");
        foreach (Option option in options.All.Except([options.CheckDeterminism, options.Json]).Where(call.IsGiven))
        {
            arguments.Add(option.Name);
            if (call.Text(option) is { } value) arguments.Add(value);
        }

        foreach (string set in call.Texts(options.Definition.Set)) arguments.AddRange(options.Definition.Set.Name, set);
        if (call.IsSet(options.Definition.IncludesAnywhere)) arguments.Add(options.Definition.IncludesAnywhere.Name);
        if (request is PipelineRequest) arguments.Add(options.DiscardFiles.Name);
        arguments.Add(options.Json.Name);
        return new DeterminismRequest(arguments.ToImmutable(), call.IsSet(options.Json));
    }

    private RunRequest? RejectNamedPipeline()
    {
        call.Problems.Add(Problem.Excluded(options.Experiment.Name, "expected a file with a pipeline, got none", "actorlab new pipeline NAME writes one to start with; actorlab run NAME.conf runs it."));
        return null;
    }

    private void RequireSimulation(Option option, EngineChoice? engine)
    {
        if (engine is not null && engine != Engines.Simulation) call.Problems.Add(Problem.Excluded(option.Name, "expected with --engine simulation alone", "Real threads never do the same twice."));
    }

    private TasksRequest? ReadTasks(ExperimentChoice experiment, ImmutableArray<PublishedRow> rows)
    {
        EngineChoice? engine = ReadEngine();
        return new TasksRequestReader(options, call).Read(experiment.Name, rows, engine, ReadCores(engine), ReadPath(options.Trace));
    }

    private CasesRequest? ReadCases(ImmutableArray<ICaseExperiment> experiments)
    {
        int? workers = (int?)Problem.ReadInteger(options.Workers.Name, call.Text(options.Workers), 1, CaseOptions.MaxWorkers, call.Problems);
        int? megabytes = (int?)Problem.ReadInteger(options.Megabytes.Name, call.Text(options.Megabytes), 1, CaseOptions.MaxMegabytes, call.Problems);
        ulong? seed = Problem.ReadSeed(options.Seed.Name, call.Text(options.Seed), call.Problems);
        string? trace = ReadPath(options.Trace);
        if (ReadEngine() is not { } engine) return null;
        int? cores = ReadCores(engine);
        CaseOptions defaults = experiments[0].Defaults;
        CaseOptions chosen = defaults with { Seed = seed ?? defaults.Seed, Megabytes = megabytes ?? defaults.Megabytes, Workers = workers ?? defaults.Workers };
        if (cores is { } count)
            chosen = chosen with { Machine = (chosen.Machine ?? experiments[0].DefaultMachine) with { Cores = count } };
        return new CasesRequest(experiments, chosen, engine, trace, call.IsSet(options.Json));
    }

    private LineCopyRequest? ReadLineCopy(PublishedRow? row)
    {
        ImmutableArray<ExecutionModel> models = ReadModels(row);
        int? workers = (int?)Problem.ReadInteger(options.Workers.Name, call.Text(options.Workers), 1, LineCopyDefinition.MaxWorkers, call.Problems);
        int? lines = (int?)Problem.ReadInteger(options.Lines.Name, call.Text(options.Lines), 1, LineCopyDefinition.MaxLines, call.Problems);
        ulong? seed = Problem.ReadSeed(options.Seed.Name, call.Text(options.Seed), call.Problems);
        EngineChoice? engine = ReadEngine();
        int? cores = ReadCores(engine);
        string? input = ReadPath(options.Input);
        string? output = ReadPath(options.Output);
        string? trace = ReadPath(options.Trace);
        if (call.IsGiven(options.Lines) && call.IsGiven(options.Input))
            call.Problems.Add(Problem.Excluded(options.Lines.Name, "expected without --input, which has its own number of lines", "Leave one of them out."));
        if (call.IsSet(options.Plain) && output is null)
        {
            call.Problems.Add(
                Problem.Excluded(
                    options.Plain.Name, $"expected with {options.Output.Name}, where the lines are kept",
                    "Nothing is kept without it."));
        }

        CheckWorkers(models, workers);
        if (call.Problems.Count > 0 || engine is null) return null;

        var common = new LineCopyDefinition
        {
            Model = models[0],
            Workers = 1,
            InputPath = input,
            Lines = lines ?? (int?)row?.Amount ?? LineCopyDefinition.DefaultLines,
            OutputPath = output,
            Plain = call.IsSet(options.Plain),
            Seed = seed ?? 1,
            // The tutorials' interpreter has it, in their rows and on their machines.
            InterpreterLock = call.IsGiven(options.InterpreterLock)
                ? call.IsSet(options.InterpreterLock)
                : row is not null || engine == Engines.Simulation,
            Cores = cores,
        };
        ImmutableArray<LineCopyDefinition> definitions = [.. models.Select(m => common with { Model = m, Workers = WorkersOf(m, workers ?? row?.Workers) })];
        return new LineCopyRequest(definitions, engine, row, trace, call.IsSet(options.Json));
    }

    private static int WorkersOf(ExecutionModel model, int? wanted) => model.FixedWorkers ? model.DefaultWorkers : wanted ?? model.DefaultWorkers;

    private ImmutableArray<ExecutionModel> ReadModels(PublishedRow? row)
    {
        string? name = call.Text(options.Model);
        if (row is not null)
        {
            if (name is not null) call.Problems.Add(Problem.Excluded(options.Model.Name, $"expected without {row.Name}, which is {row.Model}", "Use run line-copy --model instead."));
            return [row.Model];
        }

        if (name is null) return ExecutionModel.All;
        if (ExecutionModel.Find(name) is { } model) return [model];
        call.Problems.Add(Problem.Unknown("a model", name, [.. ExecutionModel.All.Select(m => m.Name)], options.Model.Name));
        return ExecutionModel.All;
    }

    private EngineChoice? ReadEngine() => ReadEngine(Engines.Local.Name);

    /// <param name="usual">Where nobody asks for another.</param>
    private EngineChoice? ReadEngine(string usual)
    {
        string name = call.Text(options.Engine) ?? usual;
        EngineChoice? engine = Engines.Find(name);
        if (engine is null) call.Problems.Add(Problem.Unknown("an engine", name, [.. Engines.All.Select(e => e.Name)], options.Engine.Name));
        ClusterDefinition cluster = ReadCluster();
        if (engine == Engines.Cluster) return Engines.Over(cluster, runs, call.Problems);
        if (engine is not null) LabOptions.RefuseWithout(options, engine.Name, call);
        return engine;
    }

    private ClusterDefinition ReadCluster() => new()
    {
        Broker = call.Text(options.Broker),
        Lab = LabOptions.ReadName(options.Lab, ClusterDefinition.DefaultLab, call),
        Tls = ReadPath(options.Tls),
        Role = LabOptions.ReadName(options.Role, ClusterDefinition.DefaultRole, call),
        Allow = call.Texts(options.Allow),
        Nodes = (int?)Problem.ReadInteger(options.Nodes.Name, call.Text(options.Nodes), 0, ClusterDefinition.MostNodes, call.Problems),
        Distribution = ReadDistribution(),
    };

    private string ReadDistribution()
    {
        string way = call.Text(options.Distribution) ?? ClusterDefinition.DirectWork;
        if (!ClusterDefinition.WaysOfWork.Contains(way)) call.Problems.Add(Problem.Unknown("a way to the nodes", way, ClusterDefinition.WaysOfWork, options.Distribution.Name));
        return way;
    }

    private int? ReadCores(EngineChoice? engine)
    {
        int? cores = (int?)Problem.ReadInteger(options.Cores.Name, call.Text(options.Cores), 1, LineCopyDefinition.MaxCores, call.Problems);
        if (call.IsGiven(options.Cores) && engine is not null && engine != Engines.Simulation)
            call.Problems.Add(Problem.Excluded(options.Cores.Name, "expected with --engine simulation alone", "This machine has the CPUs that it has."));
        return cores;
    }

    private string? ReadPath(Option<string> option)
    {
        string? path = call.Text(option);
        if (path is "" || path?.Contains('\0') == true) call.Problems.Add(Problem.Malformed(option.Name, "expected the path of a file, got nothing that could be one"));
        return path;
    }

    /// <summary>One model that was asked for by name has the workers that it has; among all models the number is meant for the others.</summary>
    private void CheckWorkers(ImmutableArray<ExecutionModel> models, int? workers)
    {
        if (workers is null or 1) return;
        ExecutionModel[] unaffected = [.. models.Where(m => m.FixedWorkers)];
        if (unaffected.Length == 0) return;
        if (models is [var only])
        {
            call.Problems.Add(Problem.Excluded(options.Workers.Name, $"expected 1 for {only}, got {workers}", "Its number of workers is part of the model."));
            return;
        }

        call.Error.WriteLine($"actorlab: --workers {workers} does not apply to {string.Join(" and ", unaffected.Select(m => m.Name))}, whose number of workers is fixed");
    }
}
