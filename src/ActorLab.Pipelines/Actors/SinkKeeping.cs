using ActorLab.Core.Actors;
using ActorLab.Pipelines.Resuming;

namespace ActorLab.Pipelines.Actors;

/// <summary>A sink whose output is noted as it grows, and may have been begun by another process.</summary>
/// <param name="Keeper">Is told how far it is.</param>
/// <param name="Output">What is in it already. The items of that are made again, and compared instead of written.</param>
internal sealed record SinkKeeping(IActorRef Keeper, RestoredOutput Output);
