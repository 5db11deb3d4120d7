using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ActorLab.Wire;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Links;

/// <summary>The outgoing half of a link: ops that wait, are put into numbered frames, and are kept until they are acknowledged.</summary>
/// <remarks>When nothing was acknowledged for a while, only the oldest frame is sent again: the other side keeps what came after a gap. Several gaps are filled one per
/// acknowledgement, without another wait (as in NewReno, RFC 6582).</remarks>
internal sealed class SendSide(LinkOptions options, int windowFrames)
{
    // What the frame itself needs besides its ops.
    private const int FrameRoom = 1024;

    private readonly Queue<NodeOp> _waiting = new();
    private readonly Queue<SentFrame> _unacknowledged = new();
    private long _enqueued, _batched, _flushedUpTo;
    private long _waitingBytes, _unacknowledgedBytes;
    private int _unacknowledgedOps;
    private long _lastSent, _acknowledged, _recoverUpTo;
    private SimDuration _patience = options.RetransmitAfter;
    private bool _resendDue;

    private readonly record struct SentFrame(long Sequence, ImmutableArray<NodeOp> Ops, int Bytes);

    /// <summary>When the oldest frame is sent again; null while nothing is unacknowledged.</summary>
    public SimTime? Deadline { get; private set; }

    public long PendingOps => _waiting.Count + _unacknowledgedOps;

    public long Retransmissions { get; private set; }

    /// <exception cref="NoWireFormException">The op is too large for a frame.</exception>
    public static void CheckSize(NodeOp op)
    {
        int bytes = OpSize.Of(op);
        if (bytes > FrameCodec.MaxFrameBytes - FrameRoom) throw new NoWireFormException($"an op of up to {bytes} bytes does not fit into a frame");
    }

    public void Enqueue(NodeOp op)
    {
        _waiting.Enqueue(op);
        _waitingBytes += OpSize.Of(op);
        _enqueued++;
    }

    public void Flush() => _flushedUpTo = _enqueued;

    public void OnTick(SimTime now)
    {
        if (Deadline is not { } deadline || now < deadline) return;
        _resendDue = true;
        _recoverUpTo = _lastSent;
        SimDuration doubled = _patience * 2;
        _patience = doubled < options.RetransmitAtMost ? doubled : options.RetransmitAtMost;
        Deadline = now + _patience;
    }

    /// <returns>False if it acknowledges what was never sent.</returns>
    public bool TryAcknowledge(long upTo, SimTime now, out bool news)
    {
        news = upTo > _acknowledged;
        if (upTo > _lastSent) return false;
        if (!news) return true;
        _acknowledged = upTo;
        while (_unacknowledged.TryPeek(out SentFrame sent) && sent.Sequence <= upTo)
        {
            _unacknowledged.Dequeue();
            _unacknowledgedBytes -= sent.Bytes;
            _unacknowledgedOps -= sent.Ops.Length;
        }

        _patience = options.RetransmitAfter;
        Deadline = _unacknowledged.Count > 0 ? now + _patience : null;
        // It got further and still not to where we were when it stalled: the next frame is missing there too.
        _resendDue = _unacknowledged.Count > 0 && upTo < _recoverUpTo;
        return true;
    }

    public bool TryTake(int epoch, long acknowledge, SimTime now, [NotNullWhen(true)] out Data? frame)
    {
        frame = null;
        if (_resendDue)
        {
            _resendDue = false;
            SentFrame oldest = _unacknowledged.Peek();
            Retransmissions++;
            frame = new Data(epoch, oldest.Sequence, acknowledge, oldest.Ops);
            return true;
        }

        if (!IsBatchReady() || !HasRoom()) return false;
        SentFrame sent = NextBatch();
        _unacknowledged.Enqueue(sent);
        _unacknowledgedBytes += sent.Bytes;
        _unacknowledgedOps += sent.Ops.Length;
        Deadline ??= now + _patience;
        frame = new Data(epoch, sent.Sequence, acknowledge, sent.Ops);
        return true;
    }

    /// <summary>Everything that is not acknowledged, oldest first; nothing is left.</summary>
    public void TakeBack(ImmutableArray<NodeOp>.Builder ops)
    {
        while (_unacknowledged.TryDequeue(out SentFrame sent)) ops.AddRange(sent.Ops);
        while (_waiting.TryDequeue(out NodeOp? op)) ops.Add(op);
        (_waitingBytes, _unacknowledgedBytes, _unacknowledgedOps) = (0, 0, 0);
        Deadline = null;
    }

    private bool IsBatchReady() => _flushedUpTo > _batched || _waitingBytes >= options.BatchBytes;

    private bool HasRoom() => _unacknowledged.Count == 0 || (_unacknowledged.Count < windowFrames && _unacknowledgedBytes < options.WindowBytes);

    private SentFrame NextBatch()
    {
        var ops = ImmutableArray.CreateBuilder<NodeOp>();
        int bytes = 0;
        while (_waiting.TryPeek(out NodeOp? next))
        {
            int size = OpSize.Of(next);
            if (ops.Count > 0 && bytes + size > options.BatchBytes) break;
            ops.Add(_waiting.Dequeue());
            bytes += size;
        }

        _waitingBytes -= bytes;
        _batched += ops.Count;
        return new SentFrame(++_lastSent, ops.DrainToImmutable(), bytes);
    }
}
