using System.Threading.Channels;
using ActorLab.Cluster.Labs;
using ActorLab.Nodes.Transports;
using ActorLab.Wire;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace ActorLab.Cluster.Transports;

/// <summary>A transport between two inboxes of a lab. Each inbox is an exclusive queue of this one life: it is gone with the connection of its owner, and what is sent to it afterwards comes back.</summary>
/// <remarks>Pieces that wait are put into one broker message. The messages are transient and repeated by nobody here: order, loss and repetition are the business of the link above.
/// An empty message says that the peer has closed its end.</remarks>
internal sealed class RabbitTransport : ITransport
{
    private const int JoinedBytes = 64 * 1024;
    private const int WindowMessages = 64;
    private const long CapacityBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PublishPatience = TimeSpan.FromSeconds(10);
    private static readonly BasicProperties Transient = new() { DeliveryMode = DeliveryModes.Transient };

    private readonly LabConnection _connection;
    private readonly IChannel _incoming;
    private readonly IChannel _outgoing;
    private readonly string _inbox;
    private readonly string _peerInbox;
    private readonly Lock _gate = new();
    private readonly Lock _delivery = new();
    private readonly Channel<ReadOnlyMemory<byte>> _waiting = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _waitingBytes;
    private ITransportReceiver? _receiver;
    private Task _writer = Task.CompletedTask;
    private Task? _ending;
    private bool _closing, _told;

    private RabbitTransport(LabConnection connection, IChannel incoming, IChannel outgoing, string inbox, string peerInbox)
    {
        (_connection, _incoming, _outgoing, _inbox, _peerInbox) = (connection, incoming, outgoing, inbox, peerInbox);
    }

    /// <summary>Completes when nothing will come any more, because the peer is gone or this end was closed.</summary>
    public Task Over => _over.Task;

    /// <summary>Makes the inbox, so that the peer may send to it from now on.</summary>
    /// <param name="connection">Stays open when the transport is closed.</param>
    /// <param name="inbox">The name of this end's queue; nobody else has it.</param>
    /// <param name="peerInbox">Must exist when the first piece is sent.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <exception cref="IOException">The broker does not make it.</exception>
    public static async Task<RabbitTransport> OpenAsync(LabConnection connection, string inbox, string peerInbox, CancellationToken interrupt = default)
    {
        try
        {
            IChannel incoming = await connection.CreateChannelAsync(interrupt).ConfigureAwait(false);
            IChannel outgoing = await connection.CreateChannelAsync(interrupt).ConfigureAwait(false);
            await incoming.QueueDeclareAsync(inbox, durable: false, exclusive: true, autoDelete: false, cancellationToken: interrupt).ConfigureAwait(false);
            return new RabbitTransport(connection, incoming, outgoing, inbox, peerInbox);
        }
        catch (RabbitMQClientException refused)
        {
            throw new IOException($"inbox '{inbox}' cannot be made: {refused.Message}", refused);
        }
    }

    public void Start(ITransportReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        lock (_gate)
        {
            Invariant.Check(_receiver is null, $"the transport to {_peerInbox} was started twice");
            if (_closing) return;
            _receiver = receiver;
            _writer = Task.Run(WriteAsync);
        }

        _ = Task.Run(ConsumeAsync);
        _ = CloseWithConnectionAsync();
    }

    public bool Send(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            if (_closing || (_waitingBytes > 0 && _waitingBytes + bytes.Length > CapacityBytes)) return false;
            _waitingBytes += bytes.Length;
            return _waiting.Writer.TryWrite(bytes);
        }
    }

    /// <summary>Ends it as if the peer were gone: the receiver is told.</summary>
    public void Break(string reason) => Close(reason);

    /// <summary>Publishes what waits, for half a second at most, tells the peer, and deletes the inbox: what is still sent to it comes back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _told = true;
            _closing = true;
        }

        _waiting.Writer.TryComplete();
        EndOnce().Wait(Linger);
    }

    private async Task ConsumeAsync()
    {
        var consumer = new AsyncEventingBasicConsumer(_incoming);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            Receive(delivery.Body.Span);
            return Task.CompletedTask;
        };
        consumer.UnregisteredAsync += (_, _) =>
        {
            Close("was cut off: the inbox for what it sends was deleted");
            return Task.CompletedTask;
        };
        try
        {
            await _incoming.BasicConsumeAsync(_inbox, autoAck: true, consumer).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is RabbitMQClientException or ObjectDisposedException or OperationCanceledException)
        {
            Close($"was cut off: {broken.Message}");
        }
    }

    private void Receive(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            Close("closed its end");
            return;
        }

        if (body.Length > FrameCodec.LengthBytes + FrameCodec.MaxFrameBytes)
        {
            Close($"sent a message of {body.Length} bytes, larger than any frame");
            return;
        }

        // One call at a time: the end may come from another thread.
        lock (_delivery)
        {
            lock (_gate)
            {
                if (_told) return;
            }

            _receiver!.OnReceived(body);
        }
    }

    private async Task WriteAsync()
    {
        var window = new Queue<Task>(WindowMessages);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            if (window.Count == WindowMessages) await window.Dequeue().ConfigureAwait(false);
            while (window.TryPeek(out Task? oldest) && oldest.IsCompleted) _ = window.Dequeue();
            if (TryJoin(out ReadOnlyMemory<byte> body)) window.Enqueue(PublishAsync(body));
        }

        await Task.WhenAll(window).ConfigureAwait(false);
    }

    /// <summary>Small pieces that wait become one body, which is never used again: the client may still read it when the next one is made.</summary>
    private bool TryJoin(out ReadOnlyMemory<byte> body)
    {
        ChannelReader<ReadOnlyMemory<byte>> waiting = _waiting.Reader;
        if (!waiting.TryRead(out body)) return false;
        if (waiting.TryPeek(out ReadOnlyMemory<byte> next) && body.Length + next.Length <= JoinedBytes)
        {
            var joined = new MemoryStream(JoinedBytes);
            joined.Write(body.Span);
            while (waiting.TryPeek(out next) && joined.Length + next.Length <= JoinedBytes && waiting.TryRead(out next)) joined.Write(next.Span);
            body = joined.GetBuffer().AsMemory(0, (int)joined.Length);
        }

        lock (_gate) _waitingBytes -= body.Length;
        return true;
    }

    /// <summary>Completes when the broker has it or it is lost; never throws.</summary>
    private async Task PublishAsync(ReadOnlyMemory<byte> body)
    {
        try
        {
            await _outgoing.BasicPublishAsync("", _peerInbox, mandatory: true, Transient, body).AsTask().WaitAsync(PublishPatience).ConfigureAwait(false);
        }
        catch (PublishException failed)
        {
            // What the broker refused for itself is lost, and the link sends it again.
            if (failed.IsReturn) Close("is gone: its inbox does not exist any more");
        }
        catch (TimeoutException)
        {
            Close($"was cut off: the broker has confirmed nothing for {PublishPatience.TotalSeconds} s");
        }
        catch (Exception broken) when (broken is RabbitMQClientException or ObjectDisposedException or OperationCanceledException or IOException)
        {
            Close($"was cut off: {broken.Message}");
        }
    }

    private async Task CloseWithConnectionAsync()
    {
        await Task.WhenAny(_connection.Closed, Over).ConfigureAwait(false);
        if (_connection.Closed.IsCompleted) Close($"was cut off: the connection to the broker is gone: {await _connection.Closed.ConfigureAwait(false)}");
    }

    private void Close(string reason)
    {
        lock (_gate)
        {
            if (_told) return;
            _told = true;
            _closing = true;
        }

        _waiting.Writer.TryComplete();
        while (_waiting.Reader.TryRead(out _))
        {
            // Nobody would get it.
        }

        lock (_delivery) _receiver?.OnClosed(reason);
        _ = EndOnce();
    }

    private Task EndOnce()
    {
        lock (_gate) return _ending ??= Task.Run(EndAsync);
    }

    private async Task EndAsync()
    {
        await Task.WhenAny(_writer, Task.Delay(Linger)).ConfigureAwait(false);
        try
        {
            if (_connection.Client.IsOpen)
            {
                await PublishAsync(ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
                await _incoming.QueueDeleteAsync(_inbox).ConfigureAwait(false);
            }

            await _incoming.DisposeAsync().ConfigureAwait(false);
            await _outgoing.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is RabbitMQClientException or ObjectDisposedException or OperationCanceledException or IOException or TimeoutException)
        {
            // The broker deletes the inbox with the connection.
        }

        _over.TrySetResult();
    }
}
