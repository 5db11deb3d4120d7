using System.Collections.Immutable;

namespace ActorLab.Core.Report;

/// <summary>One long run cut into batches, whose means are nearly independent if the batches are long.</summary>
/// <remarks>Source: Law, Simulation Modeling and Analysis, 9.5.3.</remarks>
/// <param name="Means">Of the batches, in order.</param>
/// <param name="BatchLength">Values in each.</param>
public sealed record BatchMeans(ImmutableArray<double> Means, int BatchLength)
{
    /// <param name="series">In the order of the run, without its warm-up. If the batches do not use all of it, the first values are left out.</param>
    /// <param name="batches">At least 2, and at most as many as there are values.</param>
    public static BatchMeans Of(ReadOnlySpan<double> series, int batches)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batches, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batches, series.Length);
        int length = series.Length / batches;
        ReadOnlySpan<double> rest = series[(series.Length - (length * batches))..];
        ImmutableArray<double>.Builder means = ImmutableArray.CreateBuilder<double>(batches);
        for (; rest.Length > 0; rest = rest[length..]) means.Add(Mean(rest[..length]));
        return new BatchMeans(means.MoveToImmutable(), length);
    }

    public ConfidenceInterval Interval(double level = 0.95) => ConfidenceInterval.Of(Means.AsSpan(), level);

    /// <summary>How alike neighbouring batches are, from −1 to 1: well above 0 means that the batches are too short for the interval to be trusted. 0 if all means are equal.</summary>
    public double LagOneCorrelation()
    {
        double mean = Mean(Means.AsSpan()), all = 0, neighbours = 0;
        for (int i = 0; i < Means.Length; i++)
        {
            all += (Means[i] - mean) * (Means[i] - mean);
            if (i > 0) neighbours += (Means[i] - mean) * (Means[i - 1] - mean);
        }

        return all == 0 ? 0 : neighbours / all;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum / values.Length;
    }
}
