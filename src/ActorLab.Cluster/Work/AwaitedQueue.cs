namespace ActorLab.Cluster.Work;

/// <summary>What a consumer takes from where the owner makes another queue when the broker was away: it looks for the one that there is, and waits for it.</summary>
/// <param name="work">The name of the work queue.</param>
/// <param name="isDead">Whether it takes from its dead-letter queue.</param>
/// <param name="patience">How long it waits, without the time in which there is no broker.</param>
internal sealed class AwaitedQueue(string work, bool isDead, TimeSpan patience)
{
    /// <summary>The owner may have been interrupted in making some.</summary>
    private const int Reach = 8;

    private int _known;

    public TimeSpan Patience => patience;

    /// <returns>What to take from; null if it is not made yet.</returns>
    public async Task<string?> FindAsync(IChannelSource channels, CancellationToken interrupt)
    {
        for (int number = _known; number < _known + Reach; number++)
        {
            string queue = QuorumQueues.NameOf(work, number);
            if (!await QuorumQueues.IsOpenAsync(channels, queue, interrupt).ConfigureAwait(false)) continue;
            _known = number;
            return isDead ? QuorumQueues.DeadOf(queue) : queue;
        }

        return null;
    }
}
