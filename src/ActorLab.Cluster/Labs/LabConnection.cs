using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ActorLab.Cluster.Labs;

/// <summary>A connection of one member or one run to its lab. It is never mended: who loses it joins again under another name, so that nobody takes the old one's messages for the new one's.</summary>
internal sealed class LabConnection : IAsyncDisposable
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LabConnection(IConnection connection)
    {
        Client = connection;
        connection.ConnectionShutdownAsync += (_, shutdown) =>
        {
            _closed.TrySetResult(shutdown.ReplyText);
            return Task.CompletedTask;
        };
        if (!connection.IsOpen) _closed.TrySetResult("it was closed at once");
    }

    public IConnection Client { get; }

    /// <summary>Completes with the reason when the connection is gone, whoever closed it.</summary>
    public Task<string> Closed => _closed.Task;

    /// <param name="address">Of the lab.</param>
    /// <param name="name">What the broker shows for this connection.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <exception cref="IOException">The broker is not there or lets nobody in; one sentence.</exception>
    public static async Task<LabConnection> OpenAsync(LabAddress address, string name, CancellationToken interrupt)
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
            RequestedHeartbeat = HeartbeatInterval,
            RequestedConnectionTimeout = Patience,
            ContinuationTimeout = Patience,
            HandshakeContinuationTimeout = Patience,
        };
        TlsHandshake? tls = address.Broker.Scheme == "amqps" ? new TlsHandshake(address.Broker.Host, address.Tls) : null;
        if (tls is not null) factory.Ssl = tls.Option;
        try
        {
            var connection = new LabConnection(await factory.CreateConnectionAsync(interrupt).ConfigureAwait(false));
            await connection.ConfirmAsync(interrupt).ConfigureAwait(false);
            return connection;
        }
        catch (Exception refused) when (refused is RabbitMQClientException or IOException)
        {
            throw new IOException($"{address} cannot be joined: {tls?.ReasonOf(refused.GetBaseException()) ?? SentenceOf(refused)}", refused);
        }
    }

    /// <summary>A channel whose publishes complete with the broker's confirmation. Without the client's rate limiter, which slows down and reorders: whoever publishes keeps a window.</summary>
    public Task<IChannel> CreateChannelAsync(CancellationToken interrupt = default) =>
        Client.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null), interrupt);

    /// <summary>Closes it without waiting for anything that is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await Client.AbortAsync().ConfigureAwait(false);
        await Client.DisposeAsync().ConfigureAwait(false);
        _closed.TrySetResult("it was closed here");
    }

    /// <summary>The client does not wait for the broker's word about the virtual host: a first channel shows whether it lets us in.</summary>
    private async Task ConfirmAsync(CancellationToken interrupt)
    {
        try
        {
            IChannel channel = await CreateChannelAsync(interrupt).ConfigureAwait(false);
            await channel.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static (string User, string Password) CredentialsOf(LabAddress address)
    {
        string[] parts = address.Broker.UserInfo.Split(':', 2);
        string user = Uri.UnescapeDataString(parts[0]);
        if (user is "" or "guest") throw new IOException($"{address} needs a user of its own in the address of the broker: amqp://USER:PASSWORD@HOST; the user guest is never used");
        return (user, parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
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
