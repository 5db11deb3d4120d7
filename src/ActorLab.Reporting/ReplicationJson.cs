using System.Text.Json;
using ActorLab.Core.Report;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting;

/// <summary>Several runs of the same for programs: an array with one object per model or case.</summary>
public static class ReplicationJson
{
    /// <param name="subjects">In the order in which they are shown.</param>
    /// <param name="states">What the latencies of each one's items settle to; null where nobody asked.</param>
    /// <param name="published">What was published of each; empty where nothing was.</param>
    public static string Render(IReadOnlyList<ReplicationSummary> subjects, IReadOnlyList<SteadyState>? states, params IReadOnlyList<PublishedComparison> published) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        for (int i = 0; i < subjects.Count; i++)
        {
            json.WriteStartObject();
            WriteSubject(json, subjects[i].First);
            WriteFigures(json, subjects[i]);
            if (published.Count > i) PublishedJson.WriteMember(json, published[i], null);
            if (states is not null) WriteSteady(json, states[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    internal static void WriteSubject(Utf8JsonWriter json, Measurement first)
    {
        json.WriteString("experiment", first.Experiment);
        json.WriteString(first.Stream is null ? "case" : "model", first.Subject);
        json.WriteString("engine", first.Engine);
    }

    /// <summary>All that may differ from value to value of a sweep.</summary>
    internal static void WriteFigures(Utf8JsonWriter json, ReplicationSummary subject)
    {
        Measurement first = subject.First;
        if (first.Machine is { } machine) json.WriteString("machine", machine);
        if (first.Workers is { } workers) json.WriteNumber("workers", workers);
        if (first.Unit != "run") json.WriteNumber(first.Unit + "s", first.Amount);
        json.WriteNumber("firstSeed", first.Seed);
        json.WriteNumber("runs", subject.Runs);
        json.WriteNumber("unfinished", subject.Unfinished);
        WriteMoments(json, "makespanSeconds", subject.Makespan);
        if (first.Unit != "run") WriteMoments(json, first.Unit + "sPerSecond", subject.PerSecond);
        if (subject.Latency.Count > 0)
        {
            WriteMoments(json, "latencySeconds", subject.Latency);
            WriteMoments(json, "itemsUnderWay", subject.UnderWay);
            json.WriteNumber("littleError", subject.LittleError);
        }

        json.WriteStartObject("waitSeconds");
        foreach ((PathKind kind, RunningMoments seconds) in subject.Waits) WriteMoments(json, PathKinds.NameOf(kind), seconds);
        json.WriteEndObject();
        if (subject.Order is { } order) OrderText.WriteMember(json, order);
        json.WriteString("failure", subject.Failure);
    }

    /// <summary>What one value cannot tell is null, and so is all where there is none.</summary>
    internal static void WriteMoments(Utf8JsonWriter json, string name, RunningMoments moments)
    {
        json.WriteStartObject(name);
        if (moments.Count > 0)
        {
            ConfidenceInterval interval = ConfidenceInterval.Of(moments);
            WriteNumber(json, "mean", moments.Mean);
            WriteNumber(json, "standardDeviation", moments.StandardDeviation);
            WriteNumber(json, "lower95", interval.Lower);
            WriteNumber(json, "upper95", interval.Upper);
            WriteNumber(json, "least", moments.Least);
            WriteNumber(json, "most", moments.Most);
        }

        json.WriteEndObject();
    }

    private static void WriteSteady(Utf8JsonWriter json, SteadyState state)
    {
        ConfidenceInterval? interval = state.Batches?.Interval();
        json.WriteStartObject("steadyState");
        json.WriteNumber("items", state.Length);
        WriteNumber(json, "leftOut", state.LeftOut);
        WriteNumber(json, "latencySeconds", interval?.Mean);
        WriteNumber(json, "lower95", interval?.Lower);
        WriteNumber(json, "upper95", interval?.Upper);
        WriteNumber(json, "batches", state.Batches?.Means.Length);
        WriteNumber(json, "batchLength", state.Batches?.BatchLength);
        WriteNumber(json, "correlation", state.Batches?.LagOneCorrelation());
        json.WriteString("refused", state.Refusal);
        json.WriteEndObject();
    }

    internal static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known && double.IsFinite(known)) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }
}
