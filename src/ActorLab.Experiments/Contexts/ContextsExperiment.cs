using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.Contexts;

/// <summary>Row E20, the first missing script: what passing an object to a thread and to a process means.</summary>
internal sealed class ContextsExperiment : ICaseExperiment
{
    public const string CanonicalName = "contexts";

    public string Name => CanonicalName;

    public string Row => "E20";

    public string Summary => "an object passed to a thread is shared, one passed to a process is copied";

    public bool HasSize => false;

    public ImmutableArray<string> CaseNames => ContextsDefinition.Cases;

    public ImmutableArray<PlanOrigin> Origins(CaseOptions options) => [.. options.Of(ContextsDefinition.Cases).Select(name => Definition(name, options).Origin)];

    public Task<ImmutableArray<CaseReport>> RunAsync(CaseOptions options, IEngine engine, CancellationToken interrupt) => CaseRun.AllAsync(
        options.Of(ContextsDefinition.Cases),
        name => CaseRun.RunAsync(CanonicalName, name, Definition(name, options).Build(), engine, r => Judge(name, r), interrupt),
        interrupt);

    public string Lesson(ImmutableArray<CaseReport> cases)
    {
        if (cases.Length != ContextsDefinition.Cases.Length || cases.Any(c => c.Outcome != RunOutcome.Completed)) return "";
        return $"a process gets a copy of what it is passed and loads its modules anew: what the worker changed shows here as {Here(cases[0])} after a thread and as {Here(cases[1])} after a process, "
            + "where only what is sent back arrives";
    }

    private static ContextsDefinition Definition(string name, CaseOptions options) => new(name, options.Seed, options.Machine);

    private static long Here(CaseReport report) => report.Figures.First(f => f.Name == "object here afterwards").Value;

    private static Judgement Judge(string name, RunResult result)
    {
        if (result.Outbox.OfType<ContextsEnded>().SingleOrDefault() is not var (worker, program)) return CaseRun.NobodyCanTell("the worker was lost and said nothing");
        bool inProcess = name == ContextsDefinition.Process;
        bool sharesObject = program.Passed == worker.Changed, sharesModule = worker.Module == ContextsRoot.SetBeforeStart;
        bool sameProcess = worker.ProcessId == program.ProcessId;
        return new Judgement(
            [
                new Figure("object passed", worker.Passed, FigureUnit.Count),
                new Figure("object in the worker", worker.Changed, FigureUnit.Count),
                new Figure("object here afterwards", program.Passed, FigureUnit.Count),
                new Figure("module in the worker", worker.Module, FigureUnit.Count),
                new Figure("module here afterwards", program.Module, FigureUnit.Count),
            ],
            [
                CaseRun.Check("process", sameProcess != inProcess, sameProcess ? "the worker runs in this process" : "the worker runs in a process of its own"),
                CaseRun.Check("passed", worker.Passed == ContextsRoot.Before, $"the worker was passed {worker.Passed}"),
                CaseRun.Check("object", sharesObject != inProcess, sharesObject ? "the worker's change is seen here" : "the worker has changed its copy"),
                CaseRun.Check("module", sharesModule != inProcess && (program.Module == ContextsWorker.SetByWorker) != inProcess, sharesModule ? "both use one module" : "each has a module of its own"),
            ]);
    }
}
