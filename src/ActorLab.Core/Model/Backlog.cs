namespace ActorLab.Core.Model;

/// <summary>What a coordinator still has to hand out: items that came back first, in order, then fresh ones from the source.</summary>
internal sealed class Backlog(IWorkSource source, ResumePoint resume = default)
{
    // Ordered by item number; no number is in it twice, so there are no ties.
    private readonly PriorityQueue<Claim, long> _returned = new();

    /// <summary>Items the source has in all.</summary>
    public long Count { get; } = source.Count;

    /// <summary>Items taken from the source so far, those that were done with before included; which is also the number of the last one.</summary>
    public long Taken { get; private set; } = resume.Delivered;

    /// <summary>Items that came back and have not been handed out again.</summary>
    public int Returned => _returned.Count;

    /// <summary>The next item was held by a worker that was lost.</summary>
    public bool NextIsSuspect => _returned.TryPeek(out Claim next, out _) && next.IsSuspect;

    /// <summary>All that is still to be handed out.</summary>
    public long Remaining => Count - Taken + Returned;

    /// <summary>Up to this number every item has been handed out and none waits to be handed out again.</summary>
    public long HandedOutUpTo => _returned.TryPeek(out _, out long first) ? first - 1 : Taken;

    /// <summary>How many items may be handed out while nothing after number <paramref name="lastAllowed"/> may be.</summary>
    public long Available(long lastAllowed) => Returned + Math.Min(Count, lastAllowed) - Taken;

    public Claim Take()
    {
        if (_returned.TryDequeue(out Claim returned, out _)) return returned;
        bool given = source.TryNext(out WorkItem? item);
        Invariant.Check(given, $"the source promised {Count} items and ended after {Taken}");
        Taken++;
        Invariant.Check(item!.Path.Root.Value == Taken, $"the source gave {item.Path.Root} in place {Taken}");
        return new Claim(new Lease(Taken, resume.FirstEpoch), item, 0, 0);
    }

    public void PutBack(Claim claim) => _returned.Enqueue(claim, claim.Lease.Number);
}
