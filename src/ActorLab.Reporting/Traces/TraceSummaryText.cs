using System.Collections.Immutable;
using System.Text;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting.Traces;

/// <summary>A trace for people: its figures, what it waited for, and its critical path.</summary>
public static class TraceSummaryText
{
    private const int MaxActors = 30;
    private const int MaxSegments = 10;

    /// <param name="findings">What there is to say.</param>
    /// <param name="widthColumns">Width of the terminal in character cells, or <see cref="PlainTable.Unbounded"/>.</param>
    public static string Render(TraceFindings findings, int widthColumns)
    {
        TraceSummary summary = findings.Summary;
        var text = new StringBuilder(Heading(summary));
        text.Append('\n').Append(Messages(summary)).Append(Latency(summary)).Append('\n');
        text.Append(Actors(findings).Render(widthColumns));
        int more = summary.Actors.Length - MaxActors;
        if (more > 0) text.Append("and ").Append(FigureText.Several(more, "actor")).Append(" with fewer turns\n");
        AppendTable(text, LatencyByType(summary), widthColumns, summary.LatencyByType.Length);
        AppendTable(text, Spans("step", summary.Steps), widthColumns, summary.Steps.Length);
        AppendTable(text, Spans("wait", [.. summary.Waits.Select(w => (PathKinds.NameOf(w.Kind), w.Figures))]), widthColumns, summary.Waits.Length);
        if (findings.Items is { Length: > 0 } items) AppendItems(text, ItemFigures.Of(items), widthColumns);
        text.Append('\n');
        if (findings.Path is { } path) AppendPath(text, findings, path, widthColumns);
        else text.Append("critical path: not looked for, the trace has more than ").Append(FigureText.Count(TraceModel.MaxEvents)).Append(" events\n");
        AppendClocks(text, findings.Clocks);
        return text.Append('\n').Append(EvidenceText.Render(findings.Evidence)).ToString();
    }

    /// <summary>What the trace is of, in two lines.</summary>
    public static string Heading(TraceSummary summary)
    {
        string outcome = summary.End is { } end ? end.Outcome.ToLowerInvariant() : "its end is not in the trace";
        return $"{VerdictText.Printable(summary.Head.Title)} on {VerdictText.Printable(summary.Head.Engine)}, seed {summary.Head.Seed}\n"
            + $"{FigureText.Several(summary.EventCount, "event")} in {Time(summary.Makespan)}, {VerdictText.Printable(outcome)}\n";
    }

    internal static string Time(long nanoseconds) => nanoseconds < 0 ? "-" + FigureText.Time(new SimDuration(-nanoseconds)) : FigureText.Time(new SimDuration(nanoseconds));

    private static string Messages(TraceSummary summary)
    {
        MessageFigures m = summary.Messages;
        var parts = new List<string> { $"{FigureText.Count(m.Sent)} sent", $"{FigureText.Count(m.Handled)} handled" };
        if (m.ToOutside > 0) parts.Add($"{FigureText.Count(m.ToOutside)} to the outside");
        if (m.BetweenNodes > 0) parts.Add($"{FigureText.Count(m.BetweenNodes)} between nodes");
        parts.AddRange(m.Dropped.Select(d => $"{FigureText.Count(d.Count)} dropped ({VerdictText.Printable(d.Reason)})"));
        if (m.Open > 0) parts.Add($"{FigureText.Count(m.Open)} neither handled nor dropped");
        if (m.WithoutSend > 0) parts.Add($"{FigureText.Count(m.WithoutSend)} without their sending");
        string rate = summary.Makespan > 0 ? $"; {FigureText.Rate(m.Sent * 1e9 / summary.Makespan)} sent a second" : "";
        return $"messages: {string.Join(", ", parts)}{rate}\n";
    }

    private static string Latency(TraceSummary summary)
    {
        LatencyHistogram l = summary.Latency;
        return l.Count == 0 ? "" : $"latency: p50 {Time(l.Percentile(500))}, p90 {Time(l.Percentile(900))}, p99 {Time(l.Percentile(990))}, most {Time(l.Maximum)}\n";
    }

    private static PlainTable Actors(TraceFindings findings)
    {
        var peaks = findings.Peaks?.ToDictionary(p => p.Actor, p => p.Peak.Depth);
        var table = new PlainTable(
            "actor", "!>turns", ">sends", ">in turns", ">in steps", ">waited", ">inbox", ">latency mean", ">waiting mean",
            ">waiting most");
        IEnumerable<ActorFigures> shown = findings.Summary.Actors.OrderByDescending(a => a.Turns).ThenBy(a => a.Id.Value).Take(MaxActors).OrderBy(a => a.Id.Value);
        foreach (ActorFigures actor in shown)
        {
            long makespan = findings.Summary.Makespan;
            table.Add(
                VerdictText.Printable(actor.Path),
                FigureText.Count(actor.Turns),
                FigureText.Count(actor.Sends),
                Time(actor.InTurns),
                Time(actor.InSteps),
                Time(actor.Waited),
                FigureText.Count(actor.Inbox.Count),
                actor.Inbox.Count == 0 ? FigureText.None : Time(actor.Inbox.Total / actor.Inbox.Count),
                actor.Inbox.Count == 0 || makespan == 0 ? FigureText.None : $"{actor.Inbox.Total / (double)makespan:0.00}",
                peaks is null ? FigureText.None : FigureText.Count(peaks.GetValueOrDefault(actor.Id)));
        }

        return table;
    }

    private static PlainTable LatencyByType(TraceSummary summary)
    {
        var table = new PlainTable("message", ">count", ">p50", ">p90", ">p99", ">most");
        foreach ((string type, LatencyHistogram l) in summary.LatencyByType)
            table.Add(VerdictText.Printable(type), FigureText.Count(l.Count), Time(l.Percentile(500)), Time(l.Percentile(900)), Time(l.Percentile(990)), Time(l.Maximum));
        return table;
    }

    private static PlainTable Spans(string what, ImmutableArray<(string Name, SpanFigures Figures)> spans)
    {
        var table = new PlainTable(what, ">count", ">all together", ">mean", ">longest");
        foreach ((string name, SpanFigures f) in spans) table.Add(VerdictText.Printable(name), FigureText.Count(f.Count), Time(f.Total), Time(f.Total / f.Count), Time(f.Maximum));
        return table;
    }

    private static void AppendItems(StringBuilder text, ItemFigures items, int widthColumns)
    {
        LatencyHistogram all = items.InSystem;
        var table = new PlainTable("time of an item", "!>all together", "!>share", ">mean", ">p50", ">p99", ">most");
        foreach ((PathKind kind, LatencyHistogram times) in items.Kinds) AddRow(PathKinds.NameOf(kind), times);
        AddRow("in the system", all);
        text.Append('\n').Append(FigureText.Several(all.Count, "item")).Append(", each from the first event about it to the last:\n").Append(table.Render(widthColumns));

        void AddRow(string name, LatencyHistogram l) =>
            table.Add(name, Time((long)l.Sum), all.Sum == 0 ? FigureText.None : $"{100.0 * (double)l.Sum / (double)all.Sum:0.0} %", Time(l.Mean), Time(l.Percentile(500)), Time(l.Percentile(990)), Time(l.Maximum));
    }

    private static void AppendTable(StringBuilder text, PlainTable table, int widthColumns, int rows)
    {
        if (rows > 0) text.Append('\n').Append(table.Render(widthColumns));
    }

    private static void AppendPath(StringBuilder text, TraceFindings findings, CriticalPath path, int widthColumns)
    {
        text.Append("critical path: ").Append(FigureText.Several(path.Segments.Length, "segment")).Append(", ").Append(Time(path.Makespan)).Append(" in all\n");
        if (path.Gap is { } gap) text.Append("  it ends before the start of the run: ").Append(VerdictText.Printable(gap)).Append('\n');
        if (path.IsEstimated) text.Append("  it leads over nodes whose clocks are set against each other by an estimate\n");
        if (path.Makespan == 0) return;
        ImmutableArray<long> totals = path.Totals();
        var kinds = new PlainTable("on the critical path", ">time", ">share");
        foreach (PathKind kind in Enum.GetValues<PathKind>().Where(k => totals[(int)k] > 0).OrderByDescending(k => totals[(int)k]).ThenBy(k => k))
            kinds.Add(PathKinds.NameOf(kind), Time(totals[(int)kind]), Share(totals[(int)kind], path.Makespan));
        text.Append('\n').Append(kinds.Render(widthColumns)).Append('\n');
        var longest = new PlainTable(">from", ">to", "!>time", "!kind", "!actor", ">turn", "what", ">item");
        foreach (PathSegment s in path.Segments.OrderByDescending(s => s.Length).ThenBy(s => s.Start).Take(MaxSegments).OrderBy(s => s.Start))
            longest.Add(Time(s.Start), Time(s.End), Time(s.Length), PathKinds.NameOf(s.Kind), NameOf(findings.Summary, s.Actor), s.Turn == 0 ? FigureText.None : FigureText.Count(s.Turn), VerdictText.Printable(s.What), s.Item == 0 ? FigureText.None : $"{s.Item}");
        text.Append(path.Segments.Length > MaxSegments ? $"its {MaxSegments} longest segments:\n" : "its segments:\n").Append(longest.Render(widthColumns));
    }

    private static void AppendClocks(StringBuilder text, NodeClocks? clocks)
    {
        if (clocks is null || !clocks.AreEstimated) return;
        text.Append("\nclocks of the nodes against the root's, estimated from messages:\n");
        foreach (NodeClock clock in clocks.Nodes.Where(n => n.Node.Length > 0))
        {
            string doubt = clock.Uncertainty is { } most ? $"± {Time(most)}{(clock.Contradicts ? ", and the messages contradict each other: the clocks do not run alike" : "")}" : "bounded on one side at most: times of this node cannot be compared";
            text.Append("  ").Append(VerdictText.Printable(clock.Node)).Append(": ").Append(Time(clock.Offset)).Append(" ahead, ").Append(doubt).Append('\n');
        }
    }

    private static string NameOf(TraceSummary summary, ActorId id) =>
        id.Value == 0 ? FigureText.None : VerdictText.Printable(summary.Actors.FirstOrDefault(a => a.Id == id)?.Path ?? id.ToString());

    private static string Share(long part, long whole) => $"{100.0 * part / whole:0.0} %";
}
