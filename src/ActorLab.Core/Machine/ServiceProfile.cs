using System.Collections.Immutable;

namespace ActorLab.Core.Machine;

/// <summary>How a service answers in virtual time. What is out of its range is refused with an <see cref="ArgumentException"/> that names it.</summary>
/// <param name="Latency">From the request to the whole answer; it has a mean, of at most <see cref="Machine.Latency.Longest"/>.</param>
/// <param name="Capacity">Requests it works on at once; others wait. 1 to <see cref="MaxCapacity"/>.</param>
/// <param name="Reply">What it answers.</param>
public sealed record ServiceProfile(Distribution Latency, int Capacity, ImmutableArray<byte> Reply)
{
    public const int MaxCapacity = 1_000_000;

    public Distribution Latency { get; init => field = ProfileRange.Latency(value); } = ProfileRange.Latency(Latency);

    public int Capacity { get; init => field = ProfileRange.Count(value, MaxCapacity); } = ProfileRange.Count(Capacity, MaxCapacity);
}
