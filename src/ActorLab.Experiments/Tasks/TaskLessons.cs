using System.Collections.Immutable;
using ActorLab.Core.Engine;
using ActorLab.Core.Report;

namespace ActorLab.Experiments.Tasks;

/// <summary>What several cases side by side show, in their own figures.</summary>
public static class TaskLessons
{
    /// <param name="definitions">What was to run.</param>
    /// <param name="cases">What came of it, in the same order.</param>
    /// <returns>Empty when not all were completed, or there is nothing to compare.</returns>
    public static string Of(ImmutableArray<TasksDefinition> definitions, ImmutableArray<CaseReport> cases)
    {
        if (cases.Length != definitions.Length || cases.Any(c => c.Outcome != RunOutcome.Completed || c.Figures.IsEmpty)) return "";
        (TasksDefinition Definition, long Makespan)[] runs = [.. definitions.Zip(cases, (d, c) => (d, MakespanOf(c)))];
        return string.Join("; ", runs.GroupBy(r => r.Definition.Kind).SelectMany(g => Compare([.. g])));
    }

    private static IEnumerable<string> Compare((TasksDefinition Definition, long Makespan)[] runs)
    {
        TasksDefinition first = runs[0].Definition;
        if (first.Model == Core.Definition.ExecutionModel.Serial && runs.Length > 1)
        {
            string others = string.Join(", ", runs[1..].Select(r => $"{Words(r.Definition)} {Times(r.Makespan, runs[0].Makespan)}"));
            yield return $"{Doing(first.Kind)} took, against serial, {others} the time";
            yield break;
        }

        foreach (var group in runs.GroupBy(r => r.Definition.Model))
        {
            (TasksDefinition Definition, long Makespan)[] own = [.. group];
            if (own.Select(r => r.Definition.Work).Distinct().Count() > 1) yield return OfWork(own);
            else if (own.Length > 1) yield return OfTasks(own);
        }
    }

    private static string OfWork((TasksDefinition Definition, long Makespan)[] runs)
    {
        var byWork = runs.OrderBy(r => r.Definition.Work).ToArray();
        var (least, most, before) = (byWork[0], byWork[^1], byWork[^2]);
        return $"{Words(least.Definition)} took {Milliseconds(least.Makespan)} ms for {least.Definition.Work:#,0} points, and that cost is there with more of them too: "
            + $"{Times(most.Definition.Work, before.Definition.Work)} the points, {most.Definition.Work:#,0}, took {Times(most.Makespan, before.Makespan)} as long";
    }

    private static string OfTasks((TasksDefinition Definition, long Makespan)[] runs)
    {
        var best = runs.MinBy(r => r.Makespan);
        return $"{Words(best.Definition)} did it fastest, with {Times(runs[0].Makespan, best.Makespan)} the speed of {Words(runs[0].Definition)}";
    }

    private static string Doing(TaskKind kind) => kind == TaskKind.Sleep ? "waiting" : "computing";

    private static string Words(TasksDefinition definition) => definition switch
    {
        { Tasks: > 1 } => $"{definition.Tasks} {definition.Model}",
        { Model.InProcesses: true } => "1 process",
        _ => "1 thread",
    };

    private static long MakespanOf(CaseReport report) => report.Figures.First(f => f.Name == TasksExperiment.Makespan).Value;

    private static string Milliseconds(long nanoseconds) => (nanoseconds / 1e6).ToString("0.0");

    private static string Times(long value, long reference) => $"{(double)value / Math.Max(1, reference):0.00}x";
}
