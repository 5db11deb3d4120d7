using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorLab.Pipelines.Definition;

/// <summary>Pipelines as bytes, the same for equal ones wherever they were written: for other processes, and to tell whether two are equal.</summary>
public static class PipelineForm
{
    /// <exception cref="ArgumentException">A path in it is relative: it would mean something else elsewhere. See <see cref="PipelinePaths"/>.</exception>
    public static byte[] Write(PipelineDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (PipelinePaths.Relative(definition) is [var relative, ..]) throw new ArgumentException($"expected absolute paths alone, got '{relative}'", nameof(definition));
        return JsonSerializer.SerializeToUtf8Bytes(definition, PipelineJson.Default.PipelineDefinition);
    }

    /// <summary>Reads what <see cref="Write"/> wrote. Whether it is right is for the checks to say.</summary>
    /// <exception cref="JsonException">It is no pipeline.</exception>
    public static PipelineDefinition Read(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, PipelineJson.Default.PipelineDefinition) ?? throw new JsonException("expected a pipeline, got null");

    /// <summary>Equal for equal pipelines, in every process: places do not count, absolute paths do.</summary>
    /// <exception cref="ArgumentException">A path in it is relative.</exception>
    public static ulong Digest(PipelineDefinition definition) => StableHash.Of(Write(definition));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    IgnoreReadOnlyProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, Converters = [typeof(DurationJson), typeof(DistributionJson)])]
[JsonSerializable(typeof(PipelineDefinition))]
internal sealed partial class PipelineJson : JsonSerializerContext;

/// <summary>A duration as the number of its nanoseconds.</summary>
internal sealed class DurationJson : JsonConverter<SimDuration>
{
    public override SimDuration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, SimDuration value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Nanoseconds);
}

/// <summary>A distribution as its text.</summary>
internal sealed class DistributionJson : JsonConverter<Distribution>
{
    public override Distribution Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Distribution.TryParse(reader.GetString() ?? "", out Distribution? distribution, out string? error) ? distribution : throw new JsonException(error);

    public override void Write(Utf8JsonWriter writer, Distribution value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
