using System.Net.Sockets;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ActorLab.Cluster.Labs;

/// <summary>One connection to the broker of a lab, from its opening to its loss. It is never mended: another session comes after it.</summary>
internal sealed class LabSession : IAsyncDisposable
{
    private const ushort ResourceLocked = 405;
    private const string ClosedHere = "it was closed here";

    private readonly IConnection _client;
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _whileThere = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource? _heldUp;
    private long _wentOnAt;

    private LabSession(IConnection client, int generation, LabPatience patience, Action<string> report)
    {
        (_client, Generation, Patience) = (client, generation, patience);
        client.ConnectionBlockedAsync += (_, blocked) =>
        {
            if (HoldUp()) report($"takes no messages for now: {blocked.Reason}");
            return Task.CompletedTask;
        };
        client.ConnectionUnblockedAsync += (_, _) =>
        {
            if (GoOn()) report("takes messages again");
            return Task.CompletedTask;
        };
        client.ConnectionShutdownAsync += (_, shutdown) =>
        {
            Lose(shutdown.ReplyText);
            return Task.CompletedTask;
        };
        if (!client.IsOpen) Lose("it was closed at once");
    }

    public LabPatience Patience { get; }

    /// <summary>From 1; higher than those of all sessions before it.</summary>
    public int Generation { get; }

    /// <summary>Completes with the reason when the connection is gone, whoever closed it.</summary>
    public Task<string> Lost => _lost.Task;

    /// <summary>Cancelled then.</summary>
    public CancellationToken WhileThere => _whileThere.Token;

    /// <summary>The loss may be known here before <see cref="Lost"/> has completed.</summary>
    public bool IsLost => _lost.Task.IsCompleted || !_client.IsOpen;

    /// <summary>The broker has said that it reads nothing from this connection for now, since it is short of memory or of disk. It is there all the same, and says when it goes on.</summary>
    public bool IsHeldUp
    {
        get
        {
            lock (_gate) return _heldUp is not null;
        }
    }

    /// <summary>Completes when that is over, or the session is lost.</summary>
    public Task WhileHeldUp
    {
        get
        {
            lock (_gate) return _heldUp?.Task ?? Task.CompletedTask;
        }
    }

    /// <param name="factory">For this attempt.</param>
    /// <param name="tls">Null without TLS.</param>
    /// <param name="generation">Of the session.</param>
    /// <param name="patience">With the broker.</param>
    /// <param name="report">Gets what the broker says of itself; begins with a verb.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <exception cref="IOException">The broker is not there or lets nobody in; the reason alone.</exception>
    public static async Task<LabSession> OpenAsync(ConnectionFactory factory, TlsHandshake? tls, int generation, LabPatience patience, Action<string> report, CancellationToken interrupt)
    {
        LabSession? session = null;
        try
        {
            session = new LabSession(await factory.CreateConnectionAsync(interrupt).ConfigureAwait(false), generation, patience, report);
            // The client does not wait for the broker's word about the virtual host: a first channel shows whether it lets us in.
            IChannel channel = await session.CreateChannelAsync(interrupt).ConfigureAwait(false);
            await channel.DisposeAsync().ConfigureAwait(false);
            return session;
        }
        catch (Exception refused)
        {
            // The word of the broker ends the connection, and what was asked of it may only be cancelled.
            string? said = session?._client.CloseReason is { Initiator: ShutdownInitiator.Peer } closed ? closed.ReplyText : null;
            if (session is not null) await session.DisposeAsync().ConfigureAwait(false);
            if (!IsFailure(refused) || interrupt.IsCancellationRequested) throw;
            throw new IOException(said ?? tls?.ReasonOf(refused.GetBaseException()) ?? SentenceOf(refused), refused);
        }
    }

    /// <summary>What the client throws when a connection or a channel is lost, and whatever was asked of it did perhaps not happen.</summary>
    public static bool IsFailure(Exception failure) =>
        failure is RabbitMQClientException or IOException or SocketException or TimeoutException or ObjectDisposedException or OperationCanceledException or ChannelClosedException;

    /// <summary>A channel whose publishes complete with the broker's confirmation. Without the client's rate limiter, which slows down and reorders: whoever publishes keeps a window.</summary>
    public Task<IChannel> CreateChannelAsync(CancellationToken interrupt = default) =>
        _client.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null), interrupt);

    /// <summary>A channel whose publishes complete when they are written. The client's own account completes each by itself, and the order of what must be sent again is lost: whoever publishes keeps one.</summary>
    /// <param name="confirms">Whether the broker confirms publishes.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    public Task<IChannel> CreateUntrackedChannelAsync(bool confirms, CancellationToken interrupt) =>
        _client.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: confirms, publisherConfirmationTrackingEnabled: false, outstandingPublisherConfirmationsRateLimiter: null), interrupt);

    /// <summary>A channel, and a queue that belongs to this session alone. Where the broker still holds the one of an earlier session, which it does not know to be lost, it is waited for.</summary>
    public async Task<IChannel> OpenQueueAsync(string name, CancellationToken interrupt)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        limit.CancelAfter(Patience.WithoutBroker.ToTimeSpan());
        for (int failures = 0; ; failures++)
        {
            IChannel channel = await CreateChannelAsync(interrupt).ConfigureAwait(false);
            try
            {
                await channel.QueueDeclareAsync(name, durable: false, exclusive: true, autoDelete: false, cancellationToken: interrupt).ConfigureAwait(false);
                return channel;
            }
            catch (OperationInterruptedException locked) when (locked.ShutdownReason?.ReplyCode == ResourceLocked && !limit.IsCancellationRequested)
            {
                await channel.DisposeAsync().ConfigureAwait(false);
                await Task.Delay(ExponentialBackOff.Delay(failures, Patience.RetryAfter, Patience.RetryAtMost).ToTimeSpan(), interrupt).ConfigureAwait(false);
            }
        }
    }

    /// <summary>For how many milliseconds the broker could have answered what was sent then: it does not answer while it reads nothing.</summary>
    /// <param name="since">Of <see cref="Environment.TickCount64"/>.</param>
    public long WaitedMs(long since)
    {
        lock (_gate) return _heldUp is not null ? 0 : Environment.TickCount64 - Math.Max(since, _wentOnAt);
    }

    /// <summary>Waits for the broker's word about what was published, as long as it may take.</summary>
    /// <exception cref="TimeoutException">It has not come, although the broker reads what it is sent.</exception>
    public async Task AwaitConfirmationAsync(Task published)
    {
        TimeSpan patience = Patience.Confirmation.ToTimeSpan();
        long begun = Environment.TickCount64;
        while (!published.IsCompleted)
        {
            TimeSpan left = patience - TimeSpan.FromMilliseconds(WaitedMs(begun));
            if (left <= TimeSpan.Zero) throw new TimeoutException($"the broker has confirmed nothing for {Patience.Confirmation}");
            await Task.WhenAny(published, Lost, Task.Delay(left)).ConfigureAwait(false);
            if (Lost.IsCompleted && !published.IsCompleted) throw new IOException(await Lost.ConfigureAwait(false));
        }

        await published.ConfigureAwait(false);
    }

    /// <summary>Takes it for lost, since it does not do what it should.</summary>
    public void GiveUp(string reason)
    {
        // Elsewhere: whoever finds it lost may hold what the client's own threads wait for.
        if (Lose(reason)) _ = Task.Run(CloseAsync);
    }

    /// <summary>Closes it without waiting for anything that is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        // The client takes leave of the broker, and a broker that reads nothing lets it wait for a quarter of a minute.
        if (IsHeldUp) GiveUp(ClosedHere);
        else await CloseAsync().ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        try
        {
            await _client.AbortAsync().ConfigureAwait(false);
            await _client.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception gone) when (IsFailure(gone))
        {
            // There was nobody any more to take leave of.
        }

        Lose(ClosedHere);
    }

    private bool Lose(string reason)
    {
        if (!_lost.TrySetResult(reason)) return false;
        GoOn();
        _whileThere.Cancel();
        return true;
    }

    /// <returns>False if it was held up before.</returns>
    private bool HoldUp()
    {
        lock (_gate)
        {
            if (_heldUp is not null || _lost.Task.IsCompleted) return false;
            _heldUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    /// <returns>False if it was not held up.</returns>
    private bool GoOn()
    {
        lock (_gate)
        {
            if (_heldUp is not { } heldUp) return false;
            (_heldUp, _wentOnAt) = (null, Environment.TickCount64);
            heldUp.SetResult();
            return true;
        }
    }

    /// <summary>The client wraps what the broker or the system said.</summary>
    private static string SentenceOf(Exception refused)
    {
        Exception innermost = refused.GetBaseException();
        return innermost switch
        {
            AuthenticationFailureException => "the user or the password is wrong",
            OperationInterruptedException { ShutdownReason: { } reason } => reason.ReplyText,
            _ => innermost.Message,
        };
    }
}
