namespace ActorLab.Core.Model;

/// <summary>An item that is handed out or waits to be handed out again.</summary>
/// <param name="Lease">The one it is, or was last, handed out under.</param>
/// <param name="Item">The work itself.</param>
/// <param name="Failures">How many attempts at it have failed.</param>
internal readonly record struct Claim(Lease Lease, WorkItem Item, int Failures)
{
    /// <summary>The same item under a new lease, after its holder was lost.</summary>
    public Claim Again() => this with { Lease = Lease with { Epoch = Lease.Epoch + 1 } };

    /// <summary>The same item under a new lease, after an attempt failed.</summary>
    public Claim Retry() => Again() with { Failures = Failures + 1 };
}
