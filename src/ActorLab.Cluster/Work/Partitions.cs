using System.Globalization;
using RabbitMQ.Client;

namespace ActorLab.Cluster.Work;

/// <summary>A stream that is split by key into quorum queues, each with one active consumer at a time, so that the messages of a key are handled one after the other, in order.</summary>
/// <remarks>The hash is ours and not the exchange type x-consistent-hash, which is a plugin of the broker. It need not be consistent: the number of partitions is fixed as long as the stream lives, and when
/// consumers come and go the broker gives whole partitions to others.</remarks>
/// <param name="name">Of the stream in its lab.</param>
/// <param name="count">Of partitions, at least 1.</param>
internal sealed class Partitions(string name, int count)
{
    public int Count => count;

    public string QueueOf(int partition) => string.Create(CultureInfo.InvariantCulture, $"{name}.{partition}");

    public int PartitionOf(string key) => (int)(StableHash.Of(key) % (ulong)count);

    public async Task DeclareAsync(IChannel channel, QueueSettings settings, CancellationToken interrupt = default)
    {
        for (int i = 0; i < count; i++) await QuorumQueues.DeclareAsync(channel, QueueOf(i), settings with { SingleActiveConsumer = true }, interrupt).ConfigureAwait(false);
    }

    public async Task DeleteAsync(IChannel channel, CancellationToken interrupt = default)
    {
        for (int i = 0; i < count; i++) await QuorumQueues.DeleteAsync(channel, QueueOf(i), interrupt).ConfigureAwait(false);
    }
}

/// <summary>Puts messages into the partitions of their keys, numbered in each.</summary>
/// <param name="partitions">Of the stream.</param>
/// <param name="channels">Where the queues are.</param>
/// <param name="epoch">Higher than that of any earlier sender of this stream.</param>
/// <param name="onFailed">Gets one sentence when nothing can be published any more.</param>
internal sealed class PartitionSender(Partitions partitions, IChannelSource channels, int epoch, Action<string> onFailed) : IAsyncDisposable
{
    private readonly ConfirmedPublisher _publisher = new(channels, ConfirmedPublisher.DefaultWindow, static _ => { }, onFailed);
    private readonly long[] _sent = new long[partitions.Count];

    /// <summary>Not for several threads at once.</summary>
    public void Send(string key, ReadOnlyMemory<byte> body)
    {
        int partition = partitions.PartitionOf(key);
        _publisher.Publish(new Outgoing(partitions.QueueOf(partition), new PartitionMessage(epoch, ++_sent[partition], body).Encode()));
    }

    public ValueTask DisposeAsync() => _publisher.DisposeAsync();
}
