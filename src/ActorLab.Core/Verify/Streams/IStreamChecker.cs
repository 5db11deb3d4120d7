namespace ActorLab.Core.Verify;

/// <summary>One check over a stream: fed item by item, judged at the end.</summary>
public interface IStreamChecker
{
    /// <summary>Its name in the <see cref="CheckCatalog"/>.</summary>
    string Name { get; }

    /// <exception cref="InvariantViolatedException">The sequence is below 1 or 2⁶³ − 1.</exception>
    void Offer(in StreamItem item);

    /// <summary>A producer says what it has sent in all. Most checks need not know.</summary>
    void Announce(EndAnnouncement announcement)
    {
    }

    /// <summary>The stream ends here.</summary>
    /// <param name="cutReason">Why it ends early; null if it is complete. A cut stream never holds, and what was proven before stays proven.</param>
    CheckResult Complete(string? cutReason);
}
