namespace ActorLab.Core.Machine;

/// <summary>How long a disk or a service takes: a distribution that has a mean.</summary>
public static class Latency
{
    /// <summary>The longest that something of a machine may take, on average where it varies.</summary>
    public static readonly SimDuration Longest = SimDuration.FromSeconds(3_600);

    public static readonly Distribution None = new ConstantDistribution(SimDuration.Zero);

    public static Distribution Constant(SimDuration value) => new ConstantDistribution(value);

    /// <summary>Anything between two bounds, equally likely.</summary>
    public static Distribution Between(SimDuration minimum, SimDuration maximum) => new UniformDistribution(minimum, maximum);

    /// <summary>What a distribution lacks to be a latency; null if nothing. A Pareto distribution with a shape up to 1 has no mean, and the longer a run of it lasts the longer its average wait becomes.</summary>
    public static string? Lack(Distribution distribution)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        if (distribution.MeanNs is not { } mean) return "with a mean, which a pareto has only with a shape above 1";
        return mean <= Longest.Nanoseconds ? null : $"with a mean of at most {Longest}";
    }
}
