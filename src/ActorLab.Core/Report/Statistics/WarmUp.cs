namespace ActorLab.Core.Report;

/// <summary>Finds the beginning of a run that tells of its start rather than of its steady state.</summary>
public static class WarmUp
{
    /// <summary>Values whose mean is one point, so that noise does not pass for a trend.</summary>
    public const int GroupLength = 5;

    /// <summary>How many of the first values to leave out: those without which the mean of the rest has the least standard error. A multiple of <see cref="GroupLength"/>.</summary>
    /// <remarks>MSER-5: over groups of five, the d that minimises Σ (x − mean of the rest)² ÷ (n − d)², where d is at most half. Source: White, "An effective truncation heuristic for bias reduction
    /// in simulation output", Simulation 69, 1997.</remarks>
    /// <param name="series">In the order of the run.</param>
    /// <returns>Null if the best is the last that was tried: the run is too short to tell.</returns>
    public static int? Length(ReadOnlySpan<double> series)
    {
        int groups = series.Length / GroupLength;
        if (groups < 2) return null;
        int best = 0;
        double least = double.PositiveInfinity;
        var rest = new RunningMoments();
        // From the end, so that the moments of every rest come in one pass.
        for (int first = groups - 1; first >= 0; first--)
        {
            rest.Add(MeanOfGroup(series, first));
            if (first > groups / 2 || rest.Count < 2) continue;
            double error = rest.Variance * (rest.Count - 1) / ((double)rest.Count * rest.Count);
            if (error > least) continue;
            least = error;
            best = first;
        }

        return best == groups / 2 && groups > 2 && least > 0 ? null : best * GroupLength;
    }

    private static double MeanOfGroup(ReadOnlySpan<double> series, int group)
    {
        double sum = 0;
        foreach (double value in series.Slice(group * GroupLength, GroupLength)) sum += value;
        return sum / GroupLength;
    }
}
