using System.Collections.Concurrent;
using ActorLab.Cluster.Labs;
using ActorLab.Core.Actors;
using ActorLab.Core.Model;
using ActorLab.Wire;
using RabbitMQ.Client;

namespace ActorLab.Cluster.Work;

/// <summary>The work queue of a run on the broker of its lab, as its root or one of its nodes gets at it.</summary>
internal sealed class LabWorkQueue : IWorkQueue, IAsyncDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<IAsyncDisposable> _ends = new();
    private readonly IChannelSource _channels;
    private readonly bool _isRoot;

    private LabWorkQueue(LabConnection connection, string name, bool isRoot, Action<WireTable> messages, Action<string> report)
    {
        (_channels, Name, _isRoot, Report) = (new LabChannels(connection), name, isRoot, report);
        Codec = new LeaseCodec(messages);
    }

    public string Name { get; }

    public LeaseCodec Codec { get; }

    /// <summary>Gets one line for whatever is dropped.</summary>
    public Action<string> Report { get; }

    /// <summary>Makes the queue of a run, which is deleted when this is disposed.</summary>
    /// <exception cref="IOException">The broker does not make it.</exception>
    public static async Task<LabWorkQueue> DeclareAsync(LabConnection connection, string name, QueueSettings settings, Action<WireTable> messages, Action<string> report, CancellationToken interrupt)
    {
        var queue = new LabWorkQueue(connection, name, isRoot: true, messages, report);
        while (!await queue.TryDeclareAsync(settings, interrupt).ConfigureAwait(false)) await Task.Delay(RetryInterval, interrupt).ConfigureAwait(false);
        return queue;
    }

    /// <summary>For a node: the root says which queue it is.</summary>
    public static LabWorkQueue ForNode(LabConnection connection, Action<WireTable> messages, Action<string> report) => new(connection, "", isRoot: false, messages, report);

    public ActorProps Entry(ActorRef feeder) => new(() => new QueueEntry(this, feeder));

    public ActorProps Exit(string name, ActorRef tap) => new(() => new QueueExit(this, name, tap));

    public ConfirmedPublisher Publisher(Action<string> onFailed)
    {
        var publisher = new ConfirmedPublisher(_channels, ConfirmedPublisher.DefaultWindow, static _ => { }, onFailed);
        _ends.Enqueue(publisher);
        return publisher;
    }

    public QueueConsumer Consumer(string queue, ushort credit, Action<Delivery> onDelivery, Action onRenewed, Action<string> onFailed)
    {
        var consumer = new QueueConsumer(_channels, queue, credit, onDelivery, onRenewed, onFailed);
        _ends.Enqueue(consumer);
        return consumer;
    }

    /// <summary>Begins the end of one, for which a turn cannot wait.</summary>
    public static void Close(IAsyncDisposable? end) => _ = end?.DisposeAsync().AsTask();

    /// <summary>Ends all that it has made: the actors of a node that was cut off do not come to do it. The root's end deletes the queue; if the broker is away it deletes the queue itself once nobody has
    /// used it for long.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(EndPatience);
        try
        {
            await Task.WhenAll(_ends.Select(e => e.DisposeAsync().AsTask())).WaitAsync(patience.Token).ConfigureAwait(false);
            if (_isRoot) await DeleteAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (LabSession.IsFailure(gone))
        {
            Report($"work queue '{Name}' is left to the broker, which deletes it when it was not used for a while: {gone.Message}");
        }
    }

    /// <returns>False if the broker was lost meanwhile.</returns>
    /// <exception cref="IOException">It refuses.</exception>
    private async Task<bool> TryDeclareAsync(QueueSettings settings, CancellationToken interrupt)
    {
        IChannel channel = await _channels.OpenAsync(confirms: false, interrupt).ConfigureAwait(false);
        try
        {
            await QuorumQueues.DeclareAsync(channel, Name, settings, interrupt).ConfigureAwait(false);
            return true;
        }
        catch (Exception lost) when (ChannelLoss.Is(lost, interrupt))
        {
            return ChannelLoss.Refusal(lost) is { } refusal ? throw new IOException($"work queue '{Name}' cannot be made: {refusal}", lost) : false;
        }
        finally
        {
            await channel.CloseQuietlyAsync().ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync(CancellationToken patience)
    {
        IChannel channel = await _channels.OpenAsync(confirms: false, patience).ConfigureAwait(false);
        await QuorumQueues.DeleteAsync(channel, Name, patience).ConfigureAwait(false);
        await channel.CloseQuietlyAsync().ConfigureAwait(false);
    }
}
