using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLab.Experiments.Contexts;
using ActorLab.Experiments.Daemon;
using ActorLab.Experiments.LargeState;
using ActorLab.Experiments.LineCopy;
using ActorLab.Experiments.PipelineShapes;
using ActorLab.Experiments.ProcessQueue;
using ActorLab.Experiments.QueueWorkers;
using ActorLab.Experiments.Tasks;
using ActorLab.Wire;

namespace ActorLab.Experiments;

/// <summary>Definitions as they travel in a <see cref="Core.Plan.PlanOrigin"/>: the members in the order of their declaration, without blanks, so that equal definitions have equal bytes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    IgnoreReadOnlyProperties = true, Converters = [typeof(DurationJson), typeof(DistributionJson)])]
[JsonSerializable(typeof(LineCopyOrigin))]
[JsonSerializable(typeof(DaemonDefinition))]
[JsonSerializable(typeof(LargeStateDefinition))]
[JsonSerializable(typeof(ContextsDefinition))]
[JsonSerializable(typeof(PipelineShapesDefinition))]
[JsonSerializable(typeof(ProcessQueueDefinition))]
[JsonSerializable(typeof(QueueWorkersDefinition))]
[JsonSerializable(typeof(TasksOrigin))]
internal sealed partial class OriginJson : JsonSerializerContext;
