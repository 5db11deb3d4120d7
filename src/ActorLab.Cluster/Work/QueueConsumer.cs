using System.Text;
using System.Threading.Channels;
using ActorLab.Cluster.Labs;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ActorLab.Cluster.Work;

/// <summary>A message that a consumer was given and must acknowledge.</summary>
/// <param name="Number">Names it; never the same twice, on whichever channel it came.</param>
/// <param name="Body">Valid only during the call that brings it.</param>
/// <param name="Tries">How often somebody was given it before and did not acknowledge it, as far as the broker counts.</param>
/// <param name="DeadReason">Why it is in a dead-letter queue; null in any other.</param>
internal readonly record struct Delivery(long Number, ReadOnlyMemory<byte> Body, long Tries, string? DeadReason);

/// <summary>Takes messages from a queue, a bounded number at a time, over as many channels as it takes. Each is acknowledged once or comes again.</summary>
/// <remarks>What came over a channel that was lost comes again: its acknowledgement is forgotten.</remarks>
internal sealed class QueueConsumer : IAsyncDisposable
{
    private const int GenerationShift = 40;
    private const string TriesHeader = "x-delivery-count";
    private const string DeadReasonHeader = "x-first-death-reason";

    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(500);
    private static readonly SimDuration MinBackOff = SimDuration.FromMilliseconds(20);
    private static readonly SimDuration MaxBackOff = SimDuration.FromMilliseconds(500);

    private readonly IChannelSource _channels;
    private readonly string _queue;
    private readonly ushort _credit;
    private readonly Action<Delivery> _onDelivery;
    private readonly Action _onRenewed;
    private readonly Action<string> _onFailed;
    private readonly Channel<long> _settled = Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _end = new();
    private readonly AwaitedQueue? _awaited;
    private readonly Absence _absence;
    private Task _loop = Task.CompletedTask;
    private int _disposed;
    private long _generation;

    /// <param name="channels">Where the queue is.</param>
    /// <param name="queue">Its name.</param>
    /// <param name="credit">The most messages that are given and not acknowledged, at least 1.</param>
    /// <param name="onDelivery">Gets one message at a time, on any thread; must return soon.</param>
    /// <param name="onRenewed">Told that whatever was given before comes again, here or elsewhere, before anything new is given.</param>
    /// <param name="onFailed">Gets one sentence when nothing can be taken any more.</param>
    /// <param name="awaited">What must be there before anything is taken, and is waited for; null where the queue outlives all channels.</param>
    public QueueConsumer(IChannelSource channels, string queue, ushort credit, Action<Delivery> onDelivery, Action onRenewed, Action<string> onFailed, AwaitedQueue? awaited = null)
    {
        _awaited = awaited;
        _absence = new Absence(awaited?.Patience ?? TimeSpan.Zero);
        (_channels, _queue, _credit, _onDelivery, _onRenewed, _onFailed) = (channels, queue, credit, onDelivery, onRenewed, onFailed);
    }

    /// <summary>Begins; nothing is given before.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Settles a message for good. Returns at once; one of a lost channel is forgotten.</summary>
    public void Acknowledge(long number) => _settled.Writer.TryWrite(number);

    /// <summary>Sends the acknowledgements that it was given, if there is a channel; what was not acknowledged comes again, elsewhere.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _settled.Writer.TryComplete();
            await Task.WhenAny(_loop, Task.Delay(Linger)).ConfigureAwait(false);
            await _end.CancelAsync().ConfigureAwait(false);
        }

        await _loop.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            for (int failures = 0; !_end.IsCancellationRequested; failures++)
            {
                if (_generation++ > 0) _onRenewed();
                ChannelRefusal? refusal = await ConsumeOnOneChannelAsync().ConfigureAwait(false);
                if (_settled.Reader.Completion.IsCompleted) return;
                TimeSpan pause = ExponentialBackOff.Delay(failures, MinBackOff, MaxBackOff).ToTimeSpan();
                if (refusal is not null && !(refusal.IsAbsence && _absence.TryWait(pause)))
                {
                    _onFailed(refusal.Reason);
                    return;
                }

                await Task.Delay(pause, _end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Whoever disposes it knows.
        }
        catch (IOException gone)
        {
            _onFailed(gone.Message);
        }
    }

    /// <returns>Why no other channel would do better; null if one may.</returns>
    private async Task<ChannelRefusal?> ConsumeOnOneChannelAsync()
    {
        IChannel channel = await _channels.OpenAsync(confirms: false, _end.Token).ConfigureAwait(false);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        var hearing = new Hearing(this, _generation, over);
        channel.ChannelShutdownAsync += hearing.OnShutdown;
        try
        {
            string? queue = _awaited is null ? _queue : await _awaited.FindAsync(_channels, _end.Token).ConfigureAwait(false);
            if (queue is null) return new ChannelRefusal($"there is no queue '{_queue}'", IsAbsence: true);
            await channel.BasicQosAsync(0, _credit, global: false, _end.Token).ConfigureAwait(false);
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += hearing.OnReceived;
            // The queue was deleted, or its leader is gone: the channel itself stays open.
            consumer.UnregisteredAsync += hearing.OnUnregistered;
            await channel.BasicConsumeAsync(queue, autoAck: false, consumer, _end.Token).ConfigureAwait(false);
            _absence.End();
            await AcknowledgeAsync(channel, _generation, over.Token).ConfigureAwait(false);
            return hearing.Refusal;
        }
        catch (Exception lost) when (ChannelLoss.Is(lost, _end.Token))
        {
            return hearing.Refusal ?? ChannelLoss.Refusal(lost);
        }
        finally
        {
            hearing.Close();
            await channel.CloseQuietlyAsync().ConfigureAwait(false);
        }
    }

    private async Task AcknowledgeAsync(IChannel channel, long generation, CancellationToken over)
    {
        var settled = new SettledTags();
        var tags = new List<ulong>();
        var acknowledgements = new List<(ulong Tag, bool Multiple)>();
        while (await _settled.Reader.WaitToReadAsync(over).ConfigureAwait(false))
        {
            tags.Clear();
            acknowledgements.Clear();
            while (_settled.Reader.TryRead(out long number))
            {
                if (number >> GenerationShift == generation) tags.Add((ulong)(number & ((1L << GenerationShift) - 1)));
            }

            tags.Sort();
            settled.Settle(tags, acknowledgements);
            foreach ((ulong tag, bool multiple) in acknowledgements) await channel.BasicAckAsync(tag, multiple, over).ConfigureAwait(false);
        }
    }

    private sealed class Hearing(QueueConsumer consumer, long generation, CancellationTokenSource over)
    {
        private readonly Lock _turn = new();
        private bool _closed;

        public ChannelRefusal? Refusal { get; private set; }

        public Task OnReceived(object sender, BasicDeliverEventArgs delivery)
        {
            lock (_turn)
            {
                if (_closed) return Task.CompletedTask;
                IDictionary<string, object?>? headers = delivery.BasicProperties.Headers;
                long tries = headers?.TryGetValue(TriesHeader, out object? count) == true && count is IConvertible number ? number.ToInt64(null) : 0;
                string? dead = headers?.TryGetValue(DeadReasonHeader, out object? reason) == true && reason is byte[] words ? Encoding.UTF8.GetString(words) : null;
                consumer._onDelivery(new Delivery((generation << GenerationShift) | (long)delivery.DeliveryTag, delivery.Body, tries, dead));
            }

            return Task.CompletedTask;
        }

        public Task OnUnregistered(object sender, ConsumerEventArgs cancelled) => End();

        public Task OnShutdown(object sender, ShutdownEventArgs shutdown)
        {
            Refusal ??= ChannelLoss.Refusal(shutdown);
            return End();
        }

        public void Close()
        {
            lock (_turn) _closed = true;
        }

        private Task End()
        {
            lock (_turn)
            {
                if (!_closed) over.Cancel();
            }

            return Task.CompletedTask;
        }
    }
}
