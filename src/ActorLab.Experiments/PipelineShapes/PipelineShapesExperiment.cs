using System.Collections.Immutable;
using System.Globalization;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.Cases;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Results;

namespace ActorLab.Experiments.PipelineShapes;

/// <summary>Row E28: three pipelines that serve as templates, each with what its stages did.</summary>
internal sealed class PipelineShapesExperiment : ICaseExperiment
{
    public const string CanonicalName = "pipeline-shapes";

    private const string Waited = "most that waited", Work = "work of all stages";

    public string Name => CanonicalName;

    public string Row => "E28";

    public string Summary => "a producer and a consumer, an asynchronous task queue, and several stages in a row";

    public bool HasSize => false;

    public MachineProfile DefaultMachine => PublishedMachines.LaptopWithoutLock;

    public ImmutableArray<string> CaseNames => Shapes.All;

    public ImmutableArray<PlanOrigin> Origins(CaseOptions options) => [.. options.Of(Shapes.All).Select(name => Definition(name, options).Origin)];

    public Task<ImmutableArray<CaseReport>> RunAsync(CaseOptions options, IEngine engine, CancellationToken interrupt) =>
        CaseRun.AllAsync(options.Of(Shapes.All), name => RunCaseAsync(Definition(name, options), engine, interrupt), interrupt);

    public string Lesson(ImmutableArray<CaseReport> cases) => cases.Length == Shapes.All.Length && cases.All(c => c.Verdict.Status == VerdictStatus.Holds)
        ? $"a bounded queue holds up a producer that is faster than its consumer: no more than {FigureOf(cases[0], Waited)} items waited; tasks that mostly wait can wait together: "
            + $"{Seconds(FigureOf(cases[1], Work))} of work in {Seconds(cases[1].Elapsed.Nanoseconds)} with {Shapes.TasksInFlight} at once; "
            + $"stages in a row work at the same time, {Seconds(FigureOf(cases[2], Work))} of work in {Seconds(cases[2].Elapsed.Nanoseconds)}, and the busiest of them sets the pace"
        : "";

    private static PipelineShapesDefinition Definition(string name, CaseOptions options) => new(name, options.Seed, options.Machine);

    private static async Task<CaseReport> RunCaseAsync(PipelineShapesDefinition definition, IEngine engine, CancellationToken interrupt)
    {
        var run = new PipelineRun { Definition = definition.Pipeline, Machine = definition.Profile, Seed = definition.Seed };
        PipelineReport report = await run.RunAsync(engine, null, interrupt);
        ImmutableArray<CheckResult> checks = report.Stages.IsEmpty ? report.Verdict.Checks : [.. report.Verdict.Checks, Bound(definition, report)];
        return new CaseReport
        {
            Experiment = CanonicalName,
            Case = definition.Case,
            Engine = report.Engine,
            Machine = report.Machine,
            Seed = report.Seed,
            Outcome = report.Outcome,
            Elapsed = report.Elapsed,
            Figures = report.Stages.IsEmpty ? [] : Figures(definition, report),
            Events = [.. report.Stages.Select(s => new Happening(SimTime.Zero + report.Elapsed, s.Name, InWords(s, report)))],
            Verdict = new Verdict(Verdict.WorstOf(checks), null, StreamFigures.None, checks),
            Failure = report.Failure,
            InternalError = report.InternalError,
            TraceDigest = report.TraceDigest,
        };
    }

    private static CheckResult Bound(PipelineShapesDefinition definition, PipelineReport report)
    {
        (string Stage, int Waited, int Capacity)[] queues =
            [.. definition.Pipeline.Stages.Where(s => !s.IsSource).Select(s => (s.Name, report.Stages.First(f => f.Name == s.Name).PeakWaiting, s.Queue.Capacity * Math.Max(1, s.From.Length)))];
        (string Stage, int Waited, int Capacity) fullest = queues.MaxBy(q => (double)q.Waited / q.Capacity);
        return CaseRun.Check("bound", queues.All(q => q.Waited <= q.Capacity), $"{fullest.Waited} items waited at most before {fullest.Stage}, {fullest.Capacity} may");
    }

    private static ImmutableArray<Figure> Figures(PipelineShapesDefinition definition, PipelineReport report) =>
    [
        new Figure("made", report.Made, FigureUnit.Count),
        new Figure("delivered", report.Delivered - report.Stages.Where(s => definition.Pipeline.Stages.Any(d => d.DeadLetters == s.Name)).Sum(s => s.Passed), FigureUnit.Count),
        new Figure("tried again", report.Stages.Sum(s => s.Retried), FigureUnit.Count),
        new Figure("given up", report.Stages.Sum(s => s.DeadLettered), FigureUnit.Count),
        new Figure(Waited, report.Stages.Max(s => s.PeakWaiting), FigureUnit.Count),
        new Figure(Work, report.Stages.Sum(s => s.Busy.Nanoseconds), FigureUnit.Nanoseconds),
    ];

    private static string InWords(StageFigures stage, PipelineReport report)
    {
        string items = stage.Taken == 1 ? "1 item" : $"{stage.Taken} items";
        string taken = stage.In.IsEmpty ? $"makes {items}" : stage.Out.IsEmpty ? $"is given {items}" : $"takes {items} and passes {stage.Passed} on";
        string waited = stage.PeakWaiting > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {stage.PeakWaiting} waited at most") : "";
        string busy = report.UtilisationOf(stage) is { } share ? string.Create(CultureInfo.InvariantCulture, $"; at work {100 * share:0} % of the time") : "";
        return taken + waited + busy;
    }

    private static long FigureOf(CaseReport report, string name) => report.Figures.First(f => f.Name == name).Value;

    private static string Seconds(long nanoseconds) => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e9:0.00} s");
}
