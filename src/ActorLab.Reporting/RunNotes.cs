using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Core.Report;

namespace ActorLab.Reporting;

/// <summary>What a reader of a table must know to read it rightly.</summary>
public static class RunNotes
{
    public static IReadOnlyList<string> Of(IReadOnlyList<RunReport> runs) => [.. Machines(runs), .. runs.SelectMany(r => ResumptionText.Of(r.Model, r.Resumed)), .. runs.SelectMany(Losses)];

    /// <summary>Runs on unlike machines are no race.</summary>
    private static IEnumerable<string> Machines(IReadOnlyList<RunReport> runs)
    {
        ImmutableArray<string> machines = [.. runs.Select(r => r.Machine).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (machines.Length < 2) yield break;
        IEnumerable<string> parts = machines.Select(m => $"{m}: {string.Join(", ", runs.Where(r => r.Machine == m).Select(r => r.Model))}");
        yield return $"not all ran on the same machine ({string.Join("; ", parts)}); machine = "
            + "NAME in a definition gives all of them one";
    }

    private static IEnumerable<string> Losses(RunReport run)
    {
        foreach (IGrouping<string, LostWorker> lost in run.LostWorkers.GroupBy(w => w.Name, StringComparer.Ordinal))
        {
            int leases = lost.Sum(w => w.Leases), times = lost.Count();
            string often = times == 1 ? "was lost" : $"was lost {times} times";
            string done = leases == 0 ? $"{lost.Key} {often} and held no lease" : $"{FigureText.Several(leases, "lease")} of {lost.Key}, which {often}, {(leases == 1 ? "was" : "were")} done again";
            yield return $"{run.Model}: {done}";
        }

        foreach (long item in run.GivenUp) yield return $"{run.Model}: item {item} was given up as a dead letter: every worker that took it was lost";

        if (run.Fenced > 0) yield return $"{run.Model}: {FigureText.Several(run.Fenced, "result")} of workers that were taken for lost came late and {(run.Fenced == 1 ? "was" : "were")} dropped (fenced)";

        bool workersWrite = run.Model == ExecutionModel.Processes.Name;
        if (workersWrite && run.Reassigned > 0) yield return $"{run.Model}: its workers write themselves, at least once: what a lost one had written stays";
    }
}
