namespace ActorLab.Core.Model;

/// <summary>Where a stream is taken up again, after another process had dealt with its first items.</summary>
/// <param name="Delivered">Items that are done with, from the first one on; at least 0.</param>
/// <param name="Abandoned">How many of these were given up.</param>
/// <param name="FirstEpoch">Of the leases from now on: higher than any before, so that what is still on its way from then is not believed.</param>
public readonly record struct ResumePoint(long Delivered, long Abandoned, int FirstEpoch)
{
    /// <summary>The beginning.</summary>
    public static readonly ResumePoint None;

    /// <exception cref="ArgumentOutOfRangeException">A count is below 0, or more items were given up than are done with.</exception>
    public ResumePoint Checked()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Abandoned, nameof(Abandoned));
        ArgumentOutOfRangeException.ThrowIfLessThan(Delivered, Abandoned, nameof(Delivered));
        ArgumentOutOfRangeException.ThrowIfNegative(FirstEpoch, nameof(FirstEpoch));
        return this;
    }
}
