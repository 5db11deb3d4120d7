namespace ActorLab.Cluster.Work;

/// <summary>What a consumer takes from where the owner makes another queue when the broker was away: it looks for the one that there is, and waits for it.</summary>
/// <param name="work">The name of the work queue.</param>
/// <param name="isDead">Whether it takes from its dead-letter queue.</param>
/// <param name="patience">How long it waits, without the time in which there is no broker.</param>
internal sealed class AwaitedQueue(string work, bool isDead, TimeSpan patience)
{
    /// <summary>How many numbers are looked at: the owner may have been interrupted in making some, and whoever comes late to a long run knows none of those that were replaced. More at each search in vain.</summary>
    private const int LeastReach = 8, MostReach = 1_024;

    private int _known;
    private int _reach = LeastReach;

    public TimeSpan Patience => patience;

    /// <returns>What to take from; null if it is not made yet.</returns>
    public async Task<string?> FindAsync(IChannelSource channels, CancellationToken interrupt)
    {
        for (int number = _known; number < _known + _reach; number++)
        {
            string queue = QuorumQueues.NameOf(work, number);
            if (!await QuorumQueues.IsOpenAsync(channels, queue, interrupt).ConfigureAwait(false)) continue;
            (_known, _reach) = (number, LeastReach);
            return isDead ? QuorumQueues.DeadOf(queue) : queue;
        }

        _reach = Math.Min(_reach * 2, MostReach);
        return null;
    }
}
