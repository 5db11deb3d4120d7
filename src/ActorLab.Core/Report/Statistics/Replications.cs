using System.Collections.Immutable;

namespace ActorLab.Core.Report;

/// <summary>The same run with several seeds, so that its figures can be told from chance.</summary>
/// <param name="Values">One figure of each run, in the order of the seeds.</param>
public sealed record Replications(ImmutableArray<double> Values)
{
    /// <param name="count">At least 1.</param>
    /// <param name="seed">Hashed with the number of each run, so that neighbouring seeds share no run.</param>
    /// <param name="run">Makes a run with a seed and gives its figure.</param>
    public static Replications Run(int count, ulong seed, Func<ulong, double> run)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(run);
        return new Replications([.. Enumerable.Range(0, count).Select(i => run(SeedOf(seed, i)))]);
    }

    public static ulong SeedOf(ulong seed, int index) => StableHash.Combine(StableHash.Mix(seed), (ulong)index);

    public ConfidenceInterval Interval(double level = 0.95) => ConfidenceInterval.Of(Values.AsSpan(), level);
}
