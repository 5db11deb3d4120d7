using ActorLab.Core.Engine;
using ActorLab.Core.Report;
using ActorLab.Core.Verify;
using ActorLab.Experiments.LineCopy;
using ActorLab.Reporting;

namespace ActorLab.Cli.Runs;

/// <summary>What a run of a row of line-copy showed, in its own figures, and what that says about the row's tutorial.</summary>
internal static class LineCopyRowLessons
{
    /// <summary>The row whose pool reads the result of no future.</summary>
    public const string UnreadRow = "E5";

    /// <param name="row">Of the tutorials.</param>
    /// <param name="definition">What ran.</param>
    /// <param name="run">What came of it.</param>
    /// <param name="unread">What came of a few lines with a task that throws, where the row is about that.</param>
    /// <returns>Empty for a run that came to no end, or whose output could not be judged.</returns>
    public static string Of(PublishedRow row, LineCopyDefinition definition, RunReport run, RunReport? unread)
    {
        if (run is not { Outcome: RunOutcome.Completed, Failure: null, Items: > 0 }
            || run.Verdict.Status == VerdictStatus.Unknown)
        {
            return "";
        }

        string perLine = $"a line took {FigureText.Time(new SimDuration(run.Makespan.Nanoseconds / run.Items))}";
        return row.Name switch
        {
            "E2" => $"one worker did one thing after another and {Order(run)}; every other row is measured against that",
            "E3" => $"{perLine} with nothing beside it, and one worker {Order(run)}",
            "E4" =>
                $"a thread that is joined before the next one starts is serial work, plus a thread for each line: {perLine}, the "
                    + $"process had {FigureText.Several(run.PeakThreads, "thread")} at most, and the output {Order(run)}",
            UnreadRow => OfUnguarded(definition, run) + OfUnread(unread),
            "E6" => $"with one lock around the work nothing runs in parallel: {perLine}, and the output {Order(run)}",
            "E7" => $"with a pool of {FigureText.Several(run.Workers, "thread")} and a lock that no other contends for {perLine}",
            "E9" =>
                $"an item and its answer are handed to {FigureText.Several(run.Workers, "process", "processes")} and back: "
                    + $"{perLine}, and the output {Order(run)}",
            "E10" => OfProcesses(run),
            _ => throw new InvariantViolatedException($"{row.Name} is no row of {LineCopyExperiment.Name}"),
        };
    }

    private static string OfUnguarded(LineCopyDefinition definition, RunReport run)
    {
        StreamFigures figures = run.Verdict.Figures;
        string without = definition.InterpreterLock
            ? ""
            : ": without the interpreter lock, two threads can read the counter before either raises it";
        if (figures is { Lost: 0, Duplicated: 0, Reordered: 0 })
        {
            return "no line was out of place this time, and nothing but chance kept it so: "
                + "no thread waits for the flush of another";
        }

        string moved =
            $"{FigureText.Several(figures.Reordered, "line")} came behind a later one, since each thread flushes when it is done";
        if (figures is { Lost: > 0 } or { Duplicated: > 0 })
            return $"{moved}, {FigureText.Count(figures.Lost)} were lost and "
                + $"{FigureText.Count(figures.Duplicated)} copied twice{without}";
        return definition.InterpreterLock
            ? $"{moved}; none was lost and none copied twice, since no other thread computes between the reading and the raising "
                + "of the counter. The text's lock \"to prevent corrupted output\" keeps that, and not the order"
            : $"{moved}; none was lost and none copied twice this time{without}";
    }

    private static string OfUnread(RunReport? unread) => unread is not { Outcome: RunOutcome.Completed, Failure: null } ? "" :
        $". An exception vanishes: of {FigureText.Several(unread.Items, "task")} the "
            + $"{LineCopyExperiment.UnreadFailure}th throws, "
        + $"{FigureText.Several(unread.Verdict.Figures.Lost, "line")} of the input is missing, and the program ends as if "
            + "nothing had happened, since no future's result is read";

    private static string OfProcesses(RunReport run)
    {
        StreamFigures figures = run.Verdict.Figures;
        if (figures is { Lost: 0, Duplicated: 0 })
        {
            return $"the output {Order(run)}: {FigureText.Several(run.Workers, "process", "processes")} cannot race "
                + "for a counter that each has for itself";
        }

        double share = 100.0 * figures.Lost / run.Items;
        return $"no race: each of the {run.Workers} processes counts for itself ({run.Verdict.Cause}), so the output is several "
            + $"beginnings of the input, and {FigureText.Count(figures.Lost)} of {FigureText.Several(run.Items, "line")}, "
            + $"{share:0} %, never appear. Processes do not \"avoid issues with shared state\", as the "
                + "text says: what should be shared is not";
    }

    private static string Order(RunReport run) => run.Verdict.Status == VerdictStatus.Holds
        ? "kept the order"
        : $"has {FigureText.Several(run.Verdict.Figures.PositionalMismatches, "line")} out of place";
}
