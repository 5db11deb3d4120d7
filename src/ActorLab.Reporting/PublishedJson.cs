using System.Text.Json;
using ActorLab.Core.Report;

namespace ActorLab.Reporting;

/// <summary>A published time beside the same here, for programs.</summary>
internal static class PublishedJson
{
    /// <param name="json">In an object.</param>
    /// <param name="comparison">Of the time, and of the order if that was published.</param>
    /// <param name="result">What else was published, in words; null for nothing.</param>
    public static void WriteMember(Utf8JsonWriter json, PublishedComparison comparison, string? result)
    {
        json.WriteStartObject("published");
        json.WriteString("row", comparison.Row);
        if (comparison.Published is { } published) JsonText.WriteSeconds(json, "seconds", published);
        else json.WriteNull("seconds");
        json.WriteString("basis", NameOf(comparison.Basis));
        json.WriteString("predictedFrom", comparison.PredictedFrom);
        ReplicationJson.WriteNumber(json, "deviation", comparison.Deviation);
        if (comparison.OutOfPlace is { } places)
        {
            json.WriteNumber("linesOutOfPlace", places.Published);
            ReplicationJson.WriteNumber(json, "linesOutOfPlaceDeviation", places.Deviation);
        }

        json.WriteString("result", result);
        json.WriteEndObject();
    }

    private static string NameOf(PublishedBasis basis) => basis switch
    {
        PublishedBasis.NotPublished => "not published",
        PublishedBasis.OtherParameters => "other parameters",
        PublishedBasis.RealMachine => "real machine",
        PublishedBasis.Calibrated => "calibrated",
        PublishedBasis.Predicted => "predicted",
        _ => throw new ArgumentOutOfRangeException(nameof(basis), basis, "not a basis"),
    };
}
