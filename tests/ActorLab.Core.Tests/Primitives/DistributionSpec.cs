using ActorLab.Core.Primitives;
using Xunit;

namespace ActorLab.Core.Tests.Primitives;

public sealed class DistributionSpec
{
    private const double Ms = 1e6;

    public static TheoryData<string> Texts =>
    [
        "constant(5 ms)",
        "uniform(1 ms, 3 ms)",
        "exponential(5 ms)",
        "normal(5 ms, 1 ms)",
        "log-normal(5 ms, 2 ms)",
        "weibull(5 ms, 0.9)",
        "weibull(5 ms, 2)",
        "erlang(3, 6 ms)",
        "erlang(40, 6 ms)",
        "pareto(1 ms, 5)",
        "empirical(1 ms, 2 ms, 2 ms, 7 ms)",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void The_text_of_a_distribution_is_read_back_as_the_same(string text)
    {
        Distribution distribution = Of(text);
        Assert.Equal(text, distribution.ToString());
        Assert.Equal(distribution, Of(distribution.ToString()));
        Assert.Equal(distribution.GetHashCode(), Of(text).GetHashCode());
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Mean_and_variance_are_those_of_the_values_drawn(string text)
    {
        const int Seeds = 30, Draws = 10_000;
        Distribution distribution = Of(text);
        double[] means = new double[Seeds], variances = new double[Seeds];
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new RandomStream((ulong)seed);
            double sum = 0, squares = 0;
            for (int i = 0; i < Draws; i++)
            {
                double off = distribution.Sample(random).Nanoseconds - distribution.MeanNs!.Value;
                sum += off;
                squares += off * off;
            }

            means[seed] = distribution.MeanNs!.Value + (sum / Draws);
            variances[seed] = squares / Draws;
        }

        Within3StandardErrors(distribution.MeanNs!.Value, means);
        Within3StandardErrors(distribution.VarianceNs2!.Value, variances);
    }

    /// <summary>Kolmogorov and Smirnov: the largest distance between the two distribution functions; above 1.95 ÷ √n comes once in a thousand times.</summary>
    [Theory]
    [InlineData("uniform(1 ms, 3 ms)")]
    [InlineData("exponential(5 ms)")]
    [InlineData("normal(50 ms, 10 ms)")]
    [InlineData("log-normal(5 ms, 2 ms)")]
    [InlineData("weibull(5 ms, 0.9)")]
    [InlineData("weibull(5 ms, 3)")]
    [InlineData("erlang(1, 6 ms)")]
    [InlineData("erlang(3, 6 ms)")]
    [InlineData("pareto(1 ms, 1.1)")]
    public void Values_are_spread_as_the_distribution_says(string text)
    {
        const int Draws = 100_000;
        Distribution distribution = Of(text);
        var random = new RandomStream(8);
        double[] values = new double[Draws];
        for (int i = 0; i < Draws; i++) values[i] = distribution.Draw(random);
        Array.Sort(values);
        double furthest = 0;
        for (int i = 0; i < Draws; i++)
        {
            double expected = ShareUpTo(values[i] / Ms, distribution);
            furthest = Math.Max(furthest, Math.Max(expected - ((double)i / Draws), ((i + 1.0) / Draws) - expected));
        }

        Assert.InRange(furthest * Math.Sqrt(Draws), 0.2, 1.95);
    }

    [Fact]
    public void Each_value_of_an_empirical_distribution_is_as_likely_as_it_was_given_often()
    {
        var random = new RandomStream(3);
        Distribution distribution = Of("empirical(1 ms, 2 ms, 2 ms, 7 ms)");
        var counts = new SortedDictionary<SimDuration, int>();
        for (int i = 0; i < 40_000; i++)
        {
            SimDuration value = distribution.Sample(random);
            counts[value] = counts.GetValueOrDefault(value) + 1;
        }

        Assert.Equal([1, 2, 7], counts.Keys.Select(k => k.Nanoseconds / 1_000_000));
        double chiSquare = counts.Values.Zip([10_000.0, 20_000, 10_000], (found, expected) => (found - expected) * (found - expected) / expected).Sum();
        // 13.8 comes once in a thousand times with two degrees of freedom.
        Assert.InRange(chiSquare, 0.01, 13.8);
    }

    [Theory]
    [InlineData("constant(5 ms)", "5000000, 5000000, 5000000")]
    [InlineData("uniform(1 ms, 3 ms)", "2972232, 1248949, 1014786")]
    [InlineData("exponential(5 ms)", "21385013, 664656, 37102")]
    [InlineData("normal(5 ms, 1 ms)", "7200542, 3847095, 2562415")]
    [InlineData("log-normal(5 ms, 2 ms)", "10837300, 2977451, 1815100")]
    [InlineData("weibull(5 ms, 0.9)", "25132526, 531156, 21517")]
    [InlineData("erlang(40, 6 ms)", "6479765, 6627861, 5112806")]
    [InlineData("pareto(1 ms, 1.1)", "48822155, 1128452, 1006769")]
    [InlineData("empirical(1 ms, 2 ms, 2 ms, 7 ms)", "7000000, 1000000, 1000000")]
    public void The_first_values_of_a_seed_never_change(string text, string nanoseconds)
    {
        Distribution distribution = Of(text);
        var random = new RandomStream(1);
        Assert.Equal(nanoseconds, string.Join(", ", Enumerable.Range(0, 3).Select(_ => distribution.Sample(random).Nanoseconds)));
    }

    [Fact]
    public void A_duration_is_never_below_0_and_never_too_long()
    {
        var random = new RandomStream(2);
        SimDuration[] low = [.. Enumerable.Range(0, 1_000).Select(_ => Of("normal(1 ns, 1 s)").Sample(random))];
        Assert.Contains(SimDuration.Zero, low);
        Assert.DoesNotContain(low, d => d < SimDuration.Zero);
        SimDuration[] high = [.. Enumerable.Range(0, 1_000).Select(_ => Of("pareto(1 h, 0.05)").Sample(random))];
        Assert.Contains(new SimDuration(long.MaxValue), high);
        Assert.DoesNotContain(high, d => d < SimDuration.FromSeconds(3_600));
    }

    [Fact]
    public void A_pareto_distribution_has_a_mean_only_above_shape_1_and_a_variance_only_above_2()
    {
        Assert.Null(Of("pareto(1 ms, 1)").MeanNs);
        Assert.Equal(3 * Ms, Of("pareto(1 ms, 1.5)").MeanNs!.Value, 1e-3);
        Assert.Null(Of("pareto(1 ms, 2)").VarianceNs2);
        Assert.Equal(0.75 * Ms * Ms, Of("pareto(1 ms, 3)").VarianceNs2!.Value, 1);
    }

    [Theory]
    [InlineData("weibull(1 ms, 1)", 1, 1)]
    [InlineData("weibull(2 ms, 2)", 1.7724538509055160273, 0.85840734641020676154)]
    [InlineData("weibull(1 ms, 0.5)", 2, 20)]
    [InlineData("erlang(4, 2 ms)", 2, 1)]
    [InlineData("uniform(1 ms, 3 ms)", 2, 0.33333333333333333)]
    public void The_moments_have_their_closed_forms(string text, double meanMs, double varianceMs2)
    {
        Assert.Equal(meanMs, Of(text).MeanNs!.Value / Ms, 1e-12);
        Assert.Equal(varianceMs2, Of(text).VarianceNs2!.Value / (Ms * Ms), 1e-11);
    }

    [Theory]
    [InlineData("", "expected a distribution such as exponential(5 ms), got ''")]
    [InlineData("5 ms", "expected a distribution such as exponential(5 ms), got '5 ms'")]
    [InlineData("exponental(5 ms)", "expected one of constant, uniform, exponential, normal, log-normal, weibull, erlang, pareto, empirical, got 'exponental'")]
    [InlineData("exponential()", "expected exponential(mean), got 0 arguments in 'exponential()'")]
    [InlineData("uniform(1 ms)", "expected uniform(minimum, maximum), got 1 arguments in 'uniform(1 ms)'")]
    [InlineData("exponential(5)", "exponential: expected a number and a unit (ns, us, ms, s, min, h) such as 5 ms, got '5'")]
    [InlineData("exponential(5 sec)", "exponential: expected a number and a unit (ns, us, ms, s, min, h) such as 5 ms, got '5 sec'")]
    [InlineData("exponential(0.5 ns)", "exponential: expected a whole number of nanoseconds, got '0.5 ns'")]
    [InlineData("exponential(9999999999 h)", "exponential: expected at most 9223372036 s, got '9999999999 h'")]
    [InlineData("exponential(0 s)", "exponential: the mean must be more than 0, not 0 s")]
    [InlineData("constant(-1 ms)", "constant: the value must be at least 0, not -1 ms")]
    [InlineData("uniform(3 ms, 1 ms)", "uniform: the maximum must be at least the minimum, 3 ms, not 1 ms")]
    [InlineData("normal(1 ms, -1 ms)", "normal: the standard deviation must be at least 0, not -1 ms")]
    [InlineData("weibull(1 ms, 0)", "weibull: the shape must be from 0.05 to 1000, not 0")]
    [InlineData("weibull(1 ms, NaN)", "weibull: expected a number such as 1.5, got 'NaN'")]
    [InlineData("erlang(1.5, 1 ms)", "erlang: expected a whole number such as 3, got '1.5'")]
    [InlineData("erlang(0, 1 ms)", "erlang: the number of phases must be from 1 to 1000, not 0")]
    [InlineData("pareto(0 ms, 2)", "pareto: the minimum must be more than 0, not 0 s")]
    [InlineData("empirical()", "empirical: at least one value is needed")]
    public void A_text_that_is_wrong_is_told_what_was_expected_and_what_was_found(string text, string expected)
    {
        Assert.False(Distribution.TryParse(text, out Distribution? distribution, out string? error));
        Assert.Null(distribution);
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData(" exponential ( 1.5ms ) ", "exponential(1500 us)")]
    [InlineData("constant(2 min)", "constant(120 s)")]
    [InlineData("weibull(1 h, 1e1)", "weibull(3600 s, 10)")]
    public void Spaces_and_units_are_as_one_likes(string text, string same) => Assert.Equal(same, Of(text).ToString());

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.9599639845400542)]
    [InlineData(0.001, -3.0902323061678136)]
    [InlineData(1e-100, -21.273453560965324)]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(1, double.PositiveInfinity)]
    public void The_quantiles_of_the_normal_distribution_are_those_of_the_tables(double probability, double z) =>
        Assert.Equal(z, StableMath.NormalQuantile(probability), 1e-12);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 24)]
    [InlineData(0.5, 1.7724538509055160273)]
    [InlineData(1.1, 0.95135076986687318363)]
    [InlineData(20.5, 5.40624298233507504e17)]
    public void The_gamma_function_has_its_known_values(double x, double expected) => Assert.Equal(1, StableMath.Gamma(x) / expected, 1e-13);

    private static Distribution Of(string text) =>
        Distribution.TryParse(text, out Distribution? distribution, out string? error) ? distribution : throw new ArgumentException(error);

    private static void Within3StandardErrors(double expected, double[] found)
    {
        double mean = found.Average(), variance = found.Sum(f => (f - mean) * (f - mean)) / (found.Length - 1);
        double standardError = Math.Sqrt(variance / found.Length);
        Assert.True(Math.Abs(mean - expected) <= (3 * standardError) + (1e-6 * Math.Abs(expected)), $"{mean} is {(mean - expected) / standardError} standard errors from {expected}");
    }

    /// <summary>The distribution function, at x milliseconds.</summary>
    private static double ShareUpTo(double x, Distribution distribution) => distribution switch
    {
        UniformDistribution d => (x - (d.Minimum.Nanoseconds / Ms)) / ((d.Maximum - d.Minimum).Nanoseconds / Ms),
        ExponentialDistribution d => 1 - Math.Exp(-x / (d.Mean.Nanoseconds / Ms)),
        NormalDistribution d => Normal((x - (d.Mean.Nanoseconds / Ms)) / (d.StandardDeviation.Nanoseconds / Ms)),
        LogNormalDistribution => LogNormal(x, 5, 2),
        WeibullDistribution d => 1 - Math.Exp(-Math.Pow(x / (d.Scale.Nanoseconds / Ms), d.Shape)),
        ErlangDistribution d => Erlang(x * d.Phases / (d.Mean.Nanoseconds / Ms), d.Phases),
        ParetoDistribution d => 1 - Math.Pow(d.Minimum.Nanoseconds / Ms / x, d.Shape),
        _ => throw new NotSupportedException($"{distribution}"),
    };

    private static double LogNormal(double x, double mean, double deviation)
    {
        double square = Math.Log(1 + (deviation / mean * (deviation / mean)));
        return Normal((Math.Log(x / mean) + (square / 2)) / Math.Sqrt(square));
    }

    private static double Erlang(double x, int phases)
    {
        double term = 1, sum = 1;
        for (int n = 1; n < phases; n++) sum += term *= x / n;
        return 1 - (Math.Exp(-x) * sum);
    }

    /// <summary>½ + φ(z) (z + z³ ÷ 3 + z⁵ ÷ (3 · 5) + …): Abramowitz and Stegun 26.2.11.</summary>
    private static double Normal(double z)
    {
        if (Math.Abs(z) > 8) return z < 0 ? 0 : 1;
        double term = z, sum = z;
        for (int n = 3; Math.Abs(term) > 1e-18; n += 2) sum += term *= z * z / n;
        return 0.5 + (Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * sum);
    }
}
