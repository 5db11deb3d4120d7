using ActorLab.Wire;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace ActorLab.Cluster.Labs;

/// <summary>The presence of a root or a member in its lab: an exclusive queue for control messages, gone with its connection.</summary>
internal sealed class ControlInbox : IAsyncDisposable
{
    private const string AllMembers = "actorlab.members";
    private static readonly TimeSpan PublishPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private readonly IChannel _incoming;
    private readonly IChannel _outgoing;
    private readonly Action<ControlMessage, string> _onMessage;
    private readonly Action<string> _report;
    private readonly SemaphoreSlim _turn = new(1);
    private long? _lastReport;

    private ControlInbox(string name, IChannel incoming, IChannel outgoing, Action<ControlMessage, string> onMessage, Action<string> report)
    {
        (Name, _incoming, _outgoing, _onMessage, _report) = (name, incoming, outgoing, onMessage, report);
    }

    /// <summary>Made by the broker: unique as long as it lives.</summary>
    public string Name { get; }

    /// <param name="connection">Owns the queue.</param>
    /// <param name="isMember">Whether it gets what is said to all members.</param>
    /// <param name="onMessage">Gets a message and the inbox it came from, one at a time; must return soon.</param>
    /// <param name="report">Gets a line when somebody sends what is no control message, at most once a minute.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    public static async Task<ControlInbox> OpenAsync(LabConnection connection, bool isMember, Action<ControlMessage, string> onMessage, Action<string> report, CancellationToken interrupt)
    {
        IChannel incoming = await connection.CreateChannelAsync(interrupt).ConfigureAwait(false);
        IChannel outgoing = await connection.CreateChannelAsync(interrupt).ConfigureAwait(false);
        await incoming.ExchangeDeclareAsync(AllMembers, ExchangeType.Fanout, durable: false, autoDelete: false, cancellationToken: interrupt).ConfigureAwait(false);
        QueueDeclareOk queue = await incoming.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: false, cancellationToken: interrupt).ConfigureAwait(false);
        if (isMember) await incoming.QueueBindAsync(queue.QueueName, AllMembers, "", cancellationToken: interrupt).ConfigureAwait(false);
        var inbox = new ControlInbox(queue.QueueName, incoming, outgoing, onMessage, report);
        var consumer = new AsyncEventingBasicConsumer(incoming);
        consumer.ReceivedAsync += inbox.ReceiveAsync;
        await incoming.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, interrupt).ConfigureAwait(false);
        return inbox;
    }

    /// <returns>False if it did not get there: nobody has that inbox any more, or the broker is gone.</returns>
    public Task<bool> SendAsync(string inbox, ControlMessage message) => PublishAsync("", inbox, message);

    /// <returns>False if there is no member.</returns>
    public Task<bool> SendToAllMembersAsync(ControlMessage message) => PublishAsync(AllMembers, "", message);

    public async ValueTask DisposeAsync()
    {
        await _incoming.DisposeAsync().ConfigureAwait(false);
        await _outgoing.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    private Task ReceiveAsync(object sender, BasicDeliverEventArgs delivery)
    {
        try
        {
            _onMessage(ControlMessage.Decode(delivery.Body.Span), delivery.BasicProperties.ReplyTo ?? "");
        }
        catch (WireFormatException nonsense)
        {
            Report($"somebody sent {nonsense.Message}; dropped");
        }

        return Task.CompletedTask;
    }

    private void Report(string line)
    {
        long now = Environment.TickCount64;
        if (_lastReport is { } last && now - last < (long)ReportInterval.TotalMilliseconds) return;
        _lastReport = now;
        _report(line);
    }

    private async Task<bool> PublishAsync(string exchange, string key, ControlMessage message)
    {
        try
        {
            await _turn.WaitAsync().ConfigureAwait(false);
            try
            {
                var properties = new BasicProperties { DeliveryMode = DeliveryModes.Transient, ReplyTo = Name };
                await _outgoing.BasicPublishAsync(exchange, key, mandatory: true, properties, message.Encode()).AsTask().WaitAsync(PublishPatience).ConfigureAwait(false);
                return true;
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (Exception lost) when (lost is RabbitMQClientException or TimeoutException or ObjectDisposedException or OperationCanceledException or IOException)
        {
            return false;
        }
    }
}
