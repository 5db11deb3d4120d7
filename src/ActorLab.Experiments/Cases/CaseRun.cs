using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;

namespace ActorLab.Experiments.Cases;

/// <summary>Runs one case and makes a report of it.</summary>
internal static class CaseRun
{
    /// <param name="experiment">Its canonical name.</param>
    /// <param name="name">Of the case.</param>
    /// <param name="plan">What to run.</param>
    /// <param name="engine">What to run it on.</param>
    /// <param name="judge">What a completed run showed; for any other, nothing can be said.</param>
    /// <param name="interrupt">Ends the run early.</param>
    /// <param name="mayHang">The case is there to show that the run comes to a standstill: such a run is judged too, and is no failure.</param>
    public static async Task<CaseReport> RunAsync(
        string experiment, string name, ScenarioPlan plan, IEngine engine, Func<RunResult, Judgement> judge, CancellationToken interrupt, bool mayHang = false)
    {
        bool needsNodes = !plan.Nodes.IsEmpty && !engine.Capabilities.HasFlag(EngineCapabilities.Nodes);
        if (needsNodes) return NotRun(experiment, name, plan, engine, $"case {name} needs processes, and engine {engine.Name} has none");
        RunResult result = await engine.RunAsync(plan, EngineOptions.Default, interrupt);
        bool hangsAsPredicted = mayHang && result.Outcome == RunOutcome.Deadlocked;
        Judgement judgement = result.Outcome == RunOutcome.Completed || hangsAsPredicted
            ? judge(result)
            : NobodyCanTell(result.Failure ?? "the run ended early");
        return NotRun(experiment, name, plan, engine, result.Failure) with
        {
            Outcome = result.Outcome,
            Elapsed = result.Elapsed,
            ProcessorTime = result.ProcessorTime,
            Figures = judgement.Figures,
            Events = [.. result.Outbox.OfType<Noted>().Select(n => new Happening(n.At, n.Who, n.What))],
            Verdict = new Verdict(Verdict.WorstOf(judgement.Checks), null, StreamFigures.None, judgement.Checks),
            HangsAsPredicted = hangsAsPredicted,
            Failure = result.Outcome == RunOutcome.Interrupted || hangsAsPredicted ? null : result.Failure,
            InternalError = result.Outcome == RunOutcome.Failed && result.Cause is not (null or MachineFailureException),
            TraceDigest = result.TraceDigest,
        };
    }

    /// <summary>Runs cases in turn until all are done or somebody interrupts.</summary>
    public static async Task<ImmutableArray<CaseReport>> AllAsync<TCase>(IEnumerable<TCase> cases, Func<TCase, Task<CaseReport>> run, CancellationToken interrupt)
    {
        var reports = ImmutableArray.CreateBuilder<CaseReport>();
        foreach (TCase one in cases)
        {
            reports.Add(await run(one));
            if (interrupt.IsCancellationRequested) break;
        }

        return reports.ToImmutable();
    }

    public static CheckResult Check(string name, bool holds, string summary) => new(name, holds ? VerdictStatus.Holds : VerdictStatus.Violated, summary, []);

    public static Judgement NobodyCanTell(string reason) => new([], Verdict.Unknown(reason).Checks);

    private static CaseReport NotRun(string experiment, string name, ScenarioPlan plan, IEngine engine, string? reason) => new()
    {
        Experiment = experiment,
        Case = name,
        Engine = engine.Name,
        Seed = plan.Seed,
        Outcome = RunOutcome.Failed,
        Elapsed = SimDuration.Zero,
        Verdict = Verdict.Unknown(reason ?? "nothing was run"),
        Machine = engine.Capabilities.HasFlag(EngineCapabilities.VirtualTime) ? $"{plan.Machine.Name}, {plan.Machine.Cores} {(plan.Machine.Cores == 1 ? "CPU" : "CPUs")}" : null,
        Failure = reason,
    };
}

/// <summary>What a completed run of a case showed.</summary>
/// <param name="Figures">For people and programs.</param>
/// <param name="Checks">At least one.</param>
internal sealed record Judgement(ImmutableArray<Figure> Figures, ImmutableArray<CheckResult> Checks);
