using ActorLab.Core.Primitives;
using ActorLab.Core.Report;
using Xunit;

namespace ActorLab.Core.Tests.Report;

public sealed class StatisticsSpec
{
    [Fact]
    public void Mean_and_variance_are_exact_and_do_not_cancel()
    {
        var moments = new RunningMoments();
        Assert.Equal((double.NaN, double.NaN), (moments.Mean, moments.Variance));
        foreach (double value in (double[])[1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]) moments.Add(value);
        Assert.Equal((4, 1e9 + 10, 30.0), (moments.Count, moments.Mean, moments.Variance));
        Assert.Equal((1e9 + 4, 1e9 + 16), (moments.Least, moments.Most));
    }

    [Theory]
    [InlineData(0.95, 1, 12.70620473617471)]
    [InlineData(0.95, 2, 4.302652729911275)]
    [InlineData(0.95, 5, 2.570581835636314)]
    [InlineData(0.9, 9, 1.8331129326562368)]
    [InlineData(0.99, 10, 3.1692726726169518)]
    [InlineData(0.95, 29, 2.0452296421327034)]
    [InlineData(0.95, 1000, 1.9623390808264078)]
    [InlineData(0.95, 1001, 1.9623367052808799)]
    [InlineData(0.99, 100_000, 2.5758784699083753)]
    [InlineData(0.5, 3, 0.7648923284043473)]
    public void The_quantiles_of_t_are_those_of_the_tables(double level, int degreesOfFreedom, double t) =>
        Assert.Equal(t, StudentT.TwoSidedQuantile(level, degreesOfFreedom), 1e-9);

    [Fact]
    public void A_quantile_of_t_is_where_its_probability_says()
    {
        foreach (int degrees in (int[])[1, 2, 3, 4, 7, 50, 333, 1000, 1001, 5000])
        {
            foreach (double level in (double[])[0.01, 0.5, 0.9, 0.95, 0.999])
            {
                Assert.Equal(level, StudentT.Within(StudentT.TwoSidedQuantile(level, degrees), degrees), 1e-11);
            }
        }
    }

    /// <summary>Law, Simulation Modeling and Analysis, example 4.27: 1.34 ± 0.24 at 90 %.</summary>
    [Fact]
    public void An_interval_agrees_with_the_textbook()
    {
        ConfidenceInterval interval = ConfidenceInterval.Of([1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09], 0.9);
        Assert.Equal(1.343, interval.Mean, 1e-12);
        Assert.Equal(0.24, interval.HalfWidth, 0.005);
        Assert.True(interval.Contains(1.2) && interval.Contains(interval.Lower) && interval.Contains(interval.Upper));
        Assert.False(interval.Contains(1.6));
    }

    [Fact]
    public void Of_a_single_value_nothing_can_be_said() => Assert.Equal(double.PositiveInfinity, ConfidenceInterval.Of([3]).HalfWidth);

    [Fact]
    public void Nineteen_of_twenty_intervals_contain_the_mean()
    {
        const int Intervals = 4_000;
        var random = new RandomStream(6);
        Assert.True(Distribution.TryParse("normal(100 s, 1 s)", out Distribution? normal, out _));
        int right = 0;
        double[] values = new double[5];
        for (int i = 0; i < Intervals; i++)
        {
            for (int k = 0; k < values.Length; k++) values[k] = normal.Sample(random).TotalSeconds;
            if (ConfidenceInterval.Of(values).Contains(100)) right++;
        }

        // Four standard deviations of a binomial with n = 4,000 and p = 0.95.
        Assert.InRange(right, 3_800 - 56, 3_800 + 56);
    }

    [Fact]
    public void Replications_have_hashed_seeds_and_keep_their_order()
    {
        var seeds = new List<ulong>();
        Replications replications = Replications.Run(4, 7, seed =>
        {
            seeds.Add(seed);
            return seeds.Count;
        });
        Assert.Equal([1.0, 2, 3, 4], replications.Values.AsEnumerable());
        Assert.Equal(2.5, replications.Interval().Mean);
        Assert.Equal(Enumerable.Range(0, 4).Select(i => Replications.SeedOf(7, i)), seeds);
        ulong[] all = [.. Enumerable.Range(0, 100).SelectMany(s => Enumerable.Range(0, 100).Select(i => Replications.SeedOf((ulong)s, i)))];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void Batches_leave_out_the_first_values_if_they_do_not_use_all()
    {
        BatchMeans batches = BatchMeans.Of([100, 1, 3, 5, 7, 2, 4], 3);
        Assert.Equal([2.0, 6, 3], batches.Means.AsEnumerable());
        Assert.Equal(2, batches.BatchLength);
        Assert.Equal(ConfidenceInterval.Of([2, 6, 3]), batches.Interval());
    }

    [Fact]
    public void Batches_that_are_too_short_are_alike()
    {
        // x = 0.95 times the one before, plus noise.
        var random = new RandomStream(5);
        double[] series = new double[100_000];
        for (int i = 1; i < series.Length; i++) series[i] = (0.95 * series[i - 1]) + random.NextDouble() - 0.5;
        Assert.InRange(BatchMeans.Of(series, 20_000).LagOneCorrelation(), 0.7, 1);
        Assert.InRange(Math.Abs(BatchMeans.Of(series, 20).LagOneCorrelation()), 0, 0.45);
        Assert.Equal(0, BatchMeans.Of([1, 1, 1, 1], 2).LagOneCorrelation());
    }

    [Fact]
    public void The_warm_up_is_what_differs_from_the_rest()
    {
        double[] series = [.. Enumerable.Repeat(10.0, 25), .. Enumerable.Range(0, 200).Select(i => (double)(i % 2))];
        Assert.Equal(25, WarmUp.Length(series));
    }

    [Fact]
    public void The_warm_up_agrees_with_the_definition_tried_everywhere()
    {
        for (ulong seed = 1; seed <= 100; seed++)
        {
            var random = new RandomStream(seed);
            double[] series = new double[random.NextInt64(20, 200)];
            double start = 5 * random.NextDouble();
            for (int i = 0; i < series.Length; i++) series[i] = (start * StableMath.Exp(-i / 10.0)) + random.NextDouble();
            double[] groups = [.. series.Chunk(WarmUp.GroupLength).Where(g => g.Length == WarmUp.GroupLength).Select(g => g.Average())];
            int best = Enumerable.Range(0, (groups.Length / 2) + 1).MinBy(d => Error(groups[d..]));
            int? expected = best == groups.Length / 2 ? null : best * WarmUp.GroupLength;
            Assert.True(expected == WarmUp.Length(series), $"seed {seed}: expected {expected}, got {WarmUp.Length(series)}");
        }

        static double Error(double[] rest)
        {
            double mean = rest.Average();
            return rest.Sum(r => (r - mean) * (r - mean)) / ((double)rest.Length * rest.Length);
        }
    }

    [Fact]
    public void A_run_that_never_settles_is_too_short_to_tell()
    {
        Assert.Null(WarmUp.Length([.. Enumerable.Range(0, 100).Select(i => (double)i)]));
        Assert.Null(WarmUp.Length([1, 2, 3, 4, 5]));
        Assert.Equal(0, WarmUp.Length([.. Enumerable.Repeat(1.0, 50)]));
    }

    [Fact]
    public void An_average_over_time_weighs_each_value_by_how_long_it_held()
    {
        var length = new TimeWeightedAverage(SimTime.Zero, 0);
        length.Add(At(2), 1);
        length.Add(At(5), 1);
        length.Set(At(5), 7);
        length.Set(At(6), 1);
        // 0 for 2 s, 1 for 3, 7 for 1, 1 for 4.
        Assert.Equal(1.4, length.Until(At(10)), 1e-15);
        Assert.Equal((7.0, 1.0), (length.Most, length.Value));
        length.Restart(At(10));
        Assert.Equal(1, length.Until(At(10)));
        length.Set(At(12), 4);
        Assert.Equal(2, length.Until(At(15)) * 5 / 7, 1e-15);
        Assert.Equal(4, length.Most);
        Assert.Throws<InvariantViolatedException>(() => length.Set(At(14), 0));
    }

    private static SimTime At(long seconds) => new(seconds * 1_000_000_000);
}
