using System.Collections.Immutable;
using System.Text.Json;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting.Traces;

/// <summary>Which items took longest, came late or came twice: for people a table, for programs an array.</summary>
public static class TraceItems
{
    private const int KindsShown = 3;

    /// <param name="items">Those that took longest, the longest first.</param>
    /// <param name="widthColumns">Width of the terminal in character cells, or <see cref="PlainTable.Unbounded"/>.</param>
    public static string Slowest(IReadOnlyList<ItemTime> items, int widthColumns)
    {
        if (items.Count == 0) return "no event is about an item\n";
        var table = new PlainTable(">item", "!>from", "!>to", "!>in the system", "!where its time went");
        foreach (ItemTime item in items)
        {
            table.Add(
                $"{item.Item}", TraceSummaryText.Time(item.Start), TraceSummaryText.Time(item.End),
                TraceSummaryText.Time(item.InSystem), Where(item));
        }

        return table.Render(widthColumns);
    }

    /// <param name="model">The trace.</param>
    /// <param name="late">In the order of time.</param>
    /// <param name="limit">The most to show.</param>
    /// <param name="widthColumns">Width of the terminal in character cells, or <see cref="PlainTable.Unbounded"/>.</param>
    public static string Late(TraceModel model, IReadOnlyCollection<LateItem> late, int limit, int widthColumns)
    {
        if (late.Count == 0) return "no actor got an item behind a later one\n";
        var table = new PlainTable(">item", "!>behind item", "!actor", "!>at", "message");
        foreach (LateItem item in late.Take(limit))
        {
            table.Add(
                $"{item.Item}", $"{item.Behind}", Path(model, item.Actor), TraceSummaryText.Time(item.At),
                VerdictText.Printable(item.Message));
        }

        return table.Render(widthColumns) + Rest(late.Count, limit);
    }

    /// <param name="model">The trace.</param>
    /// <param name="repeated">In the order of time.</param>
    /// <param name="limit">The most to show.</param>
    /// <param name="widthColumns">Width of the terminal in character cells, or <see cref="PlainTable.Unbounded"/>.</param>
    public static string Repeated(TraceModel model, IReadOnlyCollection<RepeatedItem> repeated, int limit, int widthColumns)
    {
        if (repeated.Count == 0) return "no actor got an item twice\n";
        var table = new PlainTable(">item", "!>times", "!actor", "!>first at", "!>last at", "message");
        foreach (RepeatedItem item in repeated.Take(limit))
            table.Add(
                $"{item.Item}", FigureText.Count(item.Times), Path(model, item.Actor), TraceSummaryText.Time(item.First),
                TraceSummaryText.Time(item.Last), VerdictText.Printable(item.Message));
        return table.Render(widthColumns) + Rest(repeated.Count, limit);
    }

    public static string SlowestJson(IReadOnlyList<ItemTime> items) => Array(items, static (json, item) =>
    {
        json.WriteNumber("item", item.Item);
        json.WriteNumber("startNs", item.Start);
        json.WriteNumber("endNs", item.End);
        json.WriteStartObject("timesNs");
        foreach ((PathKind kind, long time) in Kinds(item)) json.WriteNumber(PathKinds.NameOf(kind), time);
        json.WriteEndObject();
    });

    public static string LateJson(TraceModel model, IEnumerable<LateItem> late) => Array(late, (json, item) =>
    {
        json.WriteNumber("item", item.Item);
        json.WriteNumber("behind", item.Behind);
        json.WriteString("actor", model.PathOf(item.Actor));
        json.WriteString("message", item.Message);
        json.WriteNumber("atNs", item.At);
    });

    public static string RepeatedJson(TraceModel model, IEnumerable<RepeatedItem> repeated) => Array(repeated, (json, item) =>
    {
        json.WriteNumber("item", item.Item);
        json.WriteNumber("times", item.Times);
        json.WriteString("actor", model.PathOf(item.Actor));
        json.WriteString("message", item.Message);
        json.WriteNumber("firstNs", item.First);
        json.WriteNumber("lastNs", item.Last);
    });

    private static string Array<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> writeMembers) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (T item in items)
        {
            json.WriteStartObject();
            writeMembers(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string Where(ItemTime item) =>
        string.Join(
            ", ", Kinds(item).Take(KindsShown).Select(k => $"{PathKinds.NameOf(k.Kind)} {TraceSummaryText.Time(k.Time)}"));

    private static ImmutableArray<(PathKind Kind, long Time)> Kinds(ItemTime item) =>
        [
            .. Enum.GetValues<PathKind>().Select(k => (Kind: k, Time: item.Of(k))).Where(k => k.Time > 0)
                .OrderByDescending(k => k.Time).ThenBy(k => k.Kind),
        ];

    private static string Path(TraceModel model, ActorId actor) => VerdictText.Printable(model.PathOf(actor));

    private static string Rest(int count, int limit) =>
        count > limit ? $"and {FigureText.Count(count - limit)} more: --limit {count}\n" : "";
}
