using System.Text.Json;
using ActorLab.Core.Report;

namespace ActorLab.Reporting;

/// <summary>The cases of small experiments for programs: an array with one object per case. It holds nothing but the studies, so equal reports give equal bytes.</summary>
public static class CaseJson
{
    /// <param name="studies">In the order in which they are shown.</param>
    /// <param name="published">What was published of each case of the only study; empty where nothing was.</param>
    /// <param name="result">What else was published of it.</param>
    public static string Render(
        IReadOnlyList<CaseStudy> studies, IReadOnlyList<PublishedComparison>? published = null,
        string? result = null) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (CaseStudy study in studies)
        {
            for (int i = 0; i < study.Cases.Length; i++)
                WriteCase(json, study.Cases[i], study, published?.Count > i ? published[i] : null, result);
        }

        json.WriteEndArray();
    });

    private static void WriteCase(
        Utf8JsonWriter json, CaseReport report, CaseStudy study, PublishedComparison? published, string? result)
    {
        json.WriteStartObject();
        json.WriteString("experiment", report.Experiment);
        json.WriteString("row", study.Row);
        json.WriteString("case", report.Case);
        json.WriteString("engine", report.Engine);
        if (report.Machine is { } machine) json.WriteString("machine", machine);
        if (published is not null) PublishedJson.WriteMember(json, published, result);
        json.WriteNumber("seed", report.Seed);
        json.WriteString("outcome", RunTable.OutcomeName(report.Outcome));
        JsonText.WriteSeconds(json, "elapsedSeconds", report.Elapsed);
        if (report.ProcessorTime is { } used) JsonText.WriteSeconds(json, "cpuSeconds", used);
        json.WriteStartObject("figures");
        foreach (Figure figure in report.Figures) WriteFigure(json, figure);
        json.WriteEndObject();
        json.WriteStartArray("events");
        foreach (Happening happened in report.Events) WriteEvent(json, happened);
        json.WriteEndArray();
        json.WriteString("failure", report.Failure);
        VerdictJson.WriteMember(json, report.Verdict);
        json.WriteString("lesson", study.Lesson);
        if (report.TraceDigest is { } digest) json.WriteString("traceDigest", $"{digest:x16}");
        json.WriteEndObject();
    }

    private static void WriteFigure(Utf8JsonWriter json, Figure figure)
    {
        string name = CamelCase(figure.Name);
        if (figure.Unit == FigureUnit.Nanoseconds) JsonText.WriteSeconds(json, name + "Seconds", new SimDuration(figure.Value));
        else if (figure.Unit == FigureUnit.TenMillionths) json.WriteNumber(name, figure.Value / 10_000_000m);
        else json.WriteNumber(name, figure.Value);
    }

    private static void WriteEvent(Utf8JsonWriter json, Happening happened)
    {
        json.WriteStartObject();
        JsonText.WriteSeconds(json, "atSeconds", happened.At - SimTime.Zero);
        json.WriteString("who", happened.Who);
        json.WriteString("what", happened.What);
        json.WriteEndObject();
    }

    private static string CamelCase(string words)
    {
        string[] parts = words.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries);
        return parts[0] + string.Concat(parts.Skip(1).Select(p => char.ToUpperInvariant(p[0]) + p[1..]));
    }
}
