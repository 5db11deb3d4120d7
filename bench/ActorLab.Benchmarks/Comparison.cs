namespace ActorLab.Benchmarks;

/// <summary>One row of a table: the subject and the in-box baseline, run in turn (A B A B …) so that a slow spell of the machine meets both.</summary>
/// <param name="Workload">Name and parameters.</param>
/// <param name="Subject">Runs the subject once.</param>
/// <param name="Baseline">Runs the baseline once.</param>
/// <param name="Goal">Million operations a second that the project aims for.</param>
internal sealed record Comparison(string Workload, Func<Measurement> Subject, string BaselineName, Func<Measurement> Baseline, double Goal)
{
    /// <summary>The medians over the rounds, and the median of the ratios taken round by round. The first round warms up and is not counted.</summary>
    public ComparisonResult Run(int rounds)
    {
        Subject();
        Baseline();
        var subject = new double[rounds];
        var baseline = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            subject[i] = Subject().MillionsPerSecond;
            baseline[i] = Baseline().MillionsPerSecond;
        }

        return new ComparisonResult(
            Workload, BaselineName, Median(subject), subject.Min(), subject.Max(), Median(baseline), Median([.. subject.Zip(baseline, (s, b) => s / b)]), Goal);
    }

    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

internal sealed record ComparisonResult(
    string Workload, string BaselineName, double Subject, double Least, double Most, double Baseline, double Ratio, double Goal);
