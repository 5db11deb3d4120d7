using System.Text.Json;
using ActorLab.Core.Machine;
using ActorLab.Core.Report;

namespace ActorLab.Reporting;

/// <summary>Runs for programs: an array with one object per run. It holds nothing but the report, so equal reports give equal bytes.</summary>
public static class RunJson
{
    /// <param name="runs">In the order in which they are shown.</param>
    /// <param name="lesson">What they teach together; empty where nothing can be said.</param>
    /// <param name="row">Of the tutorials, if the only run is one of theirs.</param>
    /// <param name="published">What was published of it.</param>
    /// <param name="result">What else was published of it.</param>
    public static string Render(
        IReadOnlyList<RunReport> runs, string lesson = "", string? row = null, PublishedComparison? published = null,
        string? result = null) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (RunReport run in runs) WriteRun(json, run, lesson, row, published, result);
        json.WriteEndArray();
    });

    private static void WriteRun(
        Utf8JsonWriter json, RunReport run, string lesson, string? row, PublishedComparison? published, string? result)
    {
        json.WriteStartObject();
        json.WriteString("experiment", run.Experiment);
        if (row is not null) json.WriteString("row", row);
        json.WriteString("model", run.Model);
        json.WriteString("engine", run.Engine);
        json.WriteNumber("workers", run.Workers);
        json.WriteNumber("items", run.Items);
        JsonText.WriteSeconds(json, "makespanSeconds", run.Makespan);
        if (run.ProcessorTime is { } used) JsonText.WriteSeconds(json, "cpuSeconds", used);
        json.WriteNumber("itemsPerSecond", run.ItemsPerSecond);
        json.WriteNumber("peakResequencerBuffer", run.PeakResequencerBuffer);
        json.WriteNumber("threads", run.PeakThreads);
        json.WriteNumber("reassigned", run.Reassigned);
        if (run.Fenced != 0) json.WriteNumber("fenced", run.Fenced);
        if (run.Resumed is { } resumed)
        {
            json.WritePropertyName("resumed");
            ResumptionText.Write(json, resumed);
        }

        json.WriteNumber("workersLost", run.LostWorkers.Length);
        json.WriteStartArray("givenUp");
        foreach (long item in run.GivenUp) json.WriteNumberValue(item);
        json.WriteEndArray();
        if (run.Machine is { } machine) json.WriteString("machine", machine);
        if (published is not null) PublishedJson.WriteMember(json, published, result);
        json.WriteNumber("seed", run.Seed);
        json.WriteString("outcome", RunTable.OutcomeName(run.Outcome));
        WriteSteps(json, run.Steps);
        json.WriteString("failure", run.Failure);
        VerdictJson.WriteMember(json, run.Verdict);
        json.WriteString("lesson", lesson);
        if (run.TraceDigest is { } digest) json.WriteString("traceDigest", $"{digest:x16}");
        json.WriteEndObject();
    }

    private static void WriteSteps(Utf8JsonWriter json, StepCounts steps)
    {
        json.WriteStartObject("steps");
        foreach (StepKind kind in Enum.GetValues<StepKind>()) json.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()), steps[kind]);
        json.WriteEndObject();
    }
}
