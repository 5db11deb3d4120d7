using System.Text;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting.Traces;

/// <summary>Some events of a trace for people, in the order of time, each with its cause.</summary>
public static class TraceEventsText
{
    /// <param name="model">The trace.</param>
    /// <param name="rows">Which events, in the order in which they are shown.</param>
    /// <param name="limit">The most to show.</param>
    /// <param name="widthColumns">Width of the terminal in character cells, or <see cref="PlainTable.Unbounded"/>.</param>
    public static string Render(TraceModel model, IReadOnlyList<int> rows, int limit, int widthColumns)
    {
        var table = new PlainTable(
            ">began (ms)", ">took", "!event", "!actor", "!what", "from or to", ">latency", ">turn", ">item", "place",
            "because of");
        foreach (int row in rows.Take(limit)) table.Add(Cells(model, row));
        var text = new StringBuilder();
        if (rows.Count > 0) text.Append(table.Render(widthColumns));
        if (rows.Count > limit) text.Append("and ").Append(FigureText.Several(rows.Count - limit, "event")).Append(" more; --limit shows more of them\n");
        return text.ToString();
    }

    /// <summary>How many events there are, and over which time; for the story of an item also who had a hand in it.</summary>
    public static string Heading(TraceModel model, IReadOnlyList<int> rows, long? item)
    {
        string what = item is { } number ? $"item {number}: " : "";
        if (rows.Count == 0) return $"{what}no event\n";
        long from = rows.Min(model.StartOf), to = rows.Max(model.EndOf);
        string heading = $"{what}{FigureText.Several(rows.Count, "event")} from {TraceSummaryText.Time(from)} to {TraceSummaryText.Time(to)} ({TraceSummaryText.Time(to - from)})\n";
        if (item is null) return heading;
        string[] ways = [.. rows.Where(r => model.KindOf(r) == TraceKind.Turn).Select(r => model.PathOf(model.ActorOf(r)))];
        IEnumerable<string> hops = ways.Where((actor, i) => i == 0 || ways[i - 1] != actor);
        return heading + $"way: {VerdictText.Printable(string.Join(" → ", hops))}\n";
    }

    private static string[] Cells(TraceModel model, int row) =>
    [
        // To the nanosecond, in one unit: many things happen in a short time, and their order should show.
        (model.StartOf(row) / 1_000_000m).ToString("#,0.000000"),
        model.AmountOf(row) == 0 ? FigureText.None : TraceSummaryText.Time(model.AmountOf(row)),
        model.KindOf(row).ToString().ToLowerInvariant(),
        VerdictText.Printable(model.PathOf(model.ActorOf(row))),
        VerdictText.Printable(model.DetailOf(row)),
        Peer(model, row),
        model.KindOf(row) is TraceKind.Send or TraceKind.Turn or TraceKind.Drop && model.LatencyOf(row) is { } latency ? TraceSummaryText.Time(latency) : FigureText.None,
        Number(model.TurnOf(row)),
        Number(model.ItemOf(row)),
        model[row].Place is { } place ? VerdictText.Printable(place.ToString()) : FigureText.None,
        CauseText.Of(model, row),
    ];

    private static string Peer(TraceModel model, int row)
    {
        ActorId peer = model.PeerOf(row);
        if (peer.Value == 0 && model.KindOf(row) != TraceKind.Send) return FigureText.None;
        return peer == model.ActorOf(row) ? "itself" : VerdictText.Printable(model.PathOf(peer));
    }

    private static string Number(long value) => value == 0 ? FigureText.None : $"{value}";
}
