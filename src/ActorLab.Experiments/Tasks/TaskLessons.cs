using System.Collections.Immutable;
using System.Globalization;
using ActorLab.Core.Definition;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;

namespace ActorLab.Experiments.Tasks;

/// <summary>
/// What several cases side by side show, in their own figures. Nothing in it is fixed: a run that contradicts a tutorial says so.
/// </summary>
public static class TaskLessons
{
    /// <summary>
    /// On average at most so many CPUs are one, and so large a share of the CPUs that there were to use is all of them.
    /// </summary>
    private const double OneCpu = 1.15, AllCpus = 0.8;

    private const string SpeedOfOne = "in one real run of each, which says little about speed: --replications 10 says how much";

    /// <param name="definitions">What was to run.</param>
    /// <param name="cases">What came of it, in the same order.</param>
    /// <returns>Empty when not all were completed.</returns>
    public static string Of(ImmutableArray<TasksDefinition> definitions, ImmutableArray<CaseReport> cases)
    {
        if (cases.Length != definitions.Length || cases.Any(c => c.Outcome != RunOutcome.Completed || c.Figures.IsEmpty)) return "";
        Run[] runs = [.. definitions.Zip(cases, (d, c) => new Run(d, MakespanOf(c), c.ProcessorTime))];
        string lesson = string.Join("; ", runs.GroupBy(r => r.Definition.Kind).SelectMany(g => Compare([.. g])));
        return cases[0].Machine is null ? $"{lesson} ({SpeedOfOne})" : lesson;
    }

    private static IEnumerable<string> Compare(Run[] runs)
    {
        TasksDefinition first = runs[0].Definition;
        if (first.Model == ExecutionModel.Serial && runs.Length > 1)
        {
            string others = string.Join(
                ", ", runs[1..].Select(r => $"{Words(r.Definition)} {Times(r.Makespan, runs[0].Makespan)}{AtOnce(r)}"));
            yield return $"{Doing(first.Kind)} took, against serial, {others} the time";
            yield break;
        }

        foreach (var group in runs.GroupBy(r => (r.Definition.Model, r.Definition.Pool, r.Definition.Variant)))
        {
            Run[] own = [.. group];
            if (own.Select(r => r.Definition.Work).Distinct().Count() > 1) yield return OfWork(own);
            else if (own.Length > 1) yield return OfTasks(own);
            else yield return Alone(own[0]);
        }
    }

    private static string OfWork(Run[] runs)
    {
        Run[] byWork = [.. runs.OrderBy(r => r.Definition.Work)];
        (Run least, Run most, Run before) = (byWork[0], byWork[^1], byWork[^2]);
        string reading = least.Definition.Variant.Length > 0 ? $" ({least.Definition.Variant})" : "";
        string few = FormattableString.Invariant($"{Milliseconds(least.Makespan)} ms for {least.Definition.Work:#,0} points");
        string many = FormattableString.Invariant(
            $"{Times(most.Definition.Work, before.Definition.Work)} the points, {most.Definition.Work:#,0}");
        return $"{Words(least.Definition)}{reading} took {few}, and that cost is there with more of them too: {many}, took "
            + $"{Times(most.Makespan, before.Makespan)} as long";
    }

    private static string OfTasks(Run[] runs)
    {
        Run best = runs.MinBy(r => r.Makespan)!, last = runs[^1];
        string beyond = last == best
            ? ""
            : $", and {Words(last.Definition)} took {Times(last.Makespan, best.Makespan)} the time of the fastest";
        return $"{Words(best.Definition)} did it fastest, with {Times(runs[0].Makespan, best.Makespan)} the speed "
            + $"of {Words(runs[0].Definition)}{beyond}";
    }

    private static string Alone(Run run)
    {
        TasksDefinition definition = run.Definition;
        string took = $"{Words(definition)} took {Seconds(run.Makespan)} s";
        if (run.CpusAtOnce is not { } cpus) return took;
        took += FormattableString.Invariant(
            $" and used {Seconds(run.Cpu!.Value.Nanoseconds)} s of CPU time, {cpus:0.00} CPUs at once");
        if (definition.Workers == 1)
            return cpus >= 1 / OneCpu ? $"{took}: there was nothing to wait for" : $"{took}: the rest was waiting";
        if (cpus <= OneCpu) return $"{took}: no more than one computed at a time";
        return cpus >= AllCpus * definition.Workers
            ? $"{took}: they computed side by side"
            : $"{took}: in part they computed side by side";
    }

    private static string AtOnce(Run run) =>
        run.Definition.Kind != TaskKind.Sleep
            && run.CpusAtOnce is { } cpus ? FormattableString.Invariant($" ({cpus:0.00} CPUs at once)") : "";

    private static string Doing(TaskKind kind) => kind == TaskKind.Sleep ? "waiting" : "computing";

    private static string Words(TasksDefinition definition) => definition switch
    {
        { Pool: { } workers } => $"{Several(definition.Tasks, "task")} in a pool of {workers} {definition.Model}",
        { Model.InProcesses: true } => Several(definition.Tasks, "process", "processes"),
        { Model.Name: "serial" } => "1 thread",
        _ => Several(definition.Tasks, "thread"),
    };

    private static string Several(int count, string one, string? many = null) =>
        $"{count} {(count == 1 ? one : many ?? one + "s")}";

    private static long MakespanOf(CaseReport report) => report.Figures.First(f => f.Name == TasksExperiment.Makespan).Value;

    private static string Milliseconds(long nanoseconds) => (nanoseconds / 1e6).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Seconds(long nanoseconds) =>
        (nanoseconds / 1e9).ToString(nanoseconds >= 1_000_000_000 ? "0.00" : "0.0000", CultureInfo.InvariantCulture);

    private static string Times(long value, long reference) =>
        FormattableString.Invariant($"{(double)value / Math.Max(1, reference):0.00}x");

    /// <param name="Definition">What was run.</param>
    /// <param name="Makespan">In nanoseconds.</param>
    /// <param name="Cpu">Null where it is not known.</param>
    private sealed record Run(TasksDefinition Definition, long Makespan, SimDuration? Cpu)
    {
        /// <summary>On average.</summary>
        public double? CpusAtOnce => Cpu is { } cpu && Makespan > 0 ? (double)cpu.Nanoseconds / Makespan : null;
    }
}
