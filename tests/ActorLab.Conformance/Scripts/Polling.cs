namespace ActorLab.Conformance.Scripts;

/// <summary>Waits inside a body, on every engine: short sleeps of the machine until something has happened.</summary>
public static class Polling
{
    /// <summary>
    /// A minute of a machine's time, so that a condition that never comes true fails the body, and before the safety net.
    /// </summary>
    private const int MaxSleeps = 60_000;

    private static readonly SimDuration Interval = SimDuration.FromMilliseconds(1);

    /// <exception cref="TimeoutException">The condition did not come true.</exception>
    public static async ValueTask Until(IMachine machine, Func<bool> condition, string what)
    {
        for (int i = 0; i < MaxSleeps; i++)
        {
            if (condition()) return;
            await machine.Sleep(Interval);
        }

        throw new TimeoutException($"never came: {what}");
    }
}
