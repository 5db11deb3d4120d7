using System.Security.Cryptography;
using ActorLab.Wire;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace ActorLab.Cluster.Labs;

/// <summary>The presence of a root or a member in its lab: an exclusive queue for control messages, gone with its connection and made again, under the same name, with the next one.</summary>
/// <remarks>What is sent while the lab is away waits, and is sent again when nobody knows whether it arrived: at least once, so receivers must take repeats. What was on its way to somebody whose
/// connection was lost is gone: whoever needs an answer asks again.</remarks>
internal sealed class ControlInbox : IAsyncDisposable
{
    private const string AllMembers = "actorlab.members";
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private readonly LabConnection _connection;
    private readonly bool _isMember;
    private readonly Action<ControlMessage, string> _onMessage;
    private readonly Action<string> _report;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private TaskCompletionSource<Presence> _present = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long? _lastReport;

    /// <summary>What it has in one session.</summary>
    private sealed record Presence(LabSession Session, IChannel Incoming, IChannel Outgoing, long Since);

    private ControlInbox(LabConnection connection, bool isMember, Action<ControlMessage, string> onMessage, Action<string> report)
    {
        (_connection, _isMember, _onMessage, _report) = (connection, isMember, onMessage, report);
        Identity = RandomNumberGenerator.GetHexString(16, lowercase: true);
        Name = $"{(isMember ? "member" : "root")}.{Identity}";
    }

    /// <summary>Nobody else has it.</summary>
    public string Identity { get; }

    /// <summary>The same as long as it lives, whatever becomes of connections.</summary>
    public string Name { get; }

    /// <param name="connection">Owns the queue.</param>
    /// <param name="isMember">Whether it gets what is said to all members.</param>
    /// <param name="onMessage">Gets a message and the inbox it came from, one at a time; must return soon.</param>
    /// <param name="report">Gets a line when somebody sends what is no control message, at most once a minute.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <exception cref="IOException">The broker does not allow it, or the lab is gone for good; one sentence.</exception>
    public static async Task<ControlInbox> OpenAsync(LabConnection connection, bool isMember, Action<ControlMessage, string> onMessage, Action<string> report, CancellationToken interrupt)
    {
        var inbox = new ControlInbox(connection, isMember, onMessage, report);
        for (int after = 0; ;)
        {
            (LabSession session, Presence? first, string? refusal) = await inbox.JoinNextAsync(after, interrupt).ConfigureAwait(false);
            if (refusal is not null) throw new IOException($"{connection.Address} cannot be joined: {refusal}");
            after = session.Generation;
            if (first is null) continue;
            inbox._present.SetResult(first);
            _ = inbox.KeepAsync(session);
            return inbox;
        }
    }

    /// <summary>Waits while the lab is away.</summary>
    /// <returns>False if it did not get there: nobody has that inbox any more, or the lab is gone for good.</returns>
    public Task<bool> SendAsync(string inbox, ControlMessage message) => PublishAsync("", inbox, message);

    /// <inheritdoc cref="SendAsync"/>
    /// <returns>False if there is no member.</returns>
    public Task<bool> SendToAllMembersAsync(ControlMessage message) => PublishAsync(AllMembers, "", message);

    /// <summary>Nothing comes and nothing is sent any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        Task<Presence> present;
        lock (_gate) present = _present.Task;
        if (!present.IsCompletedSuccessfully) return;
        Presence last = await present.ConfigureAwait(false);
        await last.Incoming.DisposeAsync().ConfigureAwait(false);
        await last.Outgoing.DisposeAsync().ConfigureAwait(false);
    }

    /// <param name="session">Where.</param>
    /// <param name="begun">Takes the channel that the queue is read on, as soon as there is one.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    private async Task<Presence> JoinAsync(LabSession session, Action<IChannel> begun, CancellationToken interrupt)
    {
        IChannel incoming = await session.OpenQueueAsync(Name, interrupt).ConfigureAwait(false);
        begun(incoming);
        IChannel outgoing = await session.CreateChannelAsync(interrupt).ConfigureAwait(false);
        // A broker that was started again does not know it any more.
        await incoming.ExchangeDeclareAsync(AllMembers, ExchangeType.Fanout, durable: false, autoDelete: false, cancellationToken: interrupt).ConfigureAwait(false);
        if (_isMember) await incoming.QueueBindAsync(Name, AllMembers, "", cancellationToken: interrupt).ConfigureAwait(false);
        var consumer = new AsyncEventingBasicConsumer(incoming);
        consumer.ReceivedAsync += ReceiveAsync;
        await incoming.BasicConsumeAsync(Name, autoAck: true, consumer, interrupt).ConfigureAwait(false);
        return new Presence(session, incoming, outgoing, Environment.TickCount64);
    }

    private async Task KeepAsync(LabSession session)
    {
        try
        {
            while (true)
            {
                await session.Lost.WaitAsync(_end.Token).ConfigureAwait(false);
                lock (_gate)
                {
                    if (_present.Task.IsCompleted) _present = new TaskCompletionSource<Presence>(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                (session, Presence? next, _) = await JoinNextAsync(session.Generation, _end.Token).ConfigureAwait(false);
                if (next is not null) _present.SetResult(next);
            }
        }
        catch (Exception over) when (over is IOException or OperationCanceledException)
        {
            // The lab is gone for good, or this inbox was closed.
            lock (_gate)
            {
                if (_present.Task.IsCompleted) _present = new TaskCompletionSource<Presence>();
                _present.SetCanceled();
            }
        }
    }

    /// <returns>No presence if the session was lost meanwhile, or given up because the broker refuses.</returns>
    /// <exception cref="IOException">The lab is gone for good; one sentence.</exception>
    private async Task<(LabSession Session, Presence? Presence, string? Refusal)> JoinNextAsync(int after, CancellationToken interrupt)
    {
        for (IChannel? begun = null; ;)
        {
            LabSession session = await _connection.SessionAsync(after, interrupt).ConfigureAwait(false);
            try
            {
                // Before another one reads the queue: what a channel is given while it closes is lost.
                if (begun is not null) await begun.DisposeAsync().ConfigureAwait(false);
                return (session, await JoinAsync(session, channel => begun = channel, interrupt).ConfigureAwait(false), null);
            }
            catch (Exception late) when (ChannelLoss.Is(late, interrupt) && session is { IsHeldUp: true, IsLost: false })
            {
                // The broker does not answer while it reads nothing, and begins again where it was.
            }
            catch (Exception failed) when (ChannelLoss.Is(failed, interrupt))
            {
                session.GiveUp(failed.Message);
                return (session, null, ChannelLoss.Refusal(failed)?.Reason);
            }
        }
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
        byte[] body = message.Encode();
        try
        {
            while (true)
            {
                Task<Presence> present;
                lock (_gate) present = _present.Task;
                Presence presence = await present.ConfigureAwait(false);
                if (await TryPublishAsync(presence, exchange, key, body).ConfigureAwait(false) is { } arrived) return arrived;
                await Task.Delay(RetryInterval, _end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <returns>Whether it got there; null if it is to be tried again.</returns>
    private async Task<bool?> TryPublishAsync(Presence presence, string exchange, string key, byte[] body)
    {
        await _turn.WaitAsync(_end.Token).ConfigureAwait(false);
        try
        {
            var properties = new BasicProperties { DeliveryMode = DeliveryModes.Transient, ReplyTo = Name };
            await presence.Session.AwaitConfirmationAsync(presence.Outgoing.BasicPublishAsync(exchange, key, mandatory: true, properties, body).AsTask()).ConfigureAwait(false);
            return true;
        }
        catch (PublishException failed)
        {
            // One who was in the lab before the broker was away may come back later than we did.
            return failed.IsReturn && (exchange.Length > 0 || !IsBackSinceShort(presence)) ? false : null;
        }
        catch (Exception lost) when (LabSession.IsFailure(lost))
        {
            presence.Session.GiveUp(lost.Message);
            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool IsBackSinceShort(Presence presence) =>
        presence.Session.Generation > 1 && Environment.TickCount64 - presence.Since < (long)_connection.Address.Patience.ForPeers.TotalMilliseconds;
}
