using System.Globalization;

namespace ActorLab.Core.Report;

/// <summary>The mean of a long run after its warm-up, with an interval from the means of batches.</summary>
/// <param name="Length">Values of the run.</param>
/// <param name="LeftOut">How many of the first values are left out as warm-up; null if the run is too short to tell.</param>
/// <param name="Batches">Of the rest; null if there are too few values for them.</param>
/// <param name="Refusal">Why the interval is none, or is not to be trusted; null otherwise.</param>
public sealed record SteadyState(int Length, int? LeftOut, BatchMeans? Batches, string? Refusal)
{
    /// <summary>Law, Simulation Modeling and Analysis, 9.5.3: 20 is enough, and more but makes them shorter.</summary>
    public const int BatchCount = 20;

    /// <summary>Below this there is no batch to speak of.</summary>
    public const int LeastBatchLength = 10;

    /// <summary>Above this neighbouring batches are alike by more than chance: two standard errors, 2 ÷ √<see cref="BatchCount"/>.</summary>
    public const double MostCorrelation = 0.45;

    /// <param name="series">In the order of the run.</param>
    /// <param name="warmUp">How many of the first values to leave out; null to find out.</param>
    public static SteadyState Of(ReadOnlySpan<double> series, int? warmUp)
    {
        if (warmUp is { } given) ArgumentOutOfRangeException.ThrowIfNegative(given);
        if ((warmUp ?? WarmUp.Length(series)) is not { } leftOut) return new SteadyState(series.Length, null, null, "the run never settles, as far as it goes: make it longer");
        int rest = Math.Max(0, series.Length - leftOut);
        if (rest < BatchCount * LeastBatchLength)
            return new SteadyState(series.Length, leftOut, null, string.Create(CultureInfo.InvariantCulture, $"{rest} values are left, and {BatchCount} batches take {BatchCount * LeastBatchLength}"));
        BatchMeans batches = BatchMeans.Of(series[leftOut..], BatchCount);
        double correlation = batches.LagOneCorrelation();
        return new SteadyState(series.Length, leftOut, batches, correlation <= MostCorrelation ? null
            : string.Create(CultureInfo.InvariantCulture, $"neighbouring batches are alike (correlation {correlation:0.00}): the run is too short for this interval to be trusted"));
    }
}
