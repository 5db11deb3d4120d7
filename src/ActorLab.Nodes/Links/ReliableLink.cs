using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Links;

/// <summary>One side of a link between two nodes: makes a stream of ops, in order and each once, out of a transport that may lose, repeat, delay and reorder frames.</summary>
/// <remarks>
/// <para>A pure state machine: it has no clock and no thread, and it sends nothing by itself. The owner tells it the time (never going back), gives it what came, and takes what is to be
/// sent and what is to be handled. Not for several threads at once.</para>
/// <para>The side that starts a node opens the link and repeats its <see cref="Hello"/> until it is answered; the other answers. After that both are alike.</para>
/// <para>Whatever the peer does, the worst that happens here is <see cref="LinkState.Broken"/> with one reason.</para>
/// </remarks>
public sealed class ReliableLink
{
    private readonly LinkOptions _options;
    private readonly bool _opens;
    private readonly SimTime _joinBy;
    private Hello? _hello;
    private Welcome? _welcome;
    private Refused? _refusal;
    private SendSide? _send;
    private ReceiveSide? _receive;
    private readonly Queue<NodeOp> _early = new();
    private bool _givenUp, _helloDue, _welcomeDue, _refusalDue, _heartbeatDue;
    private SimTime _helloAt, _heartbeatAt, _lastHeard, _lastTick, _lastBeat = new(-1);
    private int _repeats;

    private ReliableLink(LinkOptions options, Hello? hello, SimTime now)
    {
        _options = options;
        _opens = hello is not null;
        _hello = hello;
        _joinBy = now + options.JoinTimeout;
        _helloDue = _opens;
        _helloAt = now + options.HelloRepeat;
        _lastTick = now;
    }

    public LinkState State { get; private set; }

    /// <summary>Why it is broken; null while it is not.</summary>
    public LinkFailure? Failure { get; private set; }

    /// <summary>The hello that opened the link: given on one side, received on the other, where it is null until then.</summary>
    public Hello? Hello => _hello;

    /// <summary>The answer; null until it was given or came.</summary>
    public Welcome? Welcome => _welcome;

    /// <summary>Ops that are not known to have arrived.</summary>
    public long PendingOps => _early.Count + (_send?.PendingOps ?? 0);

    /// <summary>Data frames that were sent more than once.</summary>
    public long Retransmissions => _send?.Retransmissions ?? 0;

    /// <summary>Frames of another life of the node; they were dropped.</summary>
    public long StrangeFrames { get; private set; }

    /// <summary>Frames that came after the link was broken; they were dropped.</summary>
    public long LateFrames { get; private set; }

    /// <summary>Frames that brought nothing new; they were dropped.</summary>
    public long RepeatedFrames { get; private set; }

    /// <summary>When <see cref="OnTick"/> has something to do at the latest, if nothing else happens before; null when it never has.</summary>
    public SimTime? NextDeadline => State switch
    {
        LinkState.Broken => null,
        LinkState.Open => Earliest(Earliest(_heartbeatAt, SilentAt), Earliest(_send!.Deadline, _receive!.Deadline)),
        LinkState.Joining when _opens => Earliest(_joinBy, _helloAt),
        _ => _joinBy,
    };

    private LinkSettings Settings => _hello!.Settings;

    private SimTime SilentAt => _lastHeard + Settings.Silence;

    /// <summary>The side that has started the node.</summary>
    /// <exception cref="ArgumentException">The settings in the hello are out of range, or its definition is too large for a frame.</exception>
    public static ReliableLink Open(Hello hello, LinkOptions options, SimTime now)
    {
        ArgumentNullException.ThrowIfNull(hello);
        if (hello.Settings.Problem is { } problem) throw new ArgumentException(problem, nameof(hello));
        int size = hello.Origin.Definition.Length;
        if (size > Payload.MaxBytes) throw new ArgumentException($"a definition of {size} bytes cannot travel; at most {Payload.MaxBytes} can", nameof(hello));
        return new ReliableLink(options, hello, now);
    }

    /// <summary>The side of the node that was started.</summary>
    public static ReliableLink Answer(LinkOptions options, SimTime now) => new(options, null, now);

    /// <summary>Takes part. Only when <see cref="LinkState.Greeted"/>.</summary>
    public void Accept(ulong planDigest, int processId, SimTime now)
    {
        Invariant.Check(State == LinkState.Greeted, $"a link that is {State} has no hello to accept");
        _welcome = new Welcome(_hello!.Epoch, FrameCodec.ProtocolVersion, planDigest, processId);
        _welcomeDue = true;
        BecomeOpen(now);
    }

    /// <summary>Does not take part; the peer is told why. Only when <see cref="LinkState.Greeted"/>.</summary>
    public void Refuse(string reason)
    {
        Invariant.Check(State == LinkState.Greeted, $"a link that is {State} has no hello to refuse");
        Break(LinkFailureKind.Refused, $"was refused: {reason}");
        _refusal = new Refused(_hello!.Epoch, new LinkFailure(LinkFailureKind.Refused, reason).Reason);
        _refusalDue = true;
    }

    /// <summary>Adds an op to the stream; it leaves with a flush or when enough have come together. Before the link is open, and after it is broken, it waits; after <see cref="GiveUp"/> it
    /// is dropped.</summary>
    /// <exception cref="NoWireFormException">The op is too large for a frame.</exception>
    public void Enqueue(NodeOp op)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (_givenUp) return;
        SendSide.CheckSize(op);
        if (_send is not null) _send.Enqueue(op);
        else _early.Enqueue(op);
    }

    /// <summary>Breaks the link, if it is not, and takes back the ops that are not known to have arrived, in the order in which they were enqueued. The first of them may have arrived: then only
    /// the word of it has not come.</summary>
    public ImmutableArray<NodeOp> GiveUp(string reason)
    {
        Break(LinkFailureKind.Closed, reason);
        _givenUp = true;
        var ops = ImmutableArray.CreateBuilder<NodeOp>();
        _send?.TakeBack(ops);
        while (_early.TryDequeue(out NodeOp? op)) ops.Add(op);
        return ops.ToImmutable();
    }

    /// <summary>Lets everything enqueued so far leave.</summary>
    public void Flush() => _send?.Flush();

    /// <summary>A frame has come.</summary>
    public void OnFrame(NodeFrame frame, SimTime now)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (State == LinkState.Broken)
        {
            LateFrames++;
            _refusalDue |= _refusal is not null && frame is Hello;
            return;
        }

        if (_hello is not null && frame.Epoch != _hello.Epoch)
        {
            StrangeFrames++;
            return;
        }

        _lastHeard = now;
        bool news = frame switch
        {
            Data data => OnData(data, now),
            Ack ack => OnAcknowledged(ack.Acknowledged, now),
            Heartbeat beat => OnHeartbeat(beat, now),
            Hello hello => OnHello(hello),
            Welcome welcome => OnWelcome(welcome, now),
            Refused refused => Break(LinkFailureKind.Refused, $"refused to take part: {refused.Reason}"),
            _ => Break(LinkFailureKind.Violation, $"sent a frame of an unknown kind, {frame.GetType().Name}"),
        };
        CountRepeat(frame, news);
    }

    /// <summary>Time has passed. Call it at <see cref="NextDeadline"/>, and at least twice within the silence: after a longer pause it takes itself for the one that was away.</summary>
    public void OnTick(SimTime now)
    {
        if (State == LinkState.Broken) return;
        if (State != LinkState.Open)
        {
            if (now >= _joinBy) Break(LinkFailureKind.PeerSilent, State == LinkState.Greeted ? "was not answered in time" : $"did not join within {_options.JoinTimeout}");
            else if (State == LinkState.Joining && _opens && now >= _helloAt) _helloDue = true;
            _lastTick = now;
            return;
        }

        var half = new SimDuration(Settings.Silence.Nanoseconds / 2);
        var halfAgo = new SimTime(now.Nanoseconds - half.Nanoseconds);
        if (_lastTick < halfAgo && _lastHeard < halfAgo) _lastHeard = halfAgo;
        _lastTick = now;
        if (now >= SilentAt)
        {
            Break(LinkFailureKind.PeerSilent, $"was silent for {Settings.Silence}");
            return;
        }

        _send!.OnTick(now);
        _receive!.OnTick(now);
        _heartbeatDue |= now >= _heartbeatAt;
    }

    /// <summary>The transport stood still, and <paramref name="now"/> with it, and both go on. The peer has the whole silence to come back as well.</summary>
    public void OnResumed(SimTime now)
    {
        _lastHeard = now;
        _lastTick = now;
    }

    /// <summary>The transport has broken down, or gives what is no frame.</summary>
    public void OnBroken(LinkFailureKind kind, string reason) => Break(kind, reason);

    /// <summary>Takes a frame to be sent. Call it until it gives none, after everything that was called before.</summary>
    public bool TryTakeOutgoing(SimTime now, [NotNullWhen(true)] out NodeFrame? frame)
    {
        frame = NextOutgoing(now);
        if (frame is null) return false;
        _heartbeatDue = false;
        if (State == LinkState.Open) _heartbeatAt = now + Settings.Heartbeat;
        return true;
    }

    /// <summary>Takes an op of the peer; in order, each once. Ops that came before the link broke can still be taken.</summary>
    public bool TryTakeIncoming([NotNullWhen(true)] out NodeOp? op)
    {
        op = null;
        return _receive is not null && _receive.TryTake(out op);
    }

    private NodeFrame? NextOutgoing(SimTime now)
    {
        if (Take(ref _refusalDue)) return _refusal;
        if (State == LinkState.Broken) return null;
        if (Take(ref _helloDue))
        {
            _helloAt = now + _options.HelloRepeat;
            return _hello;
        }

        if (Take(ref _welcomeDue)) return _welcome;
        if (State != LinkState.Open) return null;
        int epoch = _hello!.Epoch;
        long received = _receive!.Received;
        NodeFrame? frame = _send!.TryTake(epoch, received, now, out Data? data) ? data
            : _receive.AckDue ? new Ack(epoch, received)
            : _heartbeatDue ? new Heartbeat(epoch, now, received)
            : null;
        if (frame is not null) _receive.Acknowledged();
        return frame;
    }

    private bool OnData(Data data, SimTime now)
    {
        // The welcome is still on its way, or lost; the data will come again.
        if (State != LinkState.Open) return false;
        bool progress = OnAcknowledged(data.Acknowledged, now);
        if (State != LinkState.Open) return true;
        string? violation = _receive!.Take(data, now, out bool news);
        return violation is null ? news || progress : Break(LinkFailureKind.Violation, violation);
    }

    private bool OnHeartbeat(Heartbeat beat, SimTime now)
    {
        if (State != LinkState.Open) return false;
        bool progress = OnAcknowledged(beat.Acknowledged, now);
        bool news = beat.SentAt > _lastBeat;
        if (news) _lastBeat = beat.SentAt;
        return news || progress;
    }

    private bool OnAcknowledged(long upTo, SimTime now)
    {
        if (State != LinkState.Open) return false;
        return _send!.TryAcknowledge(upTo, now, out bool news) ? news : Break(LinkFailureKind.Violation, $"acknowledged frame {upTo}, which was never sent");
    }

    private bool OnHello(Hello hello)
    {
        if (_opens) return Break(LinkFailureKind.Violation, "sent a hello instead of answering one");
        if (_hello is not null)
        {
            if (!hello.Equals(_hello)) return Break(LinkFailureKind.Violation, "sent a second hello that differs from the first");
            _welcomeDue = _welcome is not null;
            return false;
        }

        _hello = hello;
        State = LinkState.Greeted;
        if (hello.ProtocolVersion != FrameCodec.ProtocolVersion) Refuse(OtherVersion(hello.ProtocolVersion));
        else if (hello.Settings.Problem is { } problem) Refuse(problem);
        return true;
    }

    private bool OnWelcome(Welcome welcome, SimTime now)
    {
        if (!_opens) return Break(LinkFailureKind.Violation, "sent a welcome instead of waiting for one");
        if (_welcome is not null) return !welcome.Equals(_welcome) && Break(LinkFailureKind.Violation, "sent a second welcome that differs from the first");
        if (welcome.ProtocolVersion != FrameCodec.ProtocolVersion) return Break(LinkFailureKind.Violation, OtherVersion(welcome.ProtocolVersion));
        if (welcome.PlanDigest != _hello!.PlanDigest)
        {
            return Break(LinkFailureKind.Violation, $"has built another plan, digest {welcome.PlanDigest:x16} instead of {_hello.PlanDigest:x16}");
        }

        _welcome = welcome;
        _helloDue = false;
        BecomeOpen(now);
        return true;
    }

    private static string OtherVersion(int version) => $"speaks version {version} of the protocol, this program speaks {FrameCodec.ProtocolVersion}";

    private void BecomeOpen(SimTime now)
    {
        State = LinkState.Open;
        _lastHeard = now;
        _lastTick = now;
        _heartbeatAt = now + Settings.Heartbeat;
        _send = new SendSide(_options, Settings.WindowFrames);
        _receive = new ReceiveSide(_options, Settings.WindowFrames);
        while (_early.TryDequeue(out NodeOp? op)) _send.Enqueue(op);
        _send.Flush();
    }

    private void CountRepeat(NodeFrame frame, bool news)
    {
        if (news)
        {
            _repeats = 0;
            return;
        }

        RepeatedFrames++;
        if (++_repeats > _options.MaxRepeats) Break(LinkFailureKind.Violation, $"sent {_repeats} frames in a row that brought nothing new, the last one a {frame.GetType().Name}");
    }

    /// <returns>True: what breaks a link is news.</returns>
    private bool Break(LinkFailureKind kind, string reason)
    {
        if (State == LinkState.Broken) return true;
        State = LinkState.Broken;
        Failure = new LinkFailure(kind, reason);
        return true;
    }

    private static bool Take(ref bool due)
    {
        bool was = due;
        due = false;
        return was;
    }

    private static SimTime? Earliest(SimTime? a, SimTime? b) => a is null || b < a ? b ?? a : a;
}
