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
    private readonly TimeSpan _patience;

    /// <summary>Null on a node.</summary>
    private readonly QueueSettings? _settings;

    private int _number = -1;

    private LabWorkQueue(LabConnection connection, string name, QueueSettings? settings, Action<WireTable> messages, Action<string> report)
    {
        (_channels, Name, _settings, Report) = (new LabChannels(connection), name, settings, report);
        _patience = connection.Address.Patience.WithoutBroker.ToTimeSpan();
        Codec = new LeaseCodec(messages);
    }

    public string Name { get; }

    /// <summary>The queue that there is now.</summary>
    private string Current => QuorumQueues.NameOf(Name, _number);

    public LeaseCodec Codec { get; }

    /// <summary>Gets one line for whatever is dropped.</summary>
    public Action<string> Report { get; }

    /// <summary>Makes the queue of a run, which is deleted when this is disposed.</summary>
    /// <exception cref="IOException">The broker does not make it.</exception>
    public static async Task<LabWorkQueue> DeclareAsync(LabConnection connection, string name, QueueSettings settings, Action<WireTable> messages, Action<string> report, CancellationToken interrupt)
    {
        var queue = new LabWorkQueue(connection, name, settings, messages, report);
        var absence = new Absence(queue._patience);
        while (!await queue.TryDeclareAsync(absence, interrupt).ConfigureAwait(false)) await Task.Delay(RetryInterval, interrupt).ConfigureAwait(false);
        return queue;
    }

    /// <summary>For a node: the root says which queue it is.</summary>
    public static LabWorkQueue ForNode(LabConnection connection, Action<WireTable> messages, Action<string> report) => new(connection, "", settings: null, messages, report);

    public ActorProps Entry(IActorRef feeder) => new(() => new QueueEntry(this, feeder));

    public ActorProps Exit(string name, IActorRef tap) => new(() => new QueueExit(this, name, tap));

    /// <param name="onRenewed">Told that there is another queue: it is empty, and nothing that was published before comes there any more.</param>
    /// <param name="onFailed">Gets one sentence when nothing can be published any more.</param>
    public ConfirmedPublisher Publisher(Action onRenewed, Action<string> onFailed)
    {
        var publisher = new ConfirmedPublisher(_channels, ConfirmedPublisher.DefaultWindow, static _ => { }, onFailed, new PublisherRenewal(PrepareAsync, () => Current, onRenewed, _patience));
        _ends.Enqueue(publisher);
        return publisher;
    }

    /// <param name="work">The name of the work queue.</param>
    /// <param name="isDead">Whether to take from its dead-letter queue.</param>
    /// <param name="credit">The most messages that are given and not acknowledged.</param>
    /// <param name="onDelivery">Gets one at a time.</param>
    /// <param name="onRenewed">Told that whatever was given before comes again, or elsewhere.</param>
    /// <param name="onFailed">Gets one sentence when nothing can be taken any more.</param>
    public QueueConsumer Consumer(string work, bool isDead, ushort credit, Action<Delivery> onDelivery, Action onRenewed, Action<string> onFailed)
    {
        var consumer = new QueueConsumer(_channels, work, credit, onDelivery, onRenewed, onFailed, new AwaitedQueue(work, isDead, _patience));
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
            if (_settings is not null) await DeleteAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (LabSession.IsFailure(gone))
        {
            Report($"work queue '{Name}' is left to the broker, which deletes it when it was not used for a while: {gone.Message}");
        }
    }

    /// <summary>All that is still to be done is put into the new one. What the one before has kept would only come twice; the broker deletes it when it was not used for a while.</summary>
    private async Task<bool> PrepareAsync(IChannel channel, CancellationToken interrupt)
    {
        if (await QuorumQueues.IsOpenAsync(_channels, Current, interrupt).ConfigureAwait(false)) return false;
        await MakeNextAsync(channel, interrupt).ConfigureAwait(false);
        return true;
    }

    /// <summary>One that was half made when the broker was lost is not used.</summary>
    private Task MakeNextAsync(IChannel channel, CancellationToken interrupt)
    {
        _number++;
        return QuorumQueues.MakeAsync(channel, Current, _settings!, interrupt);
    }

    /// <returns>False if the broker was lost meanwhile, or does not know yet what it has.</returns>
    /// <exception cref="IOException">It refuses.</exception>
    private async Task<bool> TryDeclareAsync(Absence absence, CancellationToken interrupt)
    {
        IChannel channel = await _channels.OpenAsync(confirms: false, interrupt).ConfigureAwait(false);
        try
        {
            await MakeNextAsync(channel, interrupt).ConfigureAwait(false);
            return true;
        }
        catch (Exception lost) when (ChannelLoss.Is(lost, interrupt))
        {
            if (ChannelLoss.Refusal(lost) is { } refusal && !(refusal.IsAbsence && absence.TryWait(RetryInterval))) throw new IOException($"work queue '{Name}' cannot be made: {refusal.Reason}", lost);
            return false;
        }
        finally
        {
            await channel.CloseQuietlyAsync().ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync(CancellationToken patience)
    {
        IChannel channel = await _channels.OpenAsync(confirms: false, patience).ConfigureAwait(false);
        await QuorumQueues.DeleteAsync(channel, Current, patience).ConfigureAwait(false);
        await channel.CloseQuietlyAsync().ConfigureAwait(false);
    }
}
