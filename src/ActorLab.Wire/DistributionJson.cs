using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorLab.Wire;

/// <summary>A distribution in JSON: its text.</summary>
public sealed class DistributionJson : JsonConverter<Distribution>
{
    public override Distribution Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Distribution.TryParse(reader.GetString() ?? "", out Distribution? distribution, out string? error) ? distribution : throw new JsonException(error);

    public override void Write(Utf8JsonWriter writer, Distribution value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
