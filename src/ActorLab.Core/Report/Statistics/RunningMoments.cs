namespace ActorLab.Core.Report;

/// <summary>Mean and variance of values that come one by one, without keeping them and without cancellation.</summary>
/// <remarks>Source: Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 4, 1962.</remarks>
public sealed class RunningMoments
{
    private double _mean;
    private double _squares;

    public long Count { get; private set; }

    /// <summary>NaN without values.</summary>
    public double Mean => Count == 0 ? double.NaN : _mean;

    /// <summary>Of the population that the values are a sample of: the sum of squares ÷ (n − 1). NaN below 2 values.</summary>
    public double Variance => Count < 2 ? double.NaN : _squares / (Count - 1);

    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>∞ without values.</summary>
    public double Least { get; private set; } = double.PositiveInfinity;

    /// <summary>−∞ without values.</summary>
    public double Most { get; private set; } = double.NegativeInfinity;

    public void Add(double value)
    {
        Count++;
        double off = value - _mean;
        _mean += off / Count;
        _squares += off * (value - _mean);
        Least = Math.Min(Least, value);
        Most = Math.Max(Most, value);
    }
}
