namespace ActorLab.Core.Primitives;

/// <summary>How long to wait before something is tried again, twice as long after each failure.</summary>
public static class ExponentialBackOff
{
    /// <summary>min(minimum · 2ⁿ, maximum), and never less than the minimum.</summary>
    /// <param name="failuresBefore">n, at least 0.</param>
    /// <param name="minimum">At least 0.</param>
    /// <param name="maximum">Below the minimum it bounds nothing.</param>
    public static SimDuration Delay(int failuresBefore, SimDuration minimum, SimDuration maximum)
    {
        long delay = minimum.Nanoseconds, most = Math.Max(minimum.Nanoseconds, maximum.Nanoseconds);
        for (int i = 0; i < failuresBefore && delay > 0 && delay < most; i++) delay = delay > most / 2 ? most : delay * 2;
        return new SimDuration(delay);
    }
}
