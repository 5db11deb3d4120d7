namespace ActorLab.Core.Verify;

/// <summary>The numbers of one range that have not come, once some number from its middle has.</summary>
internal abstract class MissingSet
{
    /// <summary>From this width on a bitmap would cost more than the intervals it stands for.</summary>
    private const long MaxBitmapWidth = 2_048;

    /// <summary>How many are missing.</summary>
    public long Count { get; protected set; }

    /// <summary>The least missing number. Only while <see cref="Count"/> is not 0.</summary>
    public abstract long Lowest { get; }

    /// <summary>All numbers from <paramref name="low"/> to <paramref name="high"/> − 1.</summary>
    public static MissingSet Of(long low, long high) =>
        high - low <= MaxBitmapWidth ? new MissingBits(low, high) : new MissingFragments(low, high);

    /// <summary>A number has come.</summary>
    /// <param name="sequence">Within the range.</param>
    /// <param name="moreIntervals">By how much the number of maximal intervals grew: −1, 0 or 1.</param>
    /// <returns>False if it was not missing.</returns>
    public abstract bool Remove(long sequence, out int moreIntervals);

    /// <summary>Takes the lowest maximal interval out.</summary>
    /// <returns>Its ends: the least number and one more than the greatest.</returns>
    public abstract (long Low, long High) RemoveLowestInterval();

    /// <summary>How many up to <paramref name="last"/> are missing.</summary>
    public abstract long CountUpTo(long last);

    /// <summary>Ascending.</summary>
    public abstract IEnumerable<long> Numbers();
}
