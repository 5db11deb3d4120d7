using RabbitMQ.Client;

namespace ActorLab.Cluster.Work;

/// <summary>What a consumer waits for before it takes anything from a queue that its owner makes anew when the broker was away.</summary>
/// <param name="Queue">Which.</param>
/// <param name="Patience">How long, without the time in which there is no broker.</param>
internal sealed record AwaitedQueue(string Queue, TimeSpan Patience)
{
    /// <exception cref="RabbitMQ.Client.Exceptions.OperationInterruptedException">It is not made yet; the channel is closed.</exception>
    public Task CheckAsync(IChannel channel, CancellationToken interrupt) => QuorumQueues.CheckOpenAsync(channel, Queue, interrupt);
}
