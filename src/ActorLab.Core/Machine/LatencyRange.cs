namespace ActorLab.Core.Machine;

/// <summary>A latency drawn uniformly between two bounds, both included.</summary>
public readonly record struct LatencyRange(SimDuration Minimum, SimDuration Maximum)
{
    public static readonly LatencyRange None = new(SimDuration.Zero, SimDuration.Zero);

    public static LatencyRange Constant(SimDuration value) => new(value, value);

    public SimDuration Draw(RandomStream random) =>
        Minimum == Maximum ? Minimum : new SimDuration(random.NextInt64(Minimum.Nanoseconds, Maximum.Nanoseconds));
}
