using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLab.Wire;

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
