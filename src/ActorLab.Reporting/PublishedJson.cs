using System.Text.Json;
using ActorLab.Core.Report;

namespace ActorLab.Reporting;

/// <summary>A published time beside the same here, for programs.</summary>
internal static class PublishedJson
{
    public static void WriteMember(Utf8JsonWriter json, PublishedComparison comparison)
    {
        json.WriteStartObject("published");
        json.WriteString("row", comparison.Row);
        if (comparison.Published is { } published) JsonText.WriteSeconds(json, "seconds", published);
        else json.WriteNull("seconds");
        json.WriteString("basis", NameOf(comparison.Basis));
        json.WriteString("predictedFrom", comparison.PredictedFrom);
        ReplicationJson.WriteNumber(json, "deviation", comparison.Deviation);
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
