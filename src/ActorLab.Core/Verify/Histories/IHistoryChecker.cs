namespace ActorLab.Core.Verify;

/// <summary>One check over the history of a queue. Operations may come in any order.</summary>
public interface IHistoryChecker
{
    /// <summary>Its name in the <see cref="CheckCatalog"/>.</summary>
    string Name { get; }

    void Offer(QueueOperation operation);

    /// <param name="cutReason">Why the history ends early; null if it is complete.</param>
    CheckResult Complete(string? cutReason);
}
