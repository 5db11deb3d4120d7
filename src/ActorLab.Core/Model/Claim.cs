namespace ActorLab.Core.Model;

/// <summary>An item that is handed out or waits to be handed out again.</summary>
/// <param name="Lease">The one it is, or was last, handed out under.</param>
/// <param name="Item">The work itself.</param>
/// <param name="Failures">How many attempts at it have failed.</param>
/// <param name="Losses">How many workers were lost while they worked on it, as far as anybody can know.</param>
internal readonly record struct Claim(Lease Lease, WorkItem Item, int Failures, int Losses)
{
    /// <summary>A worker was lost that held it, and perhaps because of it. It is handed out alone from now on, so that the next loss says more.</summary>
    public bool IsSuspect { get; private init; }

    /// <summary>The same item under a new lease, after its holder was lost.</summary>
    public Claim Again() => Anew() with { IsSuspect = true };

    /// <summary>The same, of the first item that the holder had not reported: most likely it was working on that.</summary>
    public Claim AgainAfterLoss() => Again() with { Losses = Losses + 1 };

    /// <summary>The same item under a new lease, after an attempt failed.</summary>
    public Claim Retry() => Anew() with { Failures = Failures + 1, IsSuspect = false };

    private Claim Anew() => this with { Lease = Lease with { Epoch = Lease.Epoch + 1 } };
}
