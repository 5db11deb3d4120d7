namespace ActorLab.Core.Model;

/// <summary>An item that is handed out or waits to be handed out again.</summary>
/// <param name="Lease">The one it is, or was last, handed out under.</param>
/// <param name="Item">The work itself.</param>
/// <param name="Failures">How many attempts at it have failed.</param>
/// <param name="Losses">How many workers were lost while they worked on it.</param>
internal readonly record struct Claim(Lease Lease, WorkItem Item, int Failures, int Losses)
{
    /// <summary>The same item under a new lease, after its holder was lost.</summary>
    public Claim Again() => this with { Lease = Lease with { Epoch = Lease.Epoch + 1 } };

    /// <summary>The same, of the item that the holder was working on: perhaps it was the item that killed it.</summary>
    public Claim AgainAfterLoss() => Again() with { Losses = Losses + 1 };

    /// <summary>The same item under a new lease, after an attempt failed.</summary>
    public Claim Retry() => Again() with { Failures = Failures + 1 };
}
