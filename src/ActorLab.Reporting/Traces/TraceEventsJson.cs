using System.Text.Json;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting.Traces;

/// <summary>Some events of a trace for programs. A row names an event within its trace; causes are named by it.</summary>
public static class TraceEventsJson
{
    public static string Render(TraceModel model, IReadOnlyList<int> rows, TraceEvidence evidence) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        TraceSummaryJson.WriteHead(json, model.Head, model.End);
        json.WriteStartArray("events");
        foreach (int row in rows) WriteEvent(json, model, row);
        json.WriteEndArray();
        EvidenceText.WriteMember(json, evidence);
        json.WriteEndObject();
    });

    private static void WriteEvent(Utf8JsonWriter json, TraceModel model, int row)
    {
        TraceEvent e = model[row];
        int cause = model.CauseOf(row);
        json.WriteStartObject();
        json.WriteNumber("row", row);
        json.WriteString("kind", e.Kind.ToString().ToLowerInvariant());
        json.WriteNumber("startNs", model.StartOf(row));
        json.WriteNumber("durationNs", e.Amount);
        json.WriteNumber("actor", e.Actor.Value);
        json.WriteString("path", model.PathOf(e.Actor));
        json.WriteNumber("peer", e.Peer.Value);
        json.WriteString("detail", e.Detail);
        json.WriteNumber("turn", e.Turn);
        json.WriteNumber("message", e.Message);
        json.WriteNumber("item", e.Item);
        json.WriteString("node", e.Place?.Node);
        json.WriteString("thread", e.Place?.Thread);
        if (model.LatencyOf(row) is { } latency) json.WriteNumber("latencyNs", latency);
        else json.WriteNull("latencyNs");
        if (cause >= 0) json.WriteNumber("cause", cause);
        else json.WriteNull("cause");
        json.WriteEndObject();
    }
}
