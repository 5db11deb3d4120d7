namespace ActorLab.Core.Actors;

/// <summary>How many messages may wait for an actor. What does not fit becomes a dead letter; the sender is never blocked.</summary>
/// <param name="Capacity">The most messages waiting; null for no bound. Messages of the engine (start, stop, results, terminations) always fit and are not counted.</param>
public sealed record MailboxPolicy(int? Capacity)
{
    public static readonly MailboxPolicy Unbounded = new((int?)null);

    /// <param name="capacity">At least 1.</param>
    public static MailboxPolicy Bounded(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return new MailboxPolicy(capacity);
    }
}
