namespace ActorLab.Core.Report;

/// <summary>Where the true mean is, with a probability, if the values are independent and nearly normal: the means of replications or of long batches.</summary>
/// <param name="Mean">Of the values.</param>
/// <param name="HalfWidth">t · s ÷ √n; ∞ for a single value, of which nothing can be said.</param>
/// <param name="Level">The probability, such as 0.95.</param>
/// <param name="Count">How many values there were.</param>
public sealed record ConfidenceInterval(double Mean, double HalfWidth, double Level, int Count)
{
    public double Lower => Mean - HalfWidth;

    public double Upper => Mean + HalfWidth;

    public bool Contains(double value) => Lower <= value && value <= Upper;

    /// <param name="values">At least one.</param>
    /// <param name="level">Above 0 and below 1.</param>
    public static ConfidenceInterval Of(ReadOnlySpan<double> values, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length, nameof(values));
        var moments = new RunningMoments();
        foreach (double value in values) moments.Add(value);
        double halfWidth = values.Length == 1
            ? double.PositiveInfinity
            : StudentT.TwoSidedQuantile(level, values.Length - 1) * moments.StandardDeviation / Math.Sqrt(values.Length);
        return new ConfidenceInterval(moments.Mean, halfWidth, level, values.Length);
    }

    public override string ToString() => $"{Mean} ± {HalfWidth} ({Level:p0}, n = {Count})";
}
