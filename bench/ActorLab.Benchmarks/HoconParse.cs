using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorLab.Hocon;

namespace ActorLab.Benchmarks;

/// <summary>Parsing a large configuration to resolved values, beside System.Text.Json on the same data. One operation is one byte of UTF-8.</summary>
internal static class HoconParse
{
    /// <param name="records">Objects in the text, of about 250 bytes each.</param>
    public static IEnumerable<Comparison> Comparisons(int records)
    {
        Lazy<string> json = new(() => Records(records));
        Lazy<string> hocon = new(() => HoconWriter.ToHocon(HoconDocument.Parse(json.Value).Resolve().Root!));
        yield return new("hocon-parse, written as HOCON", () => Hocon(hocon.Value, records), "JsonDocument", () => Json(json.Value, records), 50);
        yield return new("hocon-parse, written as JSON", () => Hocon(json.Value, records), "JsonDocument", () => Json(json.Value, records), 50);
    }

    private static Measurement Hocon(string text, int records)
    {
        long start = Stopwatch.GetTimestamp();
        HoconResult result = HoconDocument.Parse(text).Resolve();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (result.Object?["records"] is not HoconArray all || all.Count != records) throw new InvalidOperationException("the records are not all there");
        return new Measurement(Encoding.UTF8.GetByteCount(text), seconds);
    }

    private static Measurement Json(string text, int records)
    {
        long start = Stopwatch.GetTimestamp();
        using JsonDocument document = JsonDocument.Parse(text);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (document.RootElement.GetProperty("records").GetArrayLength() != records) throw new InvalidOperationException("the records are not all there");
        return new Measurement(Encoding.UTF8.GetByteCount(text), seconds);
    }

    private static string Records(int count)
    {
        StringBuilder text = new("{\"records\":[");
        for (int i = 0; i < count; i++)
        {
            if (i > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $$"""
                {
                  "id": {{i}}, "name": "queue number {{i}}", "kind": "bounded", "enabled": {{(i % 3 == 0 ? "true" : "false")}}, "rate": {{i}}.25e-1,
                  "limits": { "capacity": {{i * 7}}, "timeout": "10 ms", "size": "64 KiB" },
                  "path": ["/srv/lab/{{i % 100}}", "a \"quoted\" word", null, -{{i}}]
                }
                """);
        }

        return text.Append("]}").ToString();
    }
}
