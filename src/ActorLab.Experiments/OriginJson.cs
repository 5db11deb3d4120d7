using System.Text.Json.Serialization;
using ActorLab.Experiments.LineCopy;

namespace ActorLab.Experiments;

/// <summary>Definitions as they travel in a <see cref="Core.Plan.PlanOrigin"/>: the members in the order of their declaration, without blanks, so that equal definitions have equal bytes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LineCopyOrigin))]
internal sealed partial class OriginJson : JsonSerializerContext;
