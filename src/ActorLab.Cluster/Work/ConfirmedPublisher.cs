using System.Threading.Channels;
using ActorLab.Cluster.Labs;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ActorLab.Cluster.Work;

/// <summary>Publishes one stream of persistent messages with confirms, in order, over as many channels as it takes.</summary>
/// <remarks>The window is its own: the client's limiter slows down and reorders. What a channel that was lost had not confirmed is published again over the next one, so a receiver
/// may get it twice; or forgotten, where the queue itself may be lost with a channel (<see cref="PublisherRenewal"/>).</remarks>
internal sealed class ConfirmedPublisher : IAsyncDisposable
{
    public const int DefaultWindow = 512;

    private static readonly SimDuration MinBackOff = SimDuration.FromMilliseconds(2);
    private static readonly SimDuration MaxBackOff = SimDuration.FromMilliseconds(200);
    private static readonly BasicProperties Persistent = new() { DeliveryMode = DeliveryModes.Persistent };

    private readonly IChannelSource _channels;
    private readonly Action<long> _onConfirmed;
    private readonly Action<string> _onFailed;
    private readonly Lock _gate = new();
    private readonly PublishWindow _window;
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CancellationTokenSource _end = new();
    private readonly PublisherRenewal? _renewal;
    private readonly Absence _absence;
    private readonly Task _loop;
    private int _disposed;
    private int _failures;

    /// <param name="channels">Where to publish.</param>
    /// <param name="window">Publishes on their way at the same time, at least 1.</param>
    /// <param name="onConfirmed">Gets how many from the first on are confirmed, whenever that has grown; on any thread, must return soon.</param>
    /// <param name="onFailed">Gets one sentence when nothing can be published any more.</param>
    /// <param name="renewal">Null where the queues outlive all channels.</param>
    public ConfirmedPublisher(IChannelSource channels, int window, Action<long> onConfirmed, Action<string> onFailed, PublisherRenewal? renewal = null)
    {
        (_channels, _onConfirmed, _onFailed, _renewal) = (channels, onConfirmed, onFailed, renewal);
        _absence = new Absence(renewal?.Patience ?? TimeSpan.Zero);
        _window = new PublishWindow(window);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>How often it has begun again from the first that was refused or not confirmed.</summary>
    public int Rewinds { get; private set; }

    /// <summary>Puts messages at the end of the stream; returns at once.</summary>
    /// <param name="messages">Their bodies must not be changed any more.</param>
    public void Publish(params ReadOnlySpan<Outgoing> messages)
    {
        lock (_gate)
        {
            foreach (Outgoing message in messages) _window.Offer(message);
        }

        _wake.Writer.TryWrite(true);
    }

    /// <summary>Gives up what is not confirmed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) await _end.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_end.IsCancellationRequested)
            {
                ChannelRefusal? refusal = await PublishOnOneChannelAsync().ConfigureAwait(false);
                // Something was confirmed since the last pause.
                if (_failures == 0) _absence.End();
                TimeSpan pause = NextPause();
                if (refusal is not null && !(refusal.IsAbsence && _absence.TryWait(pause)))
                {
                    _onFailed(refusal.Reason);
                    return;
                }

                Rewinds++;
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

    /// <summary>Publishes until the channel is lost.</summary>
    /// <returns>Why no other channel would do better; null if one may.</returns>
    private async Task<ChannelRefusal?> PublishOnOneChannelAsync()
    {
        IChannel channel = await _channels.OpenAsync(confirms: true, _end.Token).ConfigureAwait(false);
        var hearing = new Hearing(this);
        channel.BasicAcksAsync += (_, ack) => hearing.Resolve(ack.DeliveryTag, ack.Multiple, confirmed: true);
        channel.BasicNacksAsync += (_, nack) => hearing.Resolve(nack.DeliveryTag, nack.Multiple, confirmed: false);
        channel.BasicReturnAsync += hearing.OnReturned;
        channel.ChannelShutdownAsync += hearing.OnShutdown;
        try
        {
            await BeginAsync(channel).ConfigureAwait(false);
            await PublishAsync(channel, hearing).ConfigureAwait(false);
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

    private async Task BeginAsync(IChannel channel)
    {
        bool isForgotten = _renewal is not null && await _renewal.Prepare(channel, _end.Token).ConfigureAwait(false);
        lock (_gate)
        {
            if (isForgotten) _window.Forget();
            _window.BeginChannel();
        }

        if (isForgotten) _renewal!.OnForgotten();
    }

    private async Task PublishAsync(IChannel channel, Hearing hearing)
    {
        while (!hearing.IsOver)
        {
            while (TryTake(out Outgoing next)) await channel.BasicPublishAsync("", _renewal?.Queue() ?? next.Queue, mandatory: true, Persistent, next.Body, _end.Token).ConfigureAwait(false);
            if (await RewindAsync().ConfigureAwait(false)) continue;
            await WaitAsync(hearing).ConfigureAwait(false);
        }
    }

    private bool TryTake(out Outgoing next)
    {
        lock (_gate) return _window.TryTake(out next);
    }

    /// <summary>A queue that is full refuses: its consumers get a little time before it is asked again.</summary>
    private async Task<bool> RewindAsync()
    {
        lock (_gate)
        {
            if (!_window.MustRewind) return false;
            _window.Rewind();
            Rewinds++;
        }

        await Task.Delay(NextPause(), _end.Token).ConfigureAwait(false);
        return true;
    }

    private async Task WaitAsync(Hearing hearing)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        long heard = hearing.Heard;
        bool waits;
        lock (_gate) waits = _window.Unresolved > 0;
        if (waits) patience.CancelAfter(_channels.Confirmation);
        try
        {
            await _wake.Reader.ReadAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (!_end.IsCancellationRequested)
        {
            if (hearing.Heard == heard && !_channels.IsHeldUp) throw new TimeoutException($"the broker has confirmed nothing for {_channels.Confirmation.TotalSeconds} s", late);
        }
    }

    private TimeSpan NextPause() => ExponentialBackOff.Delay(_failures++, MinBackOff, MaxBackOff).ToTimeSpan();

    private void Resolve(ulong tag, bool multiple, bool confirmed)
    {
        long before, after;
        lock (_gate)
        {
            before = _window.Confirmed;
            _window.Resolve(tag, multiple, confirmed);
            after = _window.Confirmed;
        }

        if (after > before)
        {
            _failures = 0;
            _onConfirmed(after);
        }

        _wake.Writer.TryWrite(true);
    }

    /// <summary>What one channel says; nobody listens to it once it is closed.</summary>
    private sealed class Hearing(ConfirmedPublisher publisher)
    {
        private readonly Lock _turn = new();
        private bool _closed;
        private long _heard;

        public bool IsOver { get; private set; }

        public ChannelRefusal? Refusal { get; private set; }

        public long Heard => Interlocked.Read(ref _heard);

        public Task Resolve(ulong tag, bool multiple, bool confirmed)
        {
            lock (_turn)
            {
                if (_closed) return Task.CompletedTask;
                Interlocked.Increment(ref _heard);
                publisher.Resolve(tag, multiple, confirmed);
            }

            return Task.CompletedTask;
        }

        public Task OnReturned(object sender, BasicReturnEventArgs returned)
        {
            Refusal ??= new ChannelRefusal($"queue '{returned.RoutingKey}' does not exist any more", IsAbsence: true);
            return End();
        }

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
            IsOver = true;
            publisher._wake.Writer.TryWrite(true);
            return Task.CompletedTask;
        }
    }
}
