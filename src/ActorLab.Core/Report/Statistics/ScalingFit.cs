using System.Globalization;

namespace ActorLab.Core.Report;

/// <summary>The law of scaling that comes nearest to what was measured.</summary>
/// <remarks>
/// <para>With throughput X = λ n ÷ (1 + σ (n − 1) + κ n (n − 1)), n ÷ X is linear in 1 ÷ λ, σ ÷ λ and κ ÷ λ, so least squares find them without a search. Each row is divided by its n ÷ X: what is
/// made small is the relative error, and a slow point counts as much as a fast one. No share may be negative (Gunther, Guerrilla Capacity Planning, 2007, ch. 5).</para>
/// <para>A fit that is further out than <see cref="LargestError"/> explains nothing and is refused, and so is one through no more points than it has unknowns.</para>
/// </remarks>
/// <param name="Contention">σ, from 0; 1 − f for Amdahl's law, so at most 1 there.</param>
/// <param name="Coherence">κ, from 0; 0 for Amdahl's law.</param>
/// <param name="OneWorker">λ: the throughput of one worker according to the fit.</param>
/// <param name="RelativeError">The root mean square of the distances of the fit from the points, as a share of the points' throughput.</param>
/// <param name="Refusal">Why it should not be believed; null for a good one. Where there is no fit at all, the numbers are NaN.</param>
public sealed record ScalingFit(double Contention, double Coherence, double OneWorker, double RelativeError, string? Refusal)
{
    /// <summary>The greatest relative error of a fit that says anything.</summary>
    public const double LargestError = 0.1;

    private const int UnknownsOfAmdahl = 2, UnknownsOfUniversal = 3;

    public bool IsGood => Refusal is null;

    /// <summary>For a fit of Amdahl's law.</summary>
    public AmdahlsLaw Amdahl => new(1 - Contention);

    public UniversalScalabilityLaw Universal => new(Contention, Coherence);

    /// <summary>The throughput of so many workers according to the fit.</summary>
    public double Throughput(double workers) => OneWorker * Universal.SpeedUp(workers);

    /// <param name="points">Any number; those with the same number of workers count each.</param>
    public static ScalingFit OfAmdahl(IReadOnlyCollection<ScalingPoint> points)
    {
        if (TooFew(points, UnknownsOfAmdahl) is { } refused) return refused;
        // f ÷ λ and (1 − f) ÷ λ: that neither is negative keeps f within 0 and 1.
        double[]? parts = NonNegativeLeastSquares.Solve([Column(points, _ => 1), Column(points, n => n)]);
        return parts is null ? NoneFits() : Judged(parts[1] / (parts[0] + parts[1]), 0, 1 / (parts[0] + parts[1]), points);
    }

    /// <param name="points">Any number; those with the same number of workers count each.</param>
    public static ScalingFit OfUniversal(IReadOnlyCollection<ScalingPoint> points)
    {
        if (TooFew(points, UnknownsOfUniversal) is { } refused) return refused;
        double[]? parts = NonNegativeLeastSquares.Solve([Column(points, _ => 1), Column(points, n => n - 1), Column(points, n => n * (n - 1))], column => column == 0);
        return parts is null || parts[0] == 0 ? NoneFits() : Judged(parts[1] / parts[0], parts[2] / parts[0], 1 / parts[0], points);
    }

    /// <summary>One term of n ÷ X as a share of the n ÷ X that was measured.</summary>
    private static double[] Column(IReadOnlyCollection<ScalingPoint> points, Func<double, double> term) => [.. points.Select(p => term(p.Workers) * p.Throughput / p.Workers)];

    private static ScalingFit? TooFew(IReadOnlyCollection<ScalingPoint> points, int unknowns)
    {
        ArgumentNullException.ThrowIfNull(points);
        foreach (ScalingPoint point in points)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(point.Workers, 1, nameof(points));
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(point.Throughput, nameof(points));
        }

        int different = points.Select(p => p.Workers).Distinct().Count();
        return different > unknowns ? null : None(string.Create(CultureInfo.InvariantCulture, $"{different} different numbers of workers; {unknowns} unknowns need at least {unknowns + 1}"));
    }

    private static ScalingFit NoneFits() => None("no such law comes near these points");

    private static ScalingFit None(string why) => new(double.NaN, double.NaN, double.NaN, double.NaN, why);

    private static ScalingFit Judged(double contention, double coherence, double oneWorker, IReadOnlyCollection<ScalingPoint> points)
    {
        var fit = new ScalingFit(contention, coherence, oneWorker, 0, null);
        double error = Math.Sqrt(points.Average(p => Square((fit.Throughput(p.Workers) / p.Throughput) - 1)));
        string? refusal = error <= LargestError ? null
            : string.Create(CultureInfo.InvariantCulture, $"it is {error * 100:0} % out, and beyond {LargestError * 100:0} % it explains nothing");
        return fit with { RelativeError = error, Refusal = refusal };
    }

    private static double Square(double x) => x * x;
}
