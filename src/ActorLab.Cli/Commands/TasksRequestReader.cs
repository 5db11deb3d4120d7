using System.Collections.Immutable;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Runs;
using ActorLab.Core.Definition;
using ActorLab.Definitions;
using ActorLab.Experiments.Tasks;

namespace ActorLab.Cli.Commands;

/// <summary>Makes a request of what the user typed for calc-pi and for sleep-or-crunch.</summary>
internal sealed class TasksRequestReader(RunOptions options, CommandCall call)
{
    /// <param name="experiment">Canonical name.</param>
    /// <param name="rows">The published runs of the row that was asked for; empty for the whole experiment.</param>
    /// <param name="engine">Null where there is no such engine.</param>
    /// <param name="cores">Null for those of the tutorial's machine.</param>
    /// <param name="trace">As it was typed.</param>
    /// <returns>Null when the call has a problem.</returns>
    public TasksRequest? Read(string experiment, ImmutableArray<PublishedRow> rows, EngineChoice? engine, int? cores, string? trace)
    {
        int? tasks = (int?)Problem.ReadInteger(options.Workers.Name, call.Text(options.Workers), 1, TasksDefinition.MaxTasks, call.Problems);
        // There the work is that of one task, and the bound holds for all of them together.
        int sharers = experiment == TasksExperiment.SleepOrCrunch ? tasks ?? SleepOrCrunchExperimentDefinition.DefaultWorkers : 1;
        long? work = Problem.ReadAmount(options.Work.Name, call.Text(options.Work), 1, TasksDefinition.MaxWork / sharers, call.Problems);
        SimDuration? sleep = Problem.ReadSeconds(options.Seconds.Name, call.Text(options.Seconds), TasksDefinition.MaxSleep, call.Problems);
        ulong? seed = Problem.ReadSeed(options.Seed.Name, call.Text(options.Seed), call.Problems);
        ImmutableArray<ExecutionModel> models = ReadModels(rows);
        StartMethod? start = ReadStart(rows, models, engine);
        RefuseWhatRowsHave(rows);
        RefuseWorkersOfSerial(experiment, models, tasks);
        if (call.Problems.Count > 0 || engine is null) return null;
        // A machine that is read otherwise cannot be had for real.
        if (engine != Engines.Simulation) rows = [.. rows.Where(r => r.Task!.Machine is null)];
        bool isEnlarged = engine != Engines.Simulation && work is null && rows is [{ RealWorkFactor: > 1 }, ..];

        var chosen = new Chosen(models, tasks, work, sleep, start, call.IsGiven(options.InterpreterLock) ? call.IsSet(options.InterpreterLock) : null, cores, engine, seed ?? 1);
        ImmutableArray<TasksDefinition> definitions = rows.IsEmpty ? Whole(experiment, chosen).Runs :
        [
            .. rows.Select(r => OfRow(isEnlarged ? r.Task! with { Work = r.Task!.Work * r.RealWorkFactor } : r.Task!, chosen)),
        ];
        return new TasksRequest(definitions, engine, rows, trace, call.IsSet(options.Json)) { IsEnlarged = isEnlarged };
    }

    /// <summary>The experiment as a definition without a file.</summary>
    private static TasksExperimentDefinition Whole(string experiment, Chosen chosen)
    {
        TasksExperimentDefinition definition = experiment == TasksExperiment.CalcPi
            ? new CalcPiExperimentDefinition
            {
                Workers = chosen.Tasks is { } one ? [one] : [],
                Work = [chosen.Work ?? TasksDefinition.DefaultWork],
                Start = chosen.Start ?? StartMethod.Spawn,
            }
            : new SleepOrCrunchExperimentDefinition
            {
                Workers = chosen.Tasks ?? SleepOrCrunchExperimentDefinition.DefaultWorkers,
                Work = chosen.Work ?? TasksDefinition.DefaultWork,
                Sleep = chosen.Sleep ?? TasksDefinition.DefaultSleep,
            };
        return definition with { Engine = chosen.Engine.Name, Models = chosen.Models, InterpreterLock = chosen.Gil, Cores = chosen.Cores, Seed = chosen.Seed };
    }

    private static TasksDefinition OfRow(TasksDefinition published, Chosen chosen) => Sized(published, chosen.Tasks, chosen.Work) with
    {
        Seed = chosen.Seed,
        InterpreterLock = chosen.Gil ?? published.InterpreterLock,
        Cores = chosen.Cores,
        Sleep = chosen.Sleep ?? published.Sleep,
        Start = chosen.Start ?? published.Start,
    };

    private static TasksDefinition Sized(TasksDefinition published, int? tasks, long? work)
    {
        // One that does all by itself in its row has one task, however many others have.
        int count = published.Kind == TaskKind.Pi && published.Model == ExecutionModel.Serial ? 1 : tasks ?? published.Tasks;
        long all = published.Kind == TaskKind.Pi ? work ?? published.Work : count * (work ?? published.Work / published.Tasks);
        return published with { Tasks = count, Work = all };
    }

    private ImmutableArray<ExecutionModel> ReadModels(ImmutableArray<PublishedRow> rows)
    {
        string? name = call.Text(options.Model);
        if (name is not null && rows is [var row, ..])
            call.Problems.Add(Problem.Excluded(options.Model.Name, $"expected without {row.Name}, which has its models", $"Use run {row.Experiment} --model instead."));
        if (!rows.IsEmpty) return [.. rows.Select(r => r.Model).Distinct()];
        if (name is null) return TasksDefinition.Models;
        if (TasksDefinition.Models.FirstOrDefault(m => m.Name == name) is { } model) return [model];
        call.Problems.Add(Problem.Unknown("a model", name, [.. TasksDefinition.Models.Select(m => m.Name)], options.Model.Name));
        return TasksDefinition.Models;
    }

    private StartMethod? ReadStart(ImmutableArray<PublishedRow> rows, ImmutableArray<ExecutionModel> models, EngineChoice? engine)
    {
        const string Why = "A program with several threads cannot be copied; --engine simulation tells what it would cost.";
        string? name = call.Text(options.Start);
        if (name is null)
        {
            if (engine is not null && engine != Engines.Simulation && rows.FirstOrDefault(r => r.Task!.Start != StartMethod.Spawn) is { } row)
                call.Problems.Add(Problem.Excluded(options.Experiment.Name, $"expected --engine simulation with {row.Name}, whose processes are started by {row.Task!.Start}", Why));
            return null;
        }

        StartMethod? start = StartMethod.Find(name);
        if (start is null) call.Problems.Add(Problem.Unknown("a start method", name, [.. StartMethod.All.Select(m => m.Name)], options.Start.Name));
        else if (engine is not null && engine != Engines.Simulation && start != StartMethod.Spawn)
            call.Problems.Add(Problem.Excluded(options.Start.Name, $"expected {StartMethod.Spawn} with --engine {engine.Name}, got {start}", Why));
        if (!models.Any(m => m.InProcesses)) call.Problems.Add(Problem.Excluded(options.Start.Name, $"expected with {ExecutionModel.Processes} alone", "Nothing else is started so."));
        return start;
    }

    private void RefuseWhatRowsHave(ImmutableArray<PublishedRow> rows)
    {
        if (rows is not [var row, ..]) return;
        if (call.IsGiven(options.Seconds) && row.Task!.Kind != TaskKind.Sleep) call.Problems.Add(Problem.NotApplicable(options.Seconds.Name, row.Name));
        bool variesWork = rows.Select(r => r.Task!.Work).Distinct().Count() > 1, variesTasks = rows.Select(r => r.Task!.Tasks).Distinct().Count() > 1;
        if (call.IsGiven(options.Workers) && variesTasks) call.Problems.Add(Problem.NotApplicable(options.Workers.Name, row.Name));
        if (call.IsGiven(options.Work) && (variesWork || row.Task!.Kind == TaskKind.Sleep)) call.Problems.Add(Problem.NotApplicable(options.Work.Name, row.Name));
    }

    /// <summary>One serial task throws all points; four sleeps or loops are four, whoever does them.</summary>
    private void RefuseWorkersOfSerial(string experiment, ImmutableArray<ExecutionModel> models, int? tasks)
    {
        bool isSerialPi = experiment == TasksExperiment.CalcPi && models is [var only] && only == ExecutionModel.Serial;
        if (isSerialPi && tasks > 1) call.Problems.Add(Problem.Excluded(options.Workers.Name, $"expected 1 for serial, got {tasks}", "Its number of workers is part of the model."));
    }

    /// <summary>What was typed; null where nothing was.</summary>
    private sealed record Chosen(
        ImmutableArray<ExecutionModel> Models, int? Tasks, long? Work, SimDuration? Sleep, StartMethod? Start, bool? Gil, int? Cores, EngineChoice Engine, ulong Seed);
}
