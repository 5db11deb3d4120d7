using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorLab.Wire;

/// <summary>A duration in JSON: the number of its nanoseconds.</summary>
public sealed class DurationJson : JsonConverter<SimDuration>
{
    public override SimDuration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, SimDuration value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Nanoseconds);
}
