using System.Text.Json;
using ActorLab.Core.Verify;

namespace ActorLab.Reporting;

/// <summary>A verdict for programs; the same object in every command.</summary>
public static class VerdictJson
{
    /// <summary>One object with the verdict as its only member.</summary>
    public static string Render(Verdict verdict) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        WriteMember(json, verdict);
        json.WriteEndObject();
    });

    /// <summary>Writes the member <c>verdict</c> into the object that is open.</summary>
    public static void WriteMember(Utf8JsonWriter json, Verdict verdict)
    {
        json.WriteStartObject("verdict");
        json.WriteString("status", VerdictText.Name(verdict.Status));
        json.WriteString("cause", verdict.Cause);
        json.WriteNumber("positionalMismatches", verdict.Figures.PositionalMismatches);
        json.WriteNumber("reordered", verdict.Figures.Reordered);
        json.WriteNumber("maxExtent", verdict.Figures.MaxExtent);
        json.WriteNumber("lost", verdict.Figures.Lost);
        json.WriteNumber("duplicated", verdict.Figures.Duplicated);
        json.WriteNumber("unexpected", verdict.Figures.Unexpected);
        json.WriteNumber("torn", verdict.Figures.Torn);
        json.WriteStartArray("checks");
        foreach (CheckResult check in verdict.Checks) WriteCheck(json, check);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCheck(Utf8JsonWriter json, CheckResult check)
    {
        json.WriteStartObject();
        json.WriteString("name", check.Name);
        json.WriteString("status", VerdictText.Name(check.Status));
        json.WriteString("summary", check.Summary);
        if (check.Figures.Length > 0) WriteFigures(json, check);
        json.WriteStartArray("evidence");
        foreach (Violation violation in check.Evidence) WriteViolation(json, violation);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, CheckResult check)
    {
        json.WriteStartObject("figures");
        foreach (CheckFigure figure in check.Figures) json.WriteNumber(figure.Name, figure.Value);
        json.WriteEndObject();
    }

    private static void WriteViolation(Utf8JsonWriter json, Violation violation)
    {
        json.WriteStartObject();
        json.WriteNumber("position", violation.Position);
        json.WriteString("expected", violation.Expected);
        json.WriteString("got", violation.Got);
        json.WriteString("worker", violation.Worker);
        json.WriteEndObject();
    }
}
