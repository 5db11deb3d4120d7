namespace ActorLab.Core.Report;

/// <summary>Where the true mean is, with a probability, if the values are independent and nearly normal: the means of replications or of long batches.</summary>
/// <param name="Mean">Of the values.</param>
/// <param name="HalfWidth">t · s ÷ √n; ∞ for a single value, of which nothing can be said.</param>
/// <param name="Level">The probability, such as 0.95.</param>
/// <param name="Count">How many values there were.</param>
public sealed record ConfidenceInterval(double Mean, double HalfWidth, double Level, long Count)
{
    /// <summary>The most degrees of freedom that are told apart: from here on the quantile is the normal one to ten digits.</summary>
    private const int MostDegrees = 2_000_000_000;

    public double Lower => Mean - HalfWidth;

    public double Upper => Mean + HalfWidth;

    public bool Contains(double value) => Lower <= value && value <= Upper;

    /// <param name="values">At least one.</param>
    /// <param name="level">Above 0 and below 1.</param>
    public static ConfidenceInterval Of(ReadOnlySpan<double> values, double level = 0.95)
    {
        var moments = new RunningMoments();
        foreach (double value in values) moments.Add(value);
        return Of(moments, level);
    }

    /// <param name="moments">Of at least one value.</param>
    /// <param name="level">Above 0 and below 1.</param>
    public static ConfidenceInterval Of(RunningMoments moments, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(moments);
        ArgumentOutOfRangeException.ThrowIfZero(moments.Count, nameof(moments));
        double halfWidth = moments.Count == 1
            ? double.PositiveInfinity
            : StudentT.TwoSidedQuantile(level, (int)Math.Min(moments.Count - 1, MostDegrees)) * moments.StandardDeviation / Math.Sqrt(moments.Count);
        return new ConfidenceInterval(moments.Mean, halfWidth, level, moments.Count);
    }

    public override string ToString() => $"{Mean} ± {HalfWidth} ({Level:p0}, n = {Count})";
}
