using System.Text.Json;
using ActorLab.Core.Journal;
using ActorLab.Pipelines.Actors;
using ActorLab.Pipelines.Results;

namespace ActorLab.Reporting.Pipelines;

/// <summary>Runs of pipelines for programs.</summary>
public static class PipelineJson
{
    /// <summary>An array of runs, as every <c>run --json</c> prints one.</summary>
    public static string Render(IReadOnlyList<PipelineReport> reports) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (PipelineReport report in reports) WriteRun(json, report);
        json.WriteEndArray();
    });

    private static void WriteRun(Utf8JsonWriter json, PipelineReport report)
    {
        json.WriteStartObject();
        json.WriteString("experiment", "pipeline");
        json.WriteString("name", report.Name);
        json.WriteString("engine", report.Engine);
        json.WriteString("machine", report.Machine);
        json.WriteNumber("seed", report.Seed);
        json.WriteString("outcome", RunTable.OutcomeName(report.Outcome));
        json.WriteString("failure", report.Failure);
        JsonText.WriteSeconds(json, "elapsedSeconds", report.Elapsed);
        json.WriteNumber("made", report.Made);
        json.WriteNumber("delivered", report.Delivered);
        if (!report.Resumed.IsEmpty)
        {
            json.WriteStartArray("resumed");
            foreach (Resumption resumed in report.Resumed) ResumptionText.Write(json, resumed);
            json.WriteEndArray();
        }

        if (!report.UnchargedCosts.IsEmpty)
        {
            json.WriteStartArray("unchargedCosts");
            foreach (string stage in report.UnchargedCosts) json.WriteStringValue(stage);
            json.WriteEndArray();
        }

        json.WriteString("bottleneck", report.Bottleneck?.Name);
        json.WriteStartArray("stages");
        foreach (StageFigures stage in report.Stages) WriteStage(json, report, stage);
        json.WriteEndArray();
        VerdictJson.WriteMember(json, report.Verdict);
        if (report.TraceDigest is { } digest) json.WriteString("traceDigest", digest.ToString("x16"));
        json.WriteEndObject();
    }

    private static void WriteStage(Utf8JsonWriter json, PipelineReport report, StageFigures stage)
    {
        json.WriteStartObject();
        json.WriteString("name", stage.Name);
        if (report.Workers.TryGetValue(stage.Name, out int workers)) json.WriteNumber("workers", workers);
        json.WriteNumber("taken", stage.Taken);
        json.WriteNumber("passed", stage.Passed);
        json.WriteNumber("added", stage.Added);
        json.WriteNumber("filtered", stage.Filtered);
        json.WriteNumber("grouped", stage.Grouped);
        json.WriteNumber("dropped", stage.Dropped);
        json.WriteNumber("deadLettered", stage.DeadLettered);
        json.WriteNumber("retried", stage.Retried);
        json.WriteNumber("timedOut", stage.TimedOut);
        json.WriteNumber("lostWorkers", stage.LostWorkers);
        json.WriteNumber("held", stage.Held);
        json.WriteNumber("peakWaiting", stage.PeakWaiting);
        JsonText.WriteSeconds(json, "busySeconds", stage.Busy);
        json.WriteStartArray("givenUp");
        foreach (string item in stage.GivenUp) json.WriteStringValue(item);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
