using System.Collections.Immutable;

namespace ActorLab.Core.Machine;

/// <summary>How a service answers in virtual time.</summary>
/// <param name="Latency">From the request to the whole answer.</param>
/// <param name="Capacity">Requests it works on at once; others wait. At least 1.</param>
/// <param name="Reply">What it answers.</param>
public sealed record ServiceProfile(LatencyRange Latency, int Capacity, ImmutableArray<byte> Reply);
