using ActorLab.Wire;
using RabbitMQ.Client;

namespace ActorLab.Cluster.Labs;

/// <summary>The connection of one member or one run to its lab. When it is lost it is discarded and built again; what hung on it (channels, queues, consumers) is built again by its owners, each for the new session.</summary>
/// <remarks>The client's own recovery is off: it would bring back queues and consumers without anybody knowing what was lost meanwhile.</remarks>
internal sealed class LabConnection : IAsyncDisposable
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan AttemptPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly string _name;
    private readonly Action<string> _report;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LabSession _session;

    private LabConnection(LabAddress address, string name, LabSession first, Action<string> report)
    {
        (Address, _name, _session, _report) = (address, name, first, report);
        _ = KeepAsync();
    }

    public LabAddress Address { get; }

    /// <summary>Of the latest session.</summary>
    public int Generation
    {
        get
        {
            lock (_gate) return _session.Generation;
        }
    }

    /// <summary>The broker is there and reads nothing from this connection for now.</summary>
    public bool IsHeldUp
    {
        get
        {
            lock (_gate) return _session.IsHeldUp && !_session.IsLost;
        }
    }

    /// <summary>Completes with the reason when there is no connection and will not be any more.</summary>
    public Task<string> Closed => _closed.Task;

    /// <param name="address">Of the lab.</param>
    /// <param name="name">What the broker shows for this connection.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <param name="report">Gets one line when the broker is away or takes no messages, and one when it is back or goes on.</param>
    /// <exception cref="IOException">The broker is not there or lets nobody in; one sentence. The first attempt is the only one.</exception>
    public static async Task<LabConnection> OpenAsync(LabAddress address, string name, CancellationToken interrupt, Action<string>? report = null)
    {
        (ConnectionFactory factory, TlsHandshake? tls) = DoorOf(address, name);
        try
        {
            Action<string> say = report ?? (static _ => { });
            return new LabConnection(address, name, await LabSession.OpenAsync(factory, tls, 1, address.Patience, line => say($"{address} {line}"), interrupt).ConfigureAwait(false), say);
        }
        catch (IOException refused)
        {
            throw new IOException($"{address} cannot be joined: {refused.Message}", refused);
        }
    }

    /// <summary>The session there is, or the next one while there is none; while the broker reads nothing from it, it is waited for.</summary>
    /// <param name="after">A generation that is known to be lost; 0 for none.</param>
    /// <param name="interrupt">Ends the waiting.</param>
    /// <exception cref="IOException">There will be none any more; with the reason.</exception>
    public async Task<LabSession> SessionAsync(int after, CancellationToken interrupt = default)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                bool isThere = _session.Generation > after && !_session.IsLost;
                if (isThere && !_session.IsHeldUp) return _session;
                changed = isThere ? _session.WhileHeldUp : _changed.Task;
            }

            await Task.WhenAny(changed, Closed).WaitAsync(interrupt).ConfigureAwait(false);
            if (Closed.IsCompleted) throw new IOException(await Closed.ConfigureAwait(false));
        }
    }

    /// <inheritdoc cref="LabSession.CreateChannelAsync"/>
    /// <remarks>Of the session there is; lost with it.</remarks>
    public async Task<IChannel> CreateChannelAsync(CancellationToken interrupt = default) =>
        await (await SessionAsync(0, interrupt).ConfigureAwait(false)).CreateChannelAsync(interrupt).ConfigureAwait(false);

    /// <summary>Cancels the source after so much time with a broker that takes messages: other time does not count. At once when the connection is closed for good.</summary>
    /// <param name="source">Whoever disposes of it ends this too.</param>
    /// <param name="connected">How much.</param>
    public void CancelAfter(CancellationTokenSource source, TimeSpan connected) => _ = CancelAfterAsync(source, connected);

    /// <summary>Closes it without waiting for anything that is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        LabSession last;
        lock (_gate)
        {
            if (!_end.IsCancellationRequested) _end.Cancel();
            last = _session;
        }

        await last.DisposeAsync().ConfigureAwait(false);
        _closed.TrySetResult("it was closed here");
    }

    private async Task KeepAsync()
    {
        LabSession session = _session;
        try
        {
            while (true)
            {
                string reason = await session.Lost.ConfigureAwait(false);
                if (_end.IsCancellationRequested || await RebuildAsync(session, reason).ConfigureAwait(false) is not { } next) return;
                session = next;
                if (TryAdopt(session)) continue;
                await session.DisposeAsync().ConfigureAwait(false);
                return;
            }
        }
        catch (Exception bug)
        {
            // Whoever waits for a session must not wait for ever.
            _closed.TrySetResult($"{Address} cannot be joined again: {bug.Message}");
        }
    }

    /// <returns>False if it was closed meanwhile.</returns>
    private bool TryAdopt(LabSession next)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_end.IsCancellationRequested) return false;
            _session = next;
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
        return true;
    }

    /// <returns>Null when it was closed here, or for good.</returns>
    private async Task<LabSession?> RebuildAsync(LabSession lost, string reason)
    {
        LabPatience patience = Address.Patience;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        limit.CancelAfter(patience.WithoutBroker.ToTimeSpan());
        _report($"{Address} is away: {reason}");
        // So that the broker hears of it, where it is only we who took it for lost.
        _ = Task.Run(async () => await lost.DisposeAsync().ConfigureAwait(false), CancellationToken.None);
        for (int failures = 0; ; failures++)
        {
            try
            {
                await Task.Delay(ExponentialBackOff.Delay(failures, patience.RetryAfter, patience.RetryAtMost).ToTimeSpan(), limit.Token).ConfigureAwait(false);
                (ConnectionFactory factory, TlsHandshake? tls) = DoorOf(Address, _name);
                LabSession session = await LabSession.OpenAsync(factory, tls, lost.Generation + 1, patience, line => _report($"{Address} {line}"), limit.Token).ConfigureAwait(false);
                _report($"{Address} is back");
                return session;
            }
            catch (IOException refused)
            {
                reason = refused.Message;
            }
            catch (Exception late) when (LabSession.IsFailure(late) && limit.IsCancellationRequested)
            {
                _closed.TrySetResult(_end.IsCancellationRequested ? "it was closed here" : $"{Address} was away for {patience.WithoutBroker}: {reason}");
                return null;
            }
        }
    }

    private async Task CancelAfterAsync(CancellationTokenSource source, TimeSpan connected)
    {
        long last = Environment.TickCount64;
        double left = connected.TotalMilliseconds;
        try
        {
            while (left > 0 && !Closed.IsCompleted)
            {
                await Task.Delay(Tick, source.Token).ConfigureAwait(false);
                long now = Environment.TickCount64;
                lock (_gate) left -= _session.IsLost || _session.IsHeldUp ? 0 : now - last;
                last = now;
            }

            await source.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception over) when (over is ObjectDisposedException or OperationCanceledException)
        {
            // Nobody waits any more.
        }
    }

    /// <summary>For one attempt.</summary>
    private static (ConnectionFactory Factory, TlsHandshake? Tls) DoorOf(LabAddress address, string name)
    {
        (string user, string password) = CredentialsOf(address);
        var factory = new ConnectionFactory
        {
            HostName = address.Broker.Host,
            Port = address.Broker.Port,
            UserName = user,
            Password = password,
            VirtualHost = address.Lab,
            ClientProvidedName = name,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            SocketFactory = static family => new BrokerSocket(family),
            RequestedHeartbeat = HeartbeatInterval,
            RequestedConnectionTimeout = AttemptPatience,
            ContinuationTimeout = AttemptPatience,
            HandshakeContinuationTimeout = AttemptPatience,
            // Nobody of ours sends more; the client refuses what says that it is larger before it makes room for it.
            MaxInboundMessageBodySize = FrameCodec.LengthBytes + FrameCodec.MaxFrameBytes,
        };
        TlsHandshake? tls = address.Broker.Scheme == "amqps" ? new TlsHandshake(address.Broker.Host, address.Tls) : null;
        if (tls is not null) factory.Ssl = tls.Option;
        return (factory, tls);
    }

    private static (string User, string Password) CredentialsOf(LabAddress address)
    {
        string[] parts = address.Broker.UserInfo.Split(':', 2);
        string user = Uri.UnescapeDataString(parts[0]);
        if (user is "" or "guest") throw new IOException($"{address} needs a user of its own in the address of the broker: amqp://USER:PASSWORD@HOST; the user guest is never used");
        return (user, parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
    }
}
