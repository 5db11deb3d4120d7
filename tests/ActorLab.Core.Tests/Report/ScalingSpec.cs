using ActorLab.Core.Primitives;
using ActorLab.Core.Report;
using Xunit;

namespace ActorLab.Core.Tests.Report;

/// <summary>Amdahl's law and the universal scalability law, and finding them in measurements.</summary>
public sealed class ScalingSpec
{
    private static readonly int[] s_workers = [1, 2, 4, 8, 16, 32];

    [Fact]
    public void Amdahls_law_for_a_share_of_95_per_cent()
    {
        var law = new AmdahlsLaw(0.95);
        Assert.Equal(5.925926, law.SpeedUp(8), 5e-7);
        Assert.Equal((1.0, 20.0), (law.SpeedUp(1), Math.Round(law.Limit, 9)));
        Assert.Equal((16.0, double.PositiveInfinity), (new AmdahlsLaw(1).SpeedUp(16), new AmdahlsLaw(1).Limit));
        Assert.Equal((1.0, 1.0), (new AmdahlsLaw(0).SpeedUp(16), new AmdahlsLaw(0).Limit));
    }

    [Fact]
    public void The_universal_law_for_contention_of_5_per_cent_and_coherence_of_2_per_mille()
    {
        var law = new UniversalScalabilityLaw(0.05, 0.002);
        Assert.Equal(7.174888, law.SpeedUp(16), 5e-7);
        Assert.Equal(21.794, law.Peak!.Value, 5e-4);
        Assert.True(law.SpeedUp(22) > law.SpeedUp(21) && law.SpeedUp(22) > law.SpeedUp(23));
    }

    [Fact]
    public void Without_coherence_the_universal_law_is_Amdahls_and_has_no_peak()
    {
        foreach (int n in s_workers) Assert.Equal(new AmdahlsLaw(0.9).SpeedUp(n), new UniversalScalabilityLaw(0.1, 0).SpeedUp(n), 1e-12);
        Assert.Null(new UniversalScalabilityLaw(0.1, 0).Peak);
    }

    [Fact]
    public void Where_a_second_worker_costs_more_than_it_gives_one_is_best()
    {
        Assert.Equal(1, new UniversalScalabilityLaw(1, 0).Peak);
        Assert.Equal(1, new UniversalScalabilityLaw(1.5, 0.001).Peak);
        Assert.Equal(1, new UniversalScalabilityLaw(0.5, 2).Peak);
    }

    [Fact]
    public void Exact_points_give_back_their_universal_law()
    {
        foreach (Law law in Laws())
        {
            ScalingFit fit = ScalingFit.OfUniversal([.. s_workers.Select(n => new ScalingPoint(n, law.One * new UniversalScalabilityLaw(law.Contention, law.Coherence).SpeedUp(n)))]);
            Assert.True(fit.IsGood);
            Assert.Equal(law.Contention, fit.Contention, 1e-9);
            Assert.Equal(law.Coherence, fit.Coherence, 1e-9);
            Assert.Equal(1, fit.OneWorker / law.One, 1e-9);
            Assert.Equal(0, fit.RelativeError, 1e-9);
        }
    }

    [Fact]
    public void Points_with_one_per_cent_of_noise_give_their_law_back_nearly()
    {
        foreach (Law law in Laws())
        {
            var truth = new UniversalScalabilityLaw(law.Contention, law.Coherence);
            var noise = new RandomStream(law.Seed);
            ScalingPoint[] points =
                [.. Enumerable.Range(0, 10).SelectMany(_ => s_workers).Select(n => new ScalingPoint(n, law.One * truth.SpeedUp(n) * (0.99 + (0.02 * noise.NextDouble()))))];
            ScalingFit fit = ScalingFit.OfUniversal(points);
            Assert.True(fit.IsGood && fit.RelativeError is > 0.001 and < 0.01, $"seed {law.Seed}: {fit}");
            // The noise is uniform with a standard deviation of 0.6 %; what it does to n ÷ X grows with n ÷ X itself.
            Assert.True(Math.Abs(fit.Contention - law.Contention) < 0.02 * (1 + law.Contention), $"seed {law.Seed}: σ is {law.Contention}, found {fit.Contention}");
            Assert.True(Math.Abs(fit.Coherence - law.Coherence) < 0.002 + (0.05 * law.Coherence), $"seed {law.Seed}: κ is {law.Coherence}, found {fit.Coherence}");
            foreach (int n in s_workers) Assert.Equal(1, fit.Throughput(n) / (law.One * truth.SpeedUp(n)), 0.01);
        }
    }

    [Fact]
    public void Amdahls_share_is_found_in_noisy_points()
    {
        foreach (Law law in Laws())
        {
            var truth = new AmdahlsLaw(1 - law.Contention);
            var noise = new RandomStream(law.Seed);
            ScalingFit fit = ScalingFit.OfAmdahl([.. s_workers.Select(n => new ScalingPoint(n, law.One * truth.SpeedUp(n) * (0.99 + (0.02 * noise.NextDouble()))))]);
            Assert.True(fit.IsGood, $"seed {law.Seed}: {fit}");
            Assert.True(Math.Abs(fit.Amdahl.ParallelShare - truth.ParallelShare) < 0.03, $"seed {law.Seed}: f is {truth.ParallelShare}, found {fit.Amdahl.ParallelShare}");
            Assert.Equal(0, fit.Coherence);
        }
    }

    /// <summary>The best of a fine grid is no better than what least squares find.</summary>
    [Fact]
    public void No_point_of_a_grid_is_nearer_than_the_fit()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var random = new RandomStream(seed);
            ScalingPoint[] points = [.. s_workers.Select(n => new ScalingPoint(n, 1 + (10 * random.NextDouble())))];
            ScalingFit fit = ScalingFit.OfUniversal(points);
            if (double.IsNaN(fit.Contention)) continue;
            double least = Squares(fit, points);
            for (double contention = 0; contention <= 2; contention += 0.05)
            {
                for (double coherence = 0; coherence <= 0.2; coherence += 0.005)
                {
                    for (double one = 0.5; one <= 12; one += 0.5)
                        Assert.True(Squares(new ScalingFit(contention, coherence, one, 0, null), points) >= least - 1e-9, $"seed {seed}: σ {contention}, κ {coherence}, λ {one} is nearer than {fit}");
                }
            }
        }

        static double Squares(ScalingFit fit, ScalingPoint[] points) => points.Sum(p => Math.Pow(1 - (p.Throughput / fit.Throughput(p.Workers)), 2));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    [InlineData(1)]
    [InlineData(0)]
    public void Too_few_different_numbers_of_workers_are_refused(int count)
    {
        // Twice each: the same number again is no further evidence of the form of the law.
        ScalingPoint[] points = [.. s_workers.Take(count).Concat(s_workers.Take(count)).Select(n => new ScalingPoint(n, n))];
        Assert.Equal($"{count} different numbers of workers; 3 unknowns need at least 4", ScalingFit.OfUniversal(points).Refusal);
        Assert.Equal(count == 3, ScalingFit.OfAmdahl(points).IsGood);
    }

    [Fact]
    public void A_bad_fit_is_refused_and_says_how_bad_it_is()
    {
        ScalingFit fit = ScalingFit.OfUniversal([.. s_workers.Select(n => new ScalingPoint(n, n % 3 == 1 ? 10 : 3))]);
        Assert.False(fit.IsGood);
        Assert.Matches("^it is [0-9]+ % out, and beyond 10 % it explains nothing$", fit.Refusal!);
        Assert.True(fit.RelativeError > 0.3);
    }

    [Fact]
    public void Speed_up_beyond_the_number_of_workers_is_no_contention_at_all_and_refused_where_it_is_far_beyond()
    {
        ScalingFit fit = ScalingFit.OfAmdahl([.. s_workers.Select(n => new ScalingPoint(n, n * n))]);
        Assert.Equal((0, 1, false), (fit.Contention, fit.Amdahl.ParallelShare, fit.IsGood));
    }

    [Fact]
    public void Workers_who_take_turns_have_no_parallel_share()
    {
        ScalingFit fit = ScalingFit.OfAmdahl([.. s_workers.Select(n => new ScalingPoint(n, 1 - (0.001 * n)))]);
        Assert.Equal((1, 0, true), (fit.Contention, fit.Amdahl.ParallelShare, fit.IsGood));
        ScalingFit universal = ScalingFit.OfUniversal([.. s_workers.Select(n => new ScalingPoint(n, 3))]);
        Assert.Equal((1, 0, 3), (Math.Round(universal.Contention, 9), Math.Round(universal.Coherence, 9), Math.Round(universal.OneWorker, 9)));
    }

    [Fact]
    public void No_throughput_is_no_point()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ScalingFit.OfAmdahl([new(1, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScalingFit.OfUniversal([new(0, 1)]));
    }

    private static IEnumerable<Law> Laws()
    {
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var random = new RandomStream(seed);
            yield return new Law(random.NextDouble(), 0.05 * random.NextDouble(), 0.01 + (10_000 * random.NextDouble()), seed);
        }
    }

    private sealed record Law(double Contention, double Coherence, double One, ulong Seed);
}
