using System.Collections.Immutable;

namespace ActorLab.Core.Primitives;

/// <summary>Always the same. Takes no number from the stream.</summary>
public sealed record ConstantDistribution : Distribution
{
    /// <param name="value">At least 0.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public ConstantDistribution(SimDuration value)
    {
        Require(value >= SimDuration.Zero, $"constant: the value must be at least 0, not {value}");
        Value = value;
    }

    public SimDuration Value { get; }

    public override double? MeanNs => Value.Nanoseconds;

    public override double? VarianceNs2 => 0;

    public override double Draw(RandomStream random) => Value.Nanoseconds;

    public override SimDuration Sample(RandomStream random) => Value;

    protected override string Kind => "constant";

    protected override string Arguments => $"{Value}";
}

/// <summary>Anything between two bounds, equally likely. Takes one number from the stream.</summary>
public sealed record UniformDistribution : Distribution
{
    /// <param name="minimum">At least 0.</param>
    /// <param name="maximum">At least <paramref name="minimum"/>.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public UniformDistribution(SimDuration minimum, SimDuration maximum)
    {
        Require(minimum >= SimDuration.Zero, $"uniform: the minimum must be at least 0, not {minimum}");
        Require(maximum >= minimum, $"uniform: the maximum must be at least the minimum, {minimum}, not {maximum}");
        Minimum = minimum;
        Maximum = maximum;
    }

    public SimDuration Minimum { get; }

    public SimDuration Maximum { get; }

    public override double? MeanNs => Minimum.Nanoseconds + (Width / 2);

    public override double? VarianceNs2 => Width * Width / 12;

    private double Width => (double)Maximum.Nanoseconds - Minimum.Nanoseconds;

    public override double Draw(RandomStream random) => Minimum.Nanoseconds + (Width * random.NextDouble());

    protected override string Kind => "uniform";

    protected override string Arguments => $"{Minimum}, {Maximum}";
}

/// <summary>The time until something that may happen at any moment, whatever has been waited for already. Takes one number from the stream: −mean · ln u.</summary>
public sealed record ExponentialDistribution : Distribution
{
    private readonly double _mean;

    /// <param name="mean">More than 0.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public ExponentialDistribution(SimDuration mean)
    {
        Require(mean > SimDuration.Zero, $"exponential: the mean must be more than 0, not {mean}");
        Mean = mean;
        _mean = mean.Nanoseconds;
    }

    public SimDuration Mean { get; }

    public override double? MeanNs => _mean;

    public override double? VarianceNs2 => _mean * _mean;

    public override double Draw(RandomStream random) => -_mean * StableMath.Log(DrawAboveZero(random));

    protected override string Kind => "exponential";

    protected override string Arguments => $"{Mean}";
}

/// <summary>The bell curve. Takes one number from the stream, by the inverse of the distribution function. <see cref="Distribution.Sample"/> counts what falls below 0 as 0: the mean and
/// the variance are those before that.</summary>
public sealed record NormalDistribution : Distribution
{
    /// <param name="mean">At least 0.</param>
    /// <param name="standardDeviation">At least 0.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public NormalDistribution(SimDuration mean, SimDuration standardDeviation)
    {
        Require(mean >= SimDuration.Zero, $"normal: the mean must be at least 0, not {mean}");
        Require(standardDeviation >= SimDuration.Zero, $"normal: the standard deviation must be at least 0, not {standardDeviation}");
        Mean = mean;
        StandardDeviation = standardDeviation;
    }

    public SimDuration Mean { get; }

    public SimDuration StandardDeviation { get; }

    public override double? MeanNs => Mean.Nanoseconds;

    public override double? VarianceNs2 => (double)StandardDeviation.Nanoseconds * StandardDeviation.Nanoseconds;

    public override double Draw(RandomStream random) => Mean.Nanoseconds + (StandardDeviation.Nanoseconds * DrawStandard(random));

    protected override string Kind => "normal";

    protected override string Arguments => $"{Mean}, {StandardDeviation}";

    /// <summary>Mean 0, variance 1. Takes one number, moved off the ends by half of its step.</summary>
    internal static double DrawStandard(RandomStream random) => StableMath.NormalQuantile(((random.NextUInt64() >> 12) + 0.5) * (1.0 / (1L << 52)));
}

/// <summary>What is a product of many small influences. Takes one number from the stream.</summary>
public sealed record LogNormalDistribution : Distribution
{
    private readonly double _mean, _mu, _sigma;

    /// <param name="mean">Of the values themselves, not of their logarithms; more than 0.</param>
    /// <param name="standardDeviation">Of the values themselves; at least 0.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public LogNormalDistribution(SimDuration mean, SimDuration standardDeviation)
    {
        Require(mean > SimDuration.Zero, $"log-normal: the mean must be more than 0, not {mean}");
        Require(standardDeviation >= SimDuration.Zero, $"log-normal: the standard deviation must be at least 0, not {standardDeviation}");
        Mean = mean;
        StandardDeviation = standardDeviation;
        _mean = mean.Nanoseconds;
        double variation = standardDeviation.Nanoseconds / _mean;
        // Of the logarithms: σ² = ln(1 + (s ÷ m)²) and μ = ln m − σ² ÷ 2.
        double sigmaSquare = StableMath.Log(1 + (variation * variation));
        _sigma = Math.Sqrt(sigmaSquare);
        _mu = StableMath.Log(_mean) - (sigmaSquare / 2);
    }

    public SimDuration Mean { get; }

    public SimDuration StandardDeviation { get; }

    public override double? MeanNs => _mean;

    public override double? VarianceNs2 => (double)StandardDeviation.Nanoseconds * StandardDeviation.Nanoseconds;

    public override double Draw(RandomStream random) => StableMath.Exp(_mu + (_sigma * NormalDistribution.DrawStandard(random)));

    protected override string Kind => "log-normal";

    protected override string Arguments => $"{Mean}, {StandardDeviation}";
}

/// <summary>A life time: with a shape below 1 the old last longer, above 1 they wear out. Takes one number from the stream: scale · (−ln u)^(1 ÷ shape).</summary>
public sealed record WeibullDistribution : Distribution
{
    /// <param name="scale">More than 0.</param>
    /// <param name="shape">From 0.05 to 1000.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public WeibullDistribution(SimDuration scale, double shape)
    {
        Require(scale > SimDuration.Zero, $"weibull: the scale must be more than 0, not {scale}");
        Require(shape is >= 0.05 and <= 1_000, $"weibull: the shape must be from 0.05 to 1000, not {Plain(shape)}");
        Scale = scale;
        Shape = shape;
    }

    public SimDuration Scale { get; }

    public double Shape { get; }

    public override double? MeanNs => Scale.Nanoseconds * StableMath.Gamma(1 + (1 / Shape));

    public override double? VarianceNs2
    {
        get
        {
            double scale = Scale.Nanoseconds, first = StableMath.Gamma(1 + (1 / Shape));
            return scale * scale * (StableMath.Gamma(1 + (2 / Shape)) - (first * first));
        }
    }

    public override double Draw(RandomStream random) => Scale.Nanoseconds * StableMath.Pow(-StableMath.Log(DrawAboveZero(random)), 1 / Shape);

    protected override string Kind => "weibull";

    protected override string Arguments => $"{Scale}, {Plain(Shape)}";
}

/// <summary>Several exponential phases one after the other. Takes one number from the stream per phase.</summary>
public sealed record ErlangDistribution : Distribution
{
    public const int MaxPhases = 1_000;

    /// <summary>So many numbers above 2⁻⁵³ have a product above the least normal number.</summary>
    private const int FactorsAtOnce = 16;

    /// <param name="phases">From 1 to <see cref="MaxPhases"/>.</param>
    /// <param name="mean">Of all phases together; more than 0.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public ErlangDistribution(int phases, SimDuration mean)
    {
        Require(phases is >= 1 and <= MaxPhases, $"erlang: the number of phases must be from 1 to {MaxPhases}, not {phases}");
        Require(mean > SimDuration.Zero, $"erlang: the mean must be more than 0, not {mean}");
        Phases = phases;
        Mean = mean;
    }

    public int Phases { get; }

    public SimDuration Mean { get; }

    public override double? MeanNs => Mean.Nanoseconds;

    public override double? VarianceNs2 => (double)Mean.Nanoseconds * Mean.Nanoseconds / Phases;

    public override double Draw(RandomStream random)
    {
        double logarithms = 0;
        for (int left = Phases; left > 0; left -= FactorsAtOnce)
        {
            double product = 1;
            for (int i = Math.Min(left, FactorsAtOnce); i > 0; i--) product *= DrawAboveZero(random);
            logarithms += StableMath.Log(product);
        }

        return -logarithms * Mean.Nanoseconds / Phases;
    }

    protected override string Kind => "erlang";

    protected override string Arguments => $"{Phases}, {Mean}";
}

/// <summary>Mostly little, now and then enormous: the chance of more than x is (minimum ÷ x)^shape. Takes one number from the stream.</summary>
public sealed record ParetoDistribution : Distribution
{
    /// <param name="minimum">More than 0.</param>
    /// <param name="shape">From 0.05 to 1000. Up to 1 there is no mean, up to 2 no variance.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public ParetoDistribution(SimDuration minimum, double shape)
    {
        Require(minimum > SimDuration.Zero, $"pareto: the minimum must be more than 0, not {minimum}");
        Require(shape is >= 0.05 and <= 1_000, $"pareto: the shape must be from 0.05 to 1000, not {Plain(shape)}");
        Minimum = minimum;
        Shape = shape;
    }

    public SimDuration Minimum { get; }

    public double Shape { get; }

    public override double? MeanNs => Shape > 1 ? Minimum.Nanoseconds * Shape / (Shape - 1) : null;

    public override double? VarianceNs2 =>
        Shape > 2 ? (double)Minimum.Nanoseconds * Minimum.Nanoseconds * Shape / ((Shape - 1) * (Shape - 1) * (Shape - 2)) : null;

    public override double Draw(RandomStream random) => Minimum.Nanoseconds * StableMath.Exp(-StableMath.Log(DrawAboveZero(random)) / Shape);

    protected override string Kind => "pareto";

    protected override string Arguments => $"{Minimum}, {Plain(Shape)}";
}

/// <summary>One of the values that were measured, each equally likely. Takes one number from the stream, and rarely one more so that none is favoured.</summary>
public sealed record EmpiricalDistribution : Distribution
{
    /// <param name="values">At least one, each at least 0; a value that is given twice is twice as likely.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public EmpiricalDistribution(ImmutableArray<SimDuration> values)
    {
        Require(!values.IsDefaultOrEmpty, "empirical: at least one value is needed");
        foreach (SimDuration value in values) Require(value >= SimDuration.Zero, $"empirical: every value must be at least 0, not {value}");
        Values = values;
    }

    public ImmutableArray<SimDuration> Values { get; }

    public override double? MeanNs => Values.Average(v => (double)v.Nanoseconds);

    public override double? VarianceNs2
    {
        get
        {
            double mean = MeanNs!.Value;
            return Values.Average(v => (v.Nanoseconds - mean) * (v.Nanoseconds - mean));
        }
    }

    public override double Draw(RandomStream random) => Sample(random).Nanoseconds;

    public override SimDuration Sample(RandomStream random) => Values[(int)random.NextInt64(0, Values.Length - 1)];

    public bool Equals(EmpiricalDistribution? other) => other is not null && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    public override int GetHashCode() => (int)StableHash.Combine((ulong)Values.Length, (ulong)Values[0].Nanoseconds);

    protected override string Kind => "empirical";

    protected override string Arguments => string.Join(", ", Values);
}
