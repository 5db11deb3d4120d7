using System.Text;
using System.Text.Json;
using ActorLab.Core.Trace;

namespace ActorLab.Reporting.Traces;

/// <summary>Says whether a trace is whole, and where it is not.</summary>
public static class EvidenceText
{
    public static string Render(TraceEvidence evidence)
    {
        if (evidence.IsWhole) return "evidence: whole\n";
        var text = new StringBuilder("evidence: unknown, the trace is not whole\n");
        foreach (TraceDamage damage in evidence.Damage) text.Append("  at byte ").Append(FigureText.Count(damage.Offset)).Append(": ").Append(VerdictText.Printable(damage.Reason)).Append('\n');
        return text.ToString();
    }

    /// <summary>Writes the member <c>evidence</c> into the object that is open.</summary>
    public static void WriteMember(Utf8JsonWriter json, TraceEvidence evidence)
    {
        json.WriteStartObject("evidence");
        json.WriteString("status", evidence.IsWhole ? "whole" : "unknown");
        json.WriteStartArray("damage");
        foreach (TraceDamage damage in evidence.Damage)
        {
            json.WriteStartObject();
            json.WriteNumber("offset", damage.Offset);
            json.WriteString("reason", damage.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
