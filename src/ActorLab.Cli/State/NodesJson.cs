using System.Text.Json.Serialization;
using ActorLab.Definitions;
using ActorLab.Wire;

namespace ActorLab.Cli.State;

/// <summary>How the processes of a run are watched over, for the one that goes on with it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, Converters = [typeof(DurationJson)])]
[JsonSerializable(typeof(NodesDefinition))]
internal sealed partial class NodesJson : JsonSerializerContext;
