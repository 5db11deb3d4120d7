using ActorLab.Cluster.Labs;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace ActorLab.Cluster.Transports;

/// <summary>What became of a message.</summary>
internal enum PublishAnswer
{
    /// <summary>It is in the peer's inbox.</summary>
    Arrived,

    /// <summary>The broker would not take it.</summary>
    Refused,

    /// <summary>The peer has no inbox.</summary>
    Returned,
}

/// <summary>The way between two inboxes through one session of a lab: an exclusive queue, a channel that reads it and one that writes to the peer's. It ends with its session.</summary>
internal sealed class RabbitRoute
{
    private const int WindowMessages = 64;
    private static readonly BasicProperties Transient = new() { DeliveryMode = DeliveryModes.Transient };

    private readonly IChannel _incoming;
    private readonly IChannel _outgoing;
    private readonly string _inbox;
    private readonly string _peerInbox;
    private readonly Lock _gate = new();
    private readonly Queue<(Task Published, long Since)> _window = new(WindowMessages);
    private volatile bool _closed;

    private RabbitRoute(LabSession session, IChannel incoming, IChannel outgoing, string inbox, string peerInbox)
    {
        (Session, _incoming, _outgoing, _inbox, _peerInbox) = (session, incoming, outgoing, inbox, peerInbox);
    }

    public LabSession Session { get; }

    /// <summary>For how many milliseconds the oldest message waits for the broker's confirmation, while that reads; 0 if none does.</summary>
    public long UnconfirmedForMs
    {
        get
        {
            lock (_gate)
            {
                while (_window.TryPeek(out (Task Published, long Since) oldest))
                {
                    if (!oldest.Published.IsCompleted) return Session.WaitedMs(oldest.Since);
                    _window.Dequeue();
                }

                return 0;
            }
        }
    }

    /// <param name="connection">Whose next session it takes.</param>
    /// <param name="after">A generation that is known to be lost; 0 for none.</param>
    /// <param name="inbox">The name of this end's queue.</param>
    /// <param name="peerInbox">That of the other.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <exception cref="IOException">The broker does not make it, or is gone for good.</exception>
    public static async Task<RabbitRoute> OpenAsync(LabConnection connection, int after, string inbox, string peerInbox, CancellationToken interrupt)
    {
        while (true)
        {
            LabSession session = await connection.SessionAsync(after, interrupt).ConfigureAwait(false);
            try
            {
                // If the broker stops reading before all is there, this channel is left to the session: nothing is read on it yet.
                IChannel incoming = await session.OpenQueueAsync(inbox, interrupt).ConfigureAwait(false);
                return new RabbitRoute(session, incoming, await session.CreateChannelAsync(interrupt).ConfigureAwait(false), inbox, peerInbox);
            }
            catch (Exception broken) when (LabSession.IsFailure(broken) && !interrupt.IsCancellationRequested)
            {
                if (session.IsLost) after = session.Generation;
                else if (!session.IsHeldUp) throw new IOException($"inbox '{inbox}' cannot be made: {broken.Message}", broken);
            }
        }
    }

    /// <summary>Begins to read.</summary>
    /// <param name="onReceived">Gets a message; the bytes are valid during the call alone.</param>
    /// <param name="onDeleted">The inbox was deleted, not by the loss of the session.</param>
    public async Task ConsumeAsync(Action<RabbitRoute, ReadOnlyMemory<byte>> onReceived, Action<RabbitRoute> onDeleted)
    {
        var consumer = new AsyncEventingBasicConsumer(_incoming);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            onReceived(this, delivery.Body);
            return Task.CompletedTask;
        };
        consumer.UnregisteredAsync += (_, _) =>
        {
            onDeleted(this);
            return Task.CompletedTask;
        };
        try
        {
            await _incoming.BasicConsumeAsync(_inbox, autoAck: true, consumer).ConfigureAwait(false);
        }
        catch (Exception broken) when (LabSession.IsFailure(broken))
        {
            Session.GiveUp(broken.Message);
        }
    }

    /// <summary>Waits until another message may be on its way.</summary>
    /// <returns>False if the session was lost.</returns>
    public async Task<bool> WaitForRoomAsync()
    {
        while (!Session.IsLost)
        {
            Task oldest;
            lock (_gate)
            {
                while (_window.TryPeek(out (Task Published, long) first) && first.Published.IsCompleted) _window.Dequeue();
                if (_window.Count < WindowMessages) return true;
                oldest = _window.Peek().Published;
            }

            await Task.WhenAny(oldest, Session.Lost).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Sends a message: it arrives once, or is lost. The body must not be used again.</summary>
    /// <param name="body">The message.</param>
    /// <param name="onAnswer">Is told what the broker says.</param>
    public void Publish(ReadOnlyMemory<byte> body, Action<RabbitRoute, PublishAnswer> onAnswer)
    {
        Task published = PublishAsync(body, onAnswer);
        if (published.IsCompleted) return;
        lock (_gate) _window.Enqueue((published, Environment.TickCount64));
    }

    /// <summary>Completes when all that was sent has arrived or is lost.</summary>
    public async Task WaitForAllAsync()
    {
        Task[] all;
        lock (_gate) all = [.. _window.Select(w => w.Published)];
        await Task.WhenAny(Task.WhenAll(all), Session.Lost).ConfigureAwait(false);
    }

    /// <summary>Tells the peer that this end is closed, and deletes the inbox: what is still sent to it comes back.</summary>
    public async Task CloseAsync()
    {
        try
        {
            if (!Session.IsLost)
            {
                await Session.AwaitConfirmationAsync(PublishAsync(ReadOnlyMemory<byte>.Empty, static (_, _) => { })).ConfigureAwait(false);
                await _incoming.QueueDeleteAsync(_inbox).ConfigureAwait(false);
            }

            _closed = true;
            await _incoming.DisposeAsync().ConfigureAwait(false);
            await _outgoing.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception gone) when (LabSession.IsFailure(gone))
        {
            // The broker deletes the inbox with the session, so that must not outlive it.
            Session.GiveUp(gone.Message);
        }
    }

    /// <summary>Never throws.</summary>
    private async Task PublishAsync(ReadOnlyMemory<byte> body, Action<RabbitRoute, PublishAnswer> onAnswer)
    {
        try
        {
            await _outgoing.BasicPublishAsync("", _peerInbox, mandatory: true, Transient, body).ConfigureAwait(false);
            onAnswer(this, PublishAnswer.Arrived);
        }
        catch (PublishException failed)
        {
            onAnswer(this, failed.IsReturn ? PublishAnswer.Returned : PublishAnswer.Refused);
        }
        catch (Exception broken) when (LabSession.IsFailure(broken))
        {
            // What was on its way when this end was closed is lost; others may use the session.
            if (!_closed) Session.GiveUp(broken.Message);
        }
    }
}
