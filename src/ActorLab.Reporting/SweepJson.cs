using System.Text.Json;
using ActorLab.Core.Report;

namespace ActorLab.Reporting;

/// <summary>Sweeps for programs: an array with one object per model or case.</summary>
public static class SweepJson
{
    public static string Render(IReadOnlyList<Sweep> sweeps) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (Sweep sweep in sweeps) WriteSweep(json, sweep);
        json.WriteEndArray();
    });

    private static void WriteSweep(Utf8JsonWriter json, Sweep sweep)
    {
        json.WriteStartObject();
        ReplicationJson.WriteSubject(json, sweep.First);
        json.WriteString("key", sweep.Key);
        json.WriteBoolean("constant", sweep.IsConstant);
        json.WriteStartArray("values");
        foreach (SweepValue value in sweep.Values)
        {
            json.WriteStartObject();
            json.WriteString("value", value.Text);
            ReplicationJson.WriteFigures(json, value.Runs);
            ReplicationJson.WriteNumber(json, "speedUp", sweep.SpeedUp(value));
            if (sweep.Kind == SweepKind.Parallelism) ReplicationJson.WriteNumber(json, "efficiency", sweep.Efficiency(value));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (sweep.Amdahl is { } amdahl) WriteAmdahl(json, amdahl);
        if (sweep.Universal is { } universal) WriteUniversal(json, universal);
        json.WriteEndObject();
    }

    private static void WriteAmdahl(Utf8JsonWriter json, ScalingFit fit)
    {
        json.WriteStartObject("amdahl");
        if (fit.IsGood)
        {
            json.WriteNumber("parallelShare", fit.Amdahl.ParallelShare);
            ReplicationJson.WriteNumber(json, "limit", fit.Amdahl.Limit);
        }

        WriteError(json, fit);
    }

    private static void WriteUniversal(Utf8JsonWriter json, ScalingFit fit)
    {
        json.WriteStartObject("universalScalability");
        if (fit.IsGood)
        {
            json.WriteNumber("contention", fit.Contention);
            json.WriteNumber("coherence", fit.Coherence);
            ReplicationJson.WriteNumber(json, "peak", fit.Universal.Peak);
        }

        WriteError(json, fit);
    }

    private static void WriteError(Utf8JsonWriter json, ScalingFit fit)
    {
        ReplicationJson.WriteNumber(json, "relativeError", fit.RelativeError);
        json.WriteString("refused", fit.Refusal);
        json.WriteEndObject();
    }
}
