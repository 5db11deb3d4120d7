namespace ActorLab.Core.Engine;

/// <summary>Always counted, traced or not.</summary>
public sealed record RunCounters(long Sends, long Turns, long DeadLetters, long Spawned, long Failures, long Restarts);
