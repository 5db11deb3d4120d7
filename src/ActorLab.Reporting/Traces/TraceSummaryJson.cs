using System.Collections.Immutable;
using System.Text.Json;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting.Traces;

/// <summary>A trace for programs. Times are whole nanoseconds, so that the segments of the critical path add up exactly.</summary>
public static class TraceSummaryJson
{
    public static string Render(TraceFindings findings) => JsonText.Write(json =>
    {
        TraceSummary summary = findings.Summary;
        json.WriteStartObject();
        WriteHead(json, summary.Head, summary.End);
        json.WriteNumber("makespanNs", summary.Makespan);
        json.WriteStartObject("events");
        foreach (TraceKind kind in Enum.GetValues<TraceKind>()) json.WriteNumber(kind.ToString().ToLowerInvariant(), summary.Events[(int)kind]);
        json.WriteEndObject();
        WriteMessages(json, summary.Messages);
        WriteLatency(json, "latency", summary.Latency);
        json.WriteStartObject("latencyByType");
        foreach ((string type, LatencyHistogram latency) in summary.LatencyByType) WriteLatency(json, type, latency);
        json.WriteEndObject();
        WriteSpans(json, "steps", summary.Steps);
        WriteSpans(json, "waits", summary.Waits.Select(w => (PathKinds.NameOf(w.Kind), w.Figures)));
        WriteActors(json, findings);
        if (findings.Items is { } items) WriteItems(json, items);
        else json.WriteNull("items");
        if (findings.Path is { } path) WritePath(json, path);
        else json.WriteNull("criticalPath");
        WriteClocks(json, findings.Clocks);
        EvidenceText.WriteMember(json, findings.Evidence);
        json.WriteEndObject();
    });

    internal static void WriteHead(Utf8JsonWriter json, TraceHead head, TraceEnd? end)
    {
        json.WriteString("title", head.Title);
        json.WriteString("engine", head.Engine);
        json.WriteNumber("seed", head.Seed);
        json.WriteStartArray("properties");
        foreach (TraceProperty property in head.Properties)
        {
            json.WriteStartObject();
            json.WriteString("name", property.Name);
            json.WriteString("value", property.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("outcome", end?.Outcome.ToLowerInvariant());
    }

    private static void WriteMessages(Utf8JsonWriter json, MessageFigures messages)
    {
        json.WriteStartObject("messages");
        json.WriteNumber("sent", messages.Sent);
        json.WriteNumber("handled", messages.Handled);
        json.WriteNumber("toOutside", messages.ToOutside);
        json.WriteNumber("betweenNodes", messages.BetweenNodes);
        json.WriteNumber("open", messages.Open);
        json.WriteNumber("withoutSend", messages.WithoutSend);
        json.WriteStartObject("dropped");
        foreach ((string reason, long count) in messages.Dropped) json.WriteNumber(reason, count);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLatency(Utf8JsonWriter json, string name, LatencyHistogram latency)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", latency.Count);
        json.WriteNumber("meanNs", latency.Mean);
        json.WriteNumber("p50Ns", latency.Percentile(500));
        json.WriteNumber("p90Ns", latency.Percentile(900));
        json.WriteNumber("p99Ns", latency.Percentile(990));
        json.WriteNumber("maxNs", latency.Maximum);
        json.WriteBoolean("exact", latency.IsExact);
        json.WriteEndObject();
    }

    private static void WriteSpans(Utf8JsonWriter json, string name, IEnumerable<(string Name, SpanFigures Figures)> spans)
    {
        json.WriteStartObject(name);
        foreach ((string of, SpanFigures figures) in spans)
        {
            json.WriteStartObject(of);
            json.WriteNumber("count", figures.Count);
            json.WriteNumber("totalNs", figures.Total);
            json.WriteNumber("maxNs", figures.Maximum);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteActors(Utf8JsonWriter json, TraceFindings findings)
    {
        var peaks = findings.Peaks?.ToDictionary(p => p.Actor, p => p.Peak);
        json.WriteStartArray("actors");
        foreach (ActorFigures actor in findings.Summary.Actors)
        {
            json.WriteStartObject();
            json.WriteNumber("id", actor.Id.Value);
            json.WriteString("path", actor.Path);
            json.WriteNumber("turns", actor.Turns);
            json.WriteNumber("sends", actor.Sends);
            json.WriteNumber("inTurnsNs", actor.InTurns);
            json.WriteNumber("inStepsNs", actor.InSteps);
            json.WriteNumber("waitedNs", actor.Waited);
            json.WriteNumber("inbox", actor.Inbox.Count);
            json.WriteNumber("latencyTotalNs", actor.Inbox.Total);
            json.WriteNumber("latencyMaxNs", actor.Inbox.Maximum);
            if (peaks is not null)
            {
                json.WriteNumber("waitingMost", peaks.TryGetValue(actor.Id, out MailboxDepth peak) ? peak.Depth : 0);
                json.WriteNumber("waitingMostAtNs", peak.Time);
            }

            json.WriteBoolean("stopped", actor.Stopped);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Of each item only the kinds that it has.</summary>
    private static void WriteItems(Utf8JsonWriter json, ImmutableArray<ItemTime> items)
    {
        ItemFigures figures = ItemFigures.Of(items);
        json.WriteStartObject("items");
        WriteLatency(json, "inSystem", figures.InSystem);
        json.WriteStartObject("kinds");
        foreach ((PathKind kind, LatencyHistogram times) in figures.Kinds) WriteLatency(json, PathKinds.NameOf(kind), times);
        json.WriteEndObject();
        json.WriteStartArray("each");
        foreach (ItemTime item in items)
        {
            json.WriteStartObject();
            json.WriteNumber("item", item.Item);
            json.WriteNumber("startNs", item.Start);
            json.WriteNumber("inSystemNs", item.InSystem);
            json.WriteStartObject("timesNs");
            foreach (PathKind kind in Enum.GetValues<PathKind>().Where(k => item.Of(k) > 0)) json.WriteNumber(PathKinds.NameOf(kind), item.Of(kind));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePath(Utf8JsonWriter json, CriticalPath path)
    {
        json.WriteStartObject("criticalPath");
        json.WriteNumber("makespanNs", path.Makespan);
        json.WriteString("gap", path.Gap);
        json.WriteBoolean("estimated", path.IsEstimated);
        json.WriteStartObject("totalsNs");
        foreach (PathKind kind in Enum.GetValues<PathKind>()) json.WriteNumber(PathKinds.NameOf(kind), path.Totals()[(int)kind]);
        json.WriteEndObject();
        json.WriteStartArray("segments");
        foreach (PathSegment segment in path.Segments)
        {
            json.WriteStartObject();
            json.WriteNumber("startNs", segment.Start);
            json.WriteNumber("endNs", segment.End);
            json.WriteString("kind", PathKinds.NameOf(segment.Kind));
            json.WriteNumber("actor", segment.Actor.Value);
            json.WriteNumber("turn", segment.Turn);
            json.WriteString("what", segment.What);
            json.WriteNumber("item", segment.Item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteClocks(Utf8JsonWriter json, NodeClocks? clocks)
    {
        json.WriteStartArray("nodes");
        foreach (NodeClock clock in clocks?.Nodes ?? [])
        {
            json.WriteStartObject();
            json.WriteString("node", clock.Node);
            json.WriteNumber("aheadNs", clock.Offset);
            if (clock.Uncertainty is { } most) json.WriteNumber("uncertaintyNs", most);
            else json.WriteNull("uncertaintyNs");
            json.WriteBoolean("contradicts", clock.Contradicts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
