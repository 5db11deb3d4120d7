using System.Text;
using ActorLab.Core.Report;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting;

/// <summary>Several runs of the same for people: each figure with its mean, how far it scatters, and how well its mean is known.</summary>
public static class ReplicationText
{
    /// <param name="subjects">At least one, each run as often.</param>
    /// <param name="widthColumns">Width of the terminal in character cells, or <see cref="PlainTable.Unbounded"/>.</param>
    public static string Render(IReadOnlyList<ReplicationSummary> subjects, int widthColumns)
    {
        bool sameAmount = subjects.All(s => s.First.Amount == subjects[0].First.Amount && s.First.Unit == subjects[0].First.Unit);
        var text = new StringBuilder(
            string.Join(" and ", subjects.Select(s => s.First.Experiment).Distinct(StringComparer.Ordinal))
                + Circumstances(subjects[0], sameAmount) + MachinesText.Of(subjects.Select(s => s.First.Machine)));
        var table = new PlainTable("", "!figure", "!>mean", "!>95 % interval", ">standard deviation", ">least", ">most");
        foreach (ReplicationSummary subject in subjects) AddRows(table, subject);
        text.Append("\n\n").Append(table.Render(widthColumns));
        AppendNotes(text, subjects);
        return text.Append(OrderText.Render(subjects, widthColumns)).ToString();
    }

    /// <summary>What single runs settle to.</summary>
    /// <param name="subjects">Each with one run.</param>
    /// <param name="states">Of the latencies of their items, in the same order.</param>
    /// <param name="widthColumns">Width of the terminal in character cells, or <see cref="PlainTable.Unbounded"/>.</param>
    public static string RenderSteady(IReadOnlyList<ReplicationSummary> subjects, IReadOnlyList<SteadyState> states, int widthColumns)
    {
        var table = new PlainTable(
            "", ">items", ">left out as warm-up", "!>latency after it", "!>95 % interval", ">batches", "!");
        foreach ((ReplicationSummary subject, SteadyState state) in subjects.Zip(states))
        {
            ConfidenceInterval? interval = state.Batches?.Interval();
            table.Add(
                subject.First.Subject,
                FigureText.Count(state.Length),
                state.LeftOut is { } leftOut ? FigureText.Count(leftOut) : FigureText.None,
                interval is null ? FigureText.None : SecondsText.Time(interval.Mean),
                interval is null ? FigureText.None : SecondsText.Within(interval.HalfWidth, SecondsText.Time),
                state.Batches is { } batches ? $"{FigureText.Count(batches.Means.Length)} of {FigureText.Count(batches.BatchLength)}" : FigureText.None,
                state.Refusal ?? "");
        }

        return $"{Heading(subjects[0])}{MachinesText.Of(subjects.Select(s => s.First.Machine))}\n\n{table.Render(widthColumns)}";
    }

    /// <summary>What the runs of a subject have in common.</summary>
    /// <param name="summary">Of one subject.</param>
    /// <param name="withAmount">False where others have another amount.</param>
    internal static string Heading(ReplicationSummary summary, bool withAmount = true) => summary.First.Experiment + Circumstances(summary, withAmount);

    private static string Circumstances(ReplicationSummary summary, bool withAmount)
    {
        Measurement first = summary.First;
        bool severalSeeds = first.Machine is not null && summary.Runs > 1;
        string seeds = severalSeeds ? $"seeds {first.Seed} to {first.Seed + (ulong)summary.Runs - 1}" : $"seed {first.Seed}";
        string amount = !withAmount || first.Unit == "run" ? "" : FigureText.Several(first.Amount, first.Unit) + ", ";
        return $" on {first.Engine}: {amount}{FigureText.Several(summary.Runs, "run")} each, {seeds}";
    }

    private static void AddRows(PlainTable table, ReplicationSummary subject)
    {
        string name = subject.First.Workers is { } workers ? $"{subject.First.Subject}, {FigureText.Several(workers, "worker")}" : subject.First.Subject;
        if (subject.Makespan.Count == 0)
        {
            table.Add(name, "makespan", FigureText.None, FigureText.None, FigureText.None, FigureText.None, FigureText.None);
            return;
        }

        Add(table, name, "makespan", subject.Makespan, SecondsText.Time);
        if (subject.First.Unit != "run") Add(table, "", subject.First.Unit + "s/s", subject.PerSecond, SecondsText.Number);
        if (subject.Latency.Count > 0)
        {
            Add(table, "", "latency of an item", subject.Latency, SecondsText.Time);
            Add(table, "", "items under way", subject.UnderWay, SecondsText.Number);
        }

        foreach ((PathKind kind, RunningMoments seconds) in subject.Waits) Add(table, "", "waits for " + PathKinds.NameOf(kind), seconds, SecondsText.Time);
    }

    private static void Add(PlainTable table, string subject, string figure, RunningMoments moments, Func<double, string> inWords) => table.Add(
        subject,
        figure,
        inWords(moments.Mean),
        SecondsText.Within(ConfidenceInterval.Of(moments).HalfWidth, inWords),
        moments.Count > 1 ? inWords(moments.StandardDeviation) : FigureText.None,
        inWords(moments.Least),
        inWords(moments.Most));

    private static void AppendNotes(StringBuilder text, IReadOnlyList<ReplicationSummary> subjects)
    {
        List<string> notes = [.. RunNotes.Of([.. subjects.Select(s => s.First.Stream).OfType<RunReport>().Select(r => r with { LostWorkers = [], GivenUp = [], Fenced = 0 })])];
        if (subjects.Any(s => s.Waits.Any())) notes.Add("waits are those of all that waited, added up" + (subjects[0].First.Machine is null ? "; recording them takes a part of the time of a real run" : ""));
        if (subjects is [{ Runs: 1 }, ..]) notes.Add("one run tells nothing about chance: --replications 30");
        notes.AddRange(subjects.Where(s => s.Unfinished > 0).Select(s => $"{s.First.Subject}: {FigureText.Several(s.Unfinished, "run")} came to no end and {(s.Unfinished == 1 ? "is" : "are")} not counted"));
        foreach (string note in notes) text.Append(notes[0] == note ? "\n" : "").Append(note).Append('\n');
    }
}
