using System.Threading.Channels;
using ActorLab.Cluster.Labs;
using ActorLab.Nodes.Transports;
using ActorLab.Wire;

namespace ActorLab.Cluster.Transports;

/// <summary>A transport between two inboxes of a lab. Each inbox is an exclusive queue of this one life: it is gone with the connection of its owner, and what is sent to it afterwards comes back.</summary>
/// <remarks>
/// <para>Pieces that wait are put into one broker message. The messages are transient and repeated by nobody here: order, loss and repetition are the business of the link above.
/// An empty message says that the peer has closed its end.</para>
/// <para>When the connection is lost, a new <see cref="RabbitRoute"/> is made over the next one, with the same inboxes; what was on its way is lost, and nothing of the old one counts any more.
/// Until then, and while the broker confirms nothing or says that it reads nothing, the receiver is told that the transport stands still. A broker that has said so keeps its connection.</para>
/// </remarks>
internal sealed class RabbitTransport : ITransport
{
    private const int JoinedBytes = 64 * 1024;
    private const long CapacityBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(250);

    private readonly LabConnection _connection;
    private readonly string _inbox;
    private readonly string _peerInbox;
    private readonly long _absenceMs;
    private readonly Lock _gate = new();
    private readonly Lock _delivery = new();
    private readonly Channel<ReadOnlyMemory<byte>> _waiting = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private readonly Timer _watch;
    private RabbitRoute? _route;
    private long _waitingBytes, _peerMayBeMissingUntil, _missingSince, _refused;
    private ITransportReceiver? _receiver;
    private Task _writer = Task.CompletedTask;
    private Task? _ending;
    private bool _closing, _told, _suspended;

    private RabbitTransport(LabConnection connection, RabbitRoute route, string inbox, string peerInbox, SimDuration absence)
    {
        (_connection, _route, _inbox, _peerInbox, _absenceMs) = (connection, route, inbox, peerInbox, (long)absence.TotalMilliseconds);
        _watch = new Timer(_ => Watch());
    }

    /// <summary>Completes when nothing will come any more, because the peer is gone or this end was closed.</summary>
    public Task Over => _over.Task;

    /// <summary>Messages that the broker would not take.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    private LabPatience Patience => _connection.Address.Patience;

    /// <summary>Makes the inbox, so that the peer may send to it from now on.</summary>
    /// <param name="connection">Stays open when the transport is closed.</param>
    /// <param name="inbox">The name of this end's queue; nobody else has it.</param>
    /// <param name="peerInbox">Must exist when the first piece is sent.</param>
    /// <param name="absence">How long the peer's inbox may be missing, although our own connection is whole, before the peer counts as gone.</param>
    /// <param name="interrupt">Ends the attempt.</param>
    /// <exception cref="IOException">The broker does not make it.</exception>
    public static async Task<RabbitTransport> OpenAsync(LabConnection connection, string inbox, string peerInbox, SimDuration absence, CancellationToken interrupt = default)
    {
        RabbitRoute route = await RabbitRoute.OpenAsync(connection, 0, inbox, peerInbox, interrupt).ConfigureAwait(false);
        return new RabbitTransport(connection, route, inbox, peerInbox, absence);
    }

    /// <summary>With a peer that counts as gone as soon as its inbox is missing.</summary>
    /// <inheritdoc cref="OpenAsync(LabConnection, string, string, SimDuration, CancellationToken)"/>
    public static Task<RabbitTransport> OpenAsync(LabConnection connection, string inbox, string peerInbox, CancellationToken interrupt = default) =>
        OpenAsync(connection, inbox, peerInbox, SimDuration.Zero, interrupt);

    public void Start(ITransportReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        RabbitRoute route;
        lock (_gate)
        {
            Invariant.Check(_receiver is null, $"the transport to {_peerInbox} was started twice");
            if (_closing) return;
            _receiver = receiver;
            route = _route!;
            _writer = Task.Run(() => WriteAsync(route));
        }

        _watch.Change(WatchInterval, WatchInterval);
        _ = Task.Run(() => KeepAsync(route));
    }

    public bool Send(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            // Without a route it is lost, as it is on its way when a route ends.
            if (_closing || _route is null || (_waitingBytes > 0 && _waitingBytes + bytes.Length > CapacityBytes)) return false;
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

    /// <summary>Goes from route to route until this end is closed or the lab is gone for good.</summary>
    private async Task KeepAsync(RabbitRoute route)
    {
        try
        {
            while (true)
            {
                await route.ConsumeAsync(Receive, OnDeleted).ConfigureAwait(false);
                await route.Session.Lost.WaitAsync(_end.Token).ConfigureAwait(false);
                Leave();
                await _writer.ConfigureAwait(false);
                Drain();
                route = await RabbitRoute.OpenAsync(_connection, route.Session.Generation, _inbox, _peerInbox, _end.Token).ConfigureAwait(false);
                if (TryTake(route)) continue;
                await route.CloseAsync().ConfigureAwait(false);
                return;
            }
        }
        catch (IOException gone)
        {
            Close($"was cut off: the connection to the broker is gone: {gone.Message}");
        }
        catch (OperationCanceledException)
        {
            // This end was closed.
        }
    }

    /// <summary>The session is lost: nothing that still comes of it counts.</summary>
    private void Leave()
    {
        lock (_delivery)
        {
            lock (_gate) _route = null;
            Suspend();
        }
    }

    /// <returns>False if this end was closed meanwhile.</returns>
    private bool TryTake(RabbitRoute route)
    {
        lock (_delivery)
        {
            lock (_gate)
            {
                if (_closing) return false;
                _route = route;
                _writer = Task.Run(() => WriteAsync(route));
            }

            Resume();
            return true;
        }
    }

    /// <summary>Whoever hears nothing while the broker confirms nothing, or says that it reads nothing, has not heard that the peer is silent.</summary>
    private void Watch()
    {
        // While something comes nothing stands still, and the next look comes soon.
        if (!_delivery.TryEnter()) return;
        try
        {
            RabbitRoute? route;
            lock (_gate) route = _route;
            if (route is null) return;
            long unconfirmed = route.UnconfirmedForMs;
            if (unconfirmed > (long)Patience.Confirmation.TotalMilliseconds) route.Session.GiveUp($"the broker has confirmed nothing for {Patience.Confirmation}");
            if (route.Session.IsHeldUp || unconfirmed > (long)Patience.Stall.TotalMilliseconds) Suspend();
            else Resume();
        }
        finally
        {
            _delivery.Exit();
        }
    }

    /// <summary>Under the delivery lock, as <see cref="Resume"/>.</summary>
    private void Suspend()
    {
        if (_suspended || Volatile.Read(ref _told)) return;
        _suspended = true;
        _receiver!.OnSuspended();
    }

    private void Resume()
    {
        if (!_suspended || Volatile.Read(ref _told)) return;
        _suspended = false;
        Volatile.Write(ref _peerMayBeMissingUntil, Environment.TickCount64 + (long)Patience.ForPeers.TotalMilliseconds);
        _receiver!.OnResumed();
    }

    private void Receive(RabbitRoute route, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            if (IsCurrent(route)) Close("closed its end");
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
            if (IsCurrent(route)) _receiver!.OnReceived(body.Span);
        }
    }

    private bool IsCurrent(RabbitRoute route)
    {
        lock (_gate) return !_told && _route == route;
    }

    private void OnDeleted(RabbitRoute route)
    {
        if (!route.Session.IsLost) Close("was cut off: the inbox for what it sends was deleted");
    }

    private void OnAnswer(RabbitRoute route, PublishAnswer answer)
    {
        // What was refused is lost, and the link sends it again.
        if (answer == PublishAnswer.Refused) Interlocked.Increment(ref _refused);
        if (answer == PublishAnswer.Arrived) Volatile.Write(ref _missingSince, 0);
        if (answer != PublishAnswer.Returned || !IsCurrent(route)) return;
        long now = Environment.TickCount64;
        if (Volatile.Read(ref _missingSince) == 0) Volatile.Write(ref _missingSince, now);
        // One who was there before the broker was away may come back later than we did.
        bool mayComeBack = now < Volatile.Read(ref _peerMayBeMissingUntil) || now < Volatile.Read(ref _missingSince) + _absenceMs;
        if (!mayComeBack) Close("is gone: its inbox does not exist any more");
    }

    private async Task WriteAsync(RabbitRoute route)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(route.Session.WhileThere).ConfigureAwait(false) && await route.WaitForRoomAsync().ConfigureAwait(false))
            {
                if (TryJoin(out ReadOnlyMemory<byte> body)) route.Publish(body, OnAnswer);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await route.WaitForAllAsync().ConfigureAwait(false);
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

    /// <summary>What waits is lost.</summary>
    private void Drain()
    {
        while (_waiting.Reader.TryRead(out ReadOnlyMemory<byte> piece))
        {
            lock (_gate) _waitingBytes -= piece.Length;
        }
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
        Drain();
        lock (_delivery) _receiver?.OnClosed(reason);
        _ = EndOnce();
    }

    private Task EndOnce()
    {
        lock (_gate) return _ending ??= Task.Run(EndAsync);
    }

    private async Task EndAsync()
    {
        Task writer;
        RabbitRoute? route;
        lock (_gate) (writer, route) = (_writer, _route);
        await Task.WhenAny(writer, Task.Delay(Linger)).ConfigureAwait(false);
        await _end.CancelAsync().ConfigureAwait(false);
        await _watch.DisposeAsync().ConfigureAwait(false);
        if (route is not null) await route.CloseAsync().ConfigureAwait(false);
        _over.TrySetResult();
    }
}
