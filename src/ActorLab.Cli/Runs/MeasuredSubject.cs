using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Definitions;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.LineCopy;
using ActorLab.Experiments.Tasks;
using ActorLab.Pipelines.Results;

namespace ActorLab.Cli.Runs;

/// <summary>One thing that a request runs, which can be run again and again.</summary>
/// <param name="Name">Unique among those of its request, and the same whatever value a sweep has.</param>
/// <param name="Identity">Equal for subjects that are the same in all that can be chosen.</param>
/// <param name="RunAsync">Runs it with a number added to its seed.</param>
internal sealed record MeasuredSubject(string Name, object Identity, Func<ulong, CancellationToken, Task<Measurement>> RunAsync)
{
    /// <param name="request">What is run.</param>
    /// <param name="watched">Whether waits and items are recorded, which takes a real run some time.</param>
    /// <param name="log">Gets the lines of the log.</param>
    public static ImmutableArray<MeasuredSubject> Of(RunRequest request, bool watched, TextWriter log)
    {
        ImmutableArray<MeasuredSubject> subjects = request switch
        {
            LineCopyRequest lineCopy => [.. lineCopy.Definitions.Select(d => Of(d, Engine(lineCopy.Engine)))],
            TasksRequest tasks => [.. tasks.Definitions.Select(d => Of(d, NameOf(d, tasks.Definitions), Engine(tasks.Engine)))],
            CasesRequest cases =>
            [
                .. cases.Experiments.SelectMany(e => CasesOf(e, cases.Options)
                    .Select(name => Of(e, cases.Options with { Cases = [name] }, Engine(cases.Engine)))),
            ],
            PipelineRequest pipeline => [Of(pipeline, Engine(pipeline.Engine))],
            _ => throw new InvariantViolatedException($"no way to measure a {request.GetType().Name}"),
        };
        return [.. subjects.Select(s => s with { Identity = (s.Identity, request.Akka) })];

        WatchedEngine Engine(EngineChoice engine) => new(request.CreateEngine(engine, log), watched);
    }

    private static MeasuredSubject Of(LineCopyDefinition definition, WatchedEngine engine) =>
        new(definition.Model.Name, LineCopyExperiment.OriginOf(definition).Digest, async (more, interrupt) =>
            With(engine, Measurement.Of(await LineCopyExperiment.RunAsync(definition with { Seed = definition.Seed + more }, engine, null, interrupt).ConfigureAwait(false))));

    private static MeasuredSubject Of(TasksDefinition definition, string name, WatchedEngine engine) => new(name, definition, async (more, interrupt) =>
    {
        CaseReport report = await TasksExperiment.RunAsync(definition with { Seed = definition.Seed + more }, engine, interrupt).ConfigureAwait(false);
        return With(engine, Measurement.Of(report, name)) with
        {
            Workers = definition.Workers,
            Amount = definition.Kind == TaskKind.Sleep ? definition.Tasks : definition.Work,
            Unit = definition.Kind switch { TaskKind.Sleep => "sleep", TaskKind.Pi => "point", _ => "turn" },
            Makespan = TasksRun.MakespanOf(report) ?? report.Elapsed,
        };
    });

    private static MeasuredSubject Of(ICaseExperiment experiment, CaseOptions options, WatchedEngine engine) =>
        new(options.Cases[0], experiment.Origins(options).Aggregate(0ul, (digest, o) => StableHash.Combine(digest, o.Digest)), async (more, interrupt) =>
        {
            ImmutableArray<CaseReport> reports = await experiment.RunAsync(options with { Seed = options.Seed + more }, engine, interrupt).ConfigureAwait(false);
            return With(engine, Measurement.Of(reports[0], options.Cases[0]));
        });

    private static MeasuredSubject Of(PipelineRequest request, WatchedEngine engine)
    {
        ulong digest = new PipelineExperimentDefinition { Pipeline = request.Pipeline }.Digest;
        return new MeasuredSubject(request.Pipeline.Name, (digest, request.Machine, request.Seed), async (more, interrupt) =>
        {
            PipelineRequest another = request with { Seed = request.Seed + more, KeepsFiles = false };
            PipelineReport report = await another.ToRun().RunAsync(engine, null, interrupt).ConfigureAwait(false);
            return With(engine, Measured(report));
        });
    }

    private static Measurement Measured(PipelineReport report) => new()
    {
        Experiment = ExperimentChoice.Pipeline.Name,
        Subject = report.Name,
        Engine = report.Engine,
        Machine = report.Machine,
        Workers = null,
        Seed = report.Seed,
        Amount = report.Made,
        Unit = "item",
        Makespan = report.Elapsed,
        IsComplete = report is { Outcome: RunOutcome.Completed, Failure: null },
        ExitCode = report.ExitCode,
        Failure = report.Failure,
    };

    /// <summary>Of a run that was cut short, threads may be left that still record.</summary>
    private static Measurement With(WatchedEngine engine, Measurement run) => run.IsComplete ? run with { Waits = engine.Evidence.Waits(), Items = engine.Evidence.Items() } : run;

    private static IEnumerable<string> CasesOf(ICaseExperiment experiment, CaseOptions options) =>
        experiment.CaseNames.Where(name => options.Cases.IsEmpty || options.Cases.Contains(name, StringComparer.Ordinal));

    /// <summary>The model, and what else tells a definition from others of the same request.</summary>
    private static string NameOf(TasksDefinition definition, ImmutableArray<TasksDefinition> all)
    {
        TasksDefinition[] alike = [.. all.Where(d => d.Kind == definition.Kind && d.Model == definition.Model)];
        string kind = definition.Kind == TaskKind.Pi ? "" : definition.Kind.ToString().ToLowerInvariant() + "-";
        string tasks = alike.Select(d => d.Tasks).Distinct().Count() > 1 ? $"-{definition.Tasks}" : "";
        string work = alike.Select(d => d.Work).Distinct().Count() > 1 ? $"-{definition.Work}" : "";
        string pool = definition.Pool is { } workers ? $"-pool-of-{workers}" : "";
        string variant = definition.Variant.Length > 0 ? $"-{definition.Variant}" : "";
        return $"{kind}{definition.Model}{tasks}{work}{pool}{variant}";
    }
}
