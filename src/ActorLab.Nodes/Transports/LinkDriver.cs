using System.Collections.Immutable;
using ActorLab.Nodes.Links;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Transports;

/// <summary>Whom a <see cref="LinkDriver"/> works for. One call at a time, in this order, from any thread; it may call the driver.</summary>
public interface ILinkOwner
{
    /// <summary>A hello has come: accept or refuse it, now or later. Only where the link answers.</summary>
    void OnGreeted(Hello hello);

    /// <summary>The link is open.</summary>
    void OnOpened(Hello hello, Welcome welcome);

    /// <summary>The next op of the peer.</summary>
    /// <remarks>It must return soon: what follows waits for it.</remarks>
    /// <exception cref="WireFormatException">It makes no sense; the link is broken by it, and what follows is dropped.</exception>
    void OnOp(NodeOp op);

    /// <summary>The link is broken; the last call. All ops that arrived came before. The transport stays open until the driver is disposed: a refusal may still have to leave.</summary>
    void OnBroken(LinkFailure failure);
}

/// <summary>Lets a <see cref="ReliableLink"/> live: gives it time, the bytes of a transport and a thread that waits for its deadlines.</summary>
public sealed class LinkDriver : ITransportReceiver, IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly ITransport _transport;
    private readonly ILinkOwner _owner;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly ReliableLink _link;
    private readonly FrameDecoder _decoder = new();
    private readonly List<NodeFrame> _decoded = [];
    private readonly List<NodeOp> _delivered = [];
    private readonly object _gate = new();
    private readonly string _peer;
    private SimTime _sleepsUntil;
    private SimTime? _standsStillSince;
    private SimDuration _stoodStill;
    private bool _flushDue, _disposed, _delivering, _makesNoSense, _toldGreeted, _toldOpened, _toldBroken;

    private LinkDriver(string peer, ITransport transport, ILinkOwner owner, TimeProvider clock, Func<SimTime, ReliableLink> create)
    {
        _peer = peer;
        _transport = transport;
        _owner = owner;
        _clock = clock;
        _start = clock.GetTimestamp();
        _link = create(SimTime.Zero);
    }

    /// <summary>Ops that are not known to have arrived.</summary>
    public long PendingOps
    {
        get
        {
            lock (_gate) return _link.PendingOps;
        }
    }

    /// <summary>Of the link: it stands still while the transport does.</summary>
    private SimTime Now => _standsStillSince ?? SimTime.Zero + (Elapsed - _stoodStill);

    private SimDuration Elapsed => SimDuration.FromTimeSpan(_clock.GetElapsedTime(_start));

    /// <summary>The transport stands still, and with it this link: it sends nothing, and no time passes for it.</summary>
    public bool IsSuspended
    {
        get
        {
            lock (_gate) return _standsStillSince is not null;
        }
    }

    /// <summary>Opens a link to a node that was started.</summary>
    /// <param name="transport">Not started yet; owned.</param>
    /// <param name="hello">What it is told.</param>
    /// <param name="owner">Gets what comes.</param>
    /// <param name="options">Of this side.</param>
    /// <param name="clock">The system's, unless a test has its own.</param>
    public static LinkDriver Open(ITransport transport, Hello hello, ILinkOwner owner, LinkOptions options, TimeProvider? clock = null) =>
        new(hello.Node, transport, owner, clock ?? TimeProvider.System, now => ReliableLink.Open(hello, options, now));

    /// <summary>Waits for the hello of whoever started this node.</summary>
    /// <inheritdoc cref="Open"/>
    public static LinkDriver Answer(ITransport transport, ILinkOwner owner, LinkOptions options, TimeProvider? clock = null) =>
        new("the root", transport, owner, clock ?? TimeProvider.System, now => ReliableLink.Answer(options, now));

    /// <summary>Begins; the owner is called from now on. Called once.</summary>
    public void Start()
    {
        _transport.Start(this);
        new Thread(Wait) { IsBackground = true, Name = $"link to {_peer}" }.Start();
    }

    /// <summary>As <see cref="ReliableLink.Accept"/>; nothing happens if the link has broken since.</summary>
    public void Accept(ulong planDigest, int processId)
    {
        Act(now =>
        {
            if (_link.State == LinkState.Greeted) _link.Accept(planDigest, processId, now);
        });
        Deliver();
    }

    /// <summary>As <see cref="ReliableLink.Refuse"/>; nothing happens if the link has broken since.</summary>
    public void Refuse(string reason)
    {
        Act(_ =>
        {
            if (_link.State == LinkState.Greeted) _link.Refuse(reason);
        });
        Deliver();
    }

    /// <summary>Sends an op, soon: with those that come meanwhile.</summary>
    /// <exception cref="NoWireFormException">It is too large for a frame.</exception>
    public void Enqueue(NodeOp op)
    {
        lock (_gate)
        {
            _link.Enqueue(op);
            if (_flushDue) return;
            _flushDue = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Sends everything enqueued before, at once.</summary>
    public void Flush() => Act(_ => FlushLink());

    /// <summary>As <see cref="ReliableLink.GiveUp"/>. The owner is told of the break, unless he was before.</summary>
    public ImmutableArray<NodeOp> GiveUp(string reason)
    {
        ImmutableArray<NodeOp> ops = [];
        Act(_ => ops = _link.GiveUp(reason));
        Deliver();
        return ops;
    }

    /// <summary>Gives the peer up.</summary>
    public void Break(string reason)
    {
        Act(_ => _link.OnBroken(LinkFailureKind.Violation, reason));
        Deliver();
    }

    void ITransportReceiver.OnReceived(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            SimTime now = Now;
            _decoded.Clear();
            WireFormatException? bad = null;
            try
            {
                _decoder.Decode(bytes, _decoded);
            }
            catch (WireFormatException format)
            {
                bad = format;
            }

            foreach (NodeFrame frame in _decoded) _link.OnFrame(frame, now);
            if (bad is not null) _link.OnBroken(LinkFailureKind.Violation, $"sent what is no frame: {bad.Message}");
        }

        Deliver();
        Act(static _ => { });
    }

    void ITransportReceiver.OnClosed(string reason)
    {
        Act(_ => _link.OnBroken(LinkFailureKind.Closed, reason));
        Deliver();
    }

    void ITransportReceiver.OnSuspended()
    {
        lock (_gate) _standsStillSince ??= Now;
    }

    void ITransportReceiver.OnResumed()
    {
        Act(_ =>
        {
            if (_standsStillSince is not { } since) return;
            _stoodStill = Elapsed - (since - SimTime.Zero);
            _standsStillSince = null;
            _link.OnResumed(Now);
            Monitor.Pulse(_gate);
        });
    }

    /// <summary>Closes the transport; the owner is not called any more, unless a call has begun.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.Pulse(_gate);
        }

        _transport.Dispose();
    }

    private void Act(Action<SimTime> act)
    {
        lock (_gate)
        {
            SimTime now = Now;
            act(now);
            Send(now);
            if (_link.NextDeadline is { } deadline && deadline < _sleepsUntil) Monitor.Pulse(_gate);
        }
    }

    private void Wait()
    {
        bool over = false;
        while (!over)
        {
            lock (_gate)
            {
                if (_disposed) return;
                SimTime now = Now;
                if (_standsStillSince is null) _link.OnTick(now);
                if (_flushDue) FlushLink();
                Send(now);
                over = _link.State == LinkState.Broken;
                if (!over) Sleep();
            }

            Deliver();
        }
    }

    private void Sleep()
    {
        SimTime now = Now;
        SimDuration wait = SimDuration.FromTimeSpan(LongestWait);
        if (_standsStillSince is null && _link.NextDeadline is { } deadline && deadline - now < wait) wait = deadline - now;
        if (wait <= SimDuration.Zero) return;
        _sleepsUntil = now + wait;
        // Rounded up to what the system can wait for: too early would be for nothing.
        Monitor.Wait(_gate, TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)));
        _sleepsUntil = default;
    }

    private void FlushLink()
    {
        _flushDue = false;
        _link.Flush();
    }

    private void Send(SimTime now)
    {
        // It would be lost, and counted as sent.
        if (_standsStillSince is not null) return;
        while (_link.TryTakeOutgoing(now, out NodeFrame? frame)) _transport.Send(FrameCodec.Encode(frame));
    }

    /// <summary>Calls the owner, outside the gate: he may call us. Whoever comes while another is at it leaves his calls to that one.</summary>
    private void Deliver()
    {
        lock (_gate)
        {
            if (_delivering) return;
            _delivering = true;
        }

        while (NextCall() is { } call) call();
    }

    /// <summary>What the owner is to be told next; null when there is nothing, and then nobody delivers any more.</summary>
    private Action? NextCall()
    {
        lock (_gate)
        {
            Action? next = _disposed || _toldBroken ? null : NextNews();
            _delivering = next is not null;
            return next;
        }
    }

    private Action? NextNews()
    {
        if (_link is { State: LinkState.Greeted, Hello: { } greeted } && Once(ref _toldGreeted)) return () => _owner.OnGreeted(greeted);
        if (_link is { Welcome: { } welcome, Hello: { } hello } && Once(ref _toldOpened)) return () => _owner.OnOpened(hello, welcome);
        _delivered.Clear();
        while (!_makesNoSense && _link.TryTakeIncoming(out NodeOp? op)) _delivered.Add(op);
        if (_delivered.Count > 0) return DeliverOps;
        return _link.Failure is { } failure && Once(ref _toldBroken) ? () => _owner.OnBroken(Told(failure)) : null;
    }

    private void DeliverOps()
    {
        try
        {
            foreach (NodeOp op in _delivered) _owner.OnOp(op);
        }
        catch (WireFormatException nonsense)
        {
            _makesNoSense = true;
            Act(_ => _link.OnBroken(LinkFailureKind.Violation, $"sent what makes no sense: {nonsense.Message}"));
        }
    }

    /// <summary>A frame that has begun and does not go on says more about a peer than its silence.</summary>
    private LinkFailure Told(LinkFailure failure)
    {
        lock (_gate)
        {
            return failure.Kind is LinkFailureKind.PeerSilent or LinkFailureKind.Closed && _decoder.PendingBytes > 0
                ? new LinkFailure(failure.Kind, $"{failure.Reason}, {_decoder.PendingBytes} bytes into a frame")
                : failure;
        }
    }

    private static bool Once(ref bool told)
    {
        bool first = !told;
        told = true;
        return first;
    }
}
