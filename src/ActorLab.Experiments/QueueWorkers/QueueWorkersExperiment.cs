using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.QueueWorkers;

/// <summary>Row E27: two queues with two processes between them, ended in the right way and in four wrong ones. A wrong way holds when it shows its fault, by name.</summary>
internal sealed class QueueWorkersExperiment : ICaseExperiment
{
    public const string CanonicalName = "queue-workers";

    public string Name => CanonicalName;

    public string Row => "E27";

    public string Summary => "two processes between two queues: one sentinel for each worker, and what goes wrong otherwise";

    public bool HasSize => false;

    public ImmutableArray<string> CaseNames => QueueWorkersCases.All;

    public CaseOptions Defaults => new() { Items = 10, Capacity = 4 };

    public ImmutableArray<PlanOrigin> Origins(CaseOptions options) => [.. options.Of(QueueWorkersCases.All).Select(name => Definition(name, options, null).Origin)];

    public Task<ImmutableArray<CaseReport>> RunAsync(CaseOptions options, IEngine engine, CancellationToken interrupt) => CaseRun.AllAsync(
        options.Of(QueueWorkersCases.All),
        name => RunCaseAsync(Definition(name, options, engine.Capabilities.HasFlag(EngineCapabilities.DetectsDeadlock) ? null : options.Patience), engine, interrupt),
        interrupt);

    public string Lesson(ImmutableArray<CaseReport> cases) => cases.Length == QueueWorkersCases.All.Length && cases.All(c => c.Verdict.Status == VerdictStatus.Holds)
        ? "each wrong way shows its fault, as it should here: workers whose results nobody takes wait for room, so take them "
            + "before you join, though small ones all fit and forgive it; a worker without a sentinel waits for ever, "
                + "and one sentinel too many is left over; "
            + "and a queue that is empty is only empty now: a worker that ends for that leaves tasks behind, or waits for the one that another took first"
        : "";

    private static QueueWorkersDefinition Definition(string name, CaseOptions options, SimDuration? patience) => new(name, options.Items, options.Capacity, patience, options.Seed, options.Machine);

    private static async Task<CaseReport> RunCaseAsync(QueueWorkersDefinition definition, IEngine engine, CancellationToken interrupt)
    {
        QueueWorkersFindings? findings = null;
        CaseReport report = await CaseRun.RunAsync(CanonicalName, definition.Case, definition.Build(), engine, result => Judge(definition, findings = new(definition, result)), interrupt, mayHang: MayHang(definition.Case));
        if (findings is null) return report;
        SimTime end = SimTime.Zero + report.Elapsed;
        Happening[] results = findings.Results.IsEmpty
            ? []
            : [new Happening(end, QueueWorkersRoot.Program, $"had the results in this order: {findings.ResultsInWords}")];
        return report with
        {
            Events = [.. report.Events, .. results, .. findings.Waits().Select(w => new Happening(end, w.Who, w.What))],
        };
    }

    private static bool MayHang(string name) => name
        is QueueWorkersCases.JoinBeforeDrain or QueueWorkersCases.JoinBeforeDrainSmall
        or QueueWorkersCases.OneSentinelTooFew or QueueWorkersCases.EmptyAsEnd;

    private static Judgement Judge(QueueWorkersDefinition definition, QueueWorkersFindings found)
    {
        if (found is { Hangs: false, Ended: not { AllEnded: true } }) return CaseRun.NobodyCanTell("a worker was lost");
        CheckResult results = CaseRun.Check("results", found.AreRight, $"{found.Results.Length} results, each the task and {QueueWorkersDefinition.Addend}, none twice");
        return new Judgement(found.Figures(), [results, .. OfEnd(definition, found), OfCase(definition, found)]);
    }

    /// <summary>What the workers told of the queues agrees with what the queues counted.</summary>
    private static IEnumerable<CheckResult> OfEnd(QueueWorkersDefinition definition, QueueWorkersFindings found)
    {
        if (found.Ended is not var (tasks, results, _)) yield break;
        int left = found.TasksLeft.Length + found.SentinelsLeft;
        bool holds = tasks.Held == left && results.Held == 0 && tasks.Peak <= definition.Items + definition.Sentinels
            && results.Peak <= definition.Room;
        yield return CaseRun.Check("queues", holds,
            $"{tasks.Held} left in the queue of the tasks, {results.Held} in that of the results, where {results.Peak} "
                + $"waited at most and {definition.Room} may");
    }

    private static CheckResult OfCase(QueueWorkersDefinition definition, QueueWorkersFindings found) => definition.Case switch
    {
        QueueWorkersCases.Right => CaseRun.Check("complete", found is { Hangs: false, Missing: 0, SentinelsLeft: 0 }, $"all {definition.Items} results are there, both workers have ended and nothing is left"),
        QueueWorkersCases.JoinBeforeDrainSmall => found is { Hangs: false, Missing: 0 }
            ? CaseRun.Check(
                "luck", holds: true,
                $"all {definition.Items} results are there: a pipe holds {definition.Room} of so "
                    + "small ones, so joining first did no harm")
            : new CheckResult(
                "luck", VerdictStatus.Unknown,
                $"{definition.Items} results are more than the {definition.Room} small ones that a pipe holds", []),
        QueueWorkersCases.JoinBeforeDrain => Shown("hang", !found.Waiting.IsEmpty && found.Waiting.All(w => w.Doing == WorkerDoing.WaitsForRoom), InWords(found), $"there was room for all {definition.Items} results"),
        QueueWorkersCases.OneSentinelTooFew => Shown("hang", found is { Hangs: true, Missing: 0, Waiting: [{ Doing: WorkerDoing.WaitsForTask }] }, InWords(found), "both workers have ended"),
        QueueWorkersCases.OneTooMany => CaseRun.Check("left-over", found is { Hangs: false, Missing: 0, SentinelsLeft: 1 }, $"all {definition.Items} results are there, and {found.SentinelsLeft} sentinel was left in the queue"),
        _ => Shown("left-over", found.Hangs || found.Missing > 0, $"{found.Missing} of {definition.Items} results are missing: {found.TasksLeftInWords}{(found.Hangs ? "; " + InWords(found) : "")}", "this time no worker came at the wrong moment"),
    };

    private static string InWords(QueueWorkersFindings found) => string.Join("; ", found.Waits().Select(w => $"{w.Who} {w.What}"));

    /// <summary>A fault that did not show proves nothing, least of all that there is none.</summary>
    private static CheckResult Shown(string name, bool isShown, string fault, string reason) =>
        isShown ? CaseRun.Check(name, holds: true, fault) : new CheckResult(name, VerdictStatus.Unknown, $"the fault did not show: {reason}", []);
}
