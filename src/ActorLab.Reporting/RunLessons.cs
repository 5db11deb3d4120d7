using ActorLab.Core.Definition;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;

namespace ActorLab.Reporting;

/// <summary>What the figures of some runs show, in a line or two. Nothing in it is fixed: another machine may teach another lesson.</summary>
public static class RunLessons
{
    private const string SpeedOfOne = "one real run of each says little about speed: --replications 10 says how much";

    public static IReadOnlyList<string> Of(IReadOnlyList<RunReport> runs)
    {
        RunReport[] finished = [.. runs.Where(Comparison.IsComparable)];
        return finished.Length switch
        {
            0 => [],
            1 => [Alone(finished[0])],
            _ => Compared(finished),
        };
    }

    private static string Alone(RunReport run) =>
        run.OwnItems == 0 ? $"{run.Model} {OrderOf(run)}; nothing was left to do"
        : $"{run.Model} {OrderOf(run)}, at {FigureText.Time(PerItem(run))} an "
            + $"item{(run.Machine is null ? " in this one run" : "")}";

    private static string[] Compared(RunReport[] runs)
    {
        RunReport? serial = Comparison.Find(runs, ExecutionModel.Serial);
        RunReport? threads = Comparison.Find(runs, ExecutionModel.Threads);
        RunReport? locked = Comparison.Find(runs, ExecutionModel.ThreadsLock);
        RunReport? processes = Comparison.Find(runs, ExecutionModel.Processes);
        RunReport? pipeline = Comparison.Find(runs, ExecutionModel.Pipeline);
        RunReport? processPipeline = Comparison.Find(runs, ExecutionModel.ProcessPipeline);
        string[] lines =
        [
            Joined(Clause(threads, serial), Clause(locked, serial)),
            Joined(Clause(processes, serial)),
            Joined(Clause(pipeline, threads ?? serial), Buffer(pipeline)),
            Joined(Clause(processPipeline, processes ?? serial)),
        ];
        lines = [.. lines.Where(line => line.Length > 0)];
        if (runs[0].Machine is null) return [.. lines, SpeedOfOne];
        return lines.Length > 0 ? lines : [FastestInOrder(runs)];
    }

    /// <summary>
    /// A real run is one draw of many: it is told what became of the order, and its speed is left to those that repeat it.
    /// </summary>
    private static string? Clause(RunReport? run, RunReport? reference) =>
        run is null || reference is null ? null
        : run.Machine is null ? $"{run.Model} {OrderOf(run)}"
        : $"{run.Model} {OrderOf(run)} and was "
            + $"{Comparison.InWords(run, reference)}{(run.Machine == reference.Machine ? "" : " on another machine")}";

    private static string? Buffer(RunReport? pipeline) =>
        pipeline is null ? null : $"its resequencer held {FigureText.Several(pipeline.PeakResequencerBuffer, "result")} at most";

    private static string FastestInOrder(RunReport[] runs)
    {
        RunReport? best = runs.Where(r => r.Verdict.Status == VerdictStatus.Holds).MaxBy(r => r.ItemsPerSecond);
        return best is null ? "no model kept the order" : $"{best.Model} was the fastest that kept the order";
    }

    private static string Joined(params string?[] clauses) => string.Join("; ", clauses.Where(c => c is not null));

    private static string OrderOf(RunReport run) => run.Verdict.Status switch
    {
        VerdictStatus.Holds => "kept the order",
        VerdictStatus.Unknown => "could not be judged",
        _ => Damage(run.Verdict.Figures) + (run.Verdict.Cause is { } cause ? $" ({cause})" : ""),
    };

    private static string Damage(StreamFigures figures)
    {
        string[] parts =
        [
            .. Part(figures.Reordered, "moved", "item"),
            .. Part(figures.Lost, "lost", "item"),
            .. Part(figures.Duplicated, "copied", "item", " again"),
            .. Part(figures.Unexpected, "invented", "item"),
            .. Part(figures.Torn, "tore", "record"),
        ];
        return parts.Length switch
        {
            0 => "broke what was promised",
            1 => parts[0],
            _ => string.Join(", ", parts[..^1]) + " and " + parts[^1],
        };
    }

    private static IEnumerable<string> Part(long count, string verb, string noun, string after = "") =>
        count > 0 ? [$"{verb} {FigureText.Several(count, noun)}{after}"] : [];

    private static SimDuration PerItem(RunReport run) => new(run.Makespan.Nanoseconds / run.OwnItems);
}
