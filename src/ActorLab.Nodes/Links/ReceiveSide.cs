using System.Diagnostics.CodeAnalysis;
using ActorLab.Wire.Frames;

namespace ActorLab.Nodes.Links;

/// <summary>The incoming half of a link: drops what came before, holds what came too early, and says how far it has got.</summary>
internal sealed class ReceiveSide(LinkOptions options, int windowFrames)
{
    private readonly Queue<NodeOp> _ready = new();
    private readonly Data?[] _held = new Data?[windowFrames];
    private readonly int _ackEvery = Math.Clamp(windowFrames / 2, 1, options.AckEveryFrames);
    private long _heldBytes;
    private int _unacknowledged;

    /// <summary>All frames up to this one have arrived.</summary>
    public long Received { get; private set; }

    public bool AckDue { get; private set; }

    /// <summary>When an acknowledgement has waited long enough; null if none waits.</summary>
    public SimTime? Deadline { get; private set; }

    /// <summary>What the peer did wrong; null for a frame that may come.</summary>
    public string? Take(Data frame, SimTime now, out bool news)
    {
        news = false;
        if (frame.Sequence - Received > windowFrames) return $"sent frame {frame.Sequence} when {Received + 1} was next and {windowFrames} may be on their way";
        ref Data? place = ref _held[frame.Sequence % windowFrames];
        if (frame.Sequence <= Received || place is not null)
        {
            // It would not repeat it if it knew.
            AckDue = true;
            return null;
        }

        bool early = frame.Sequence > Received + 1;
        int bytes = Bytes(frame);
        if (early && _heldBytes + bytes > options.WindowBytes)
        {
            AckDue = true;
            return null;
        }

        news = true;
        place = frame;
        _heldBytes += bytes;
        Release();
        Deadline ??= now + options.AckDelay;
        if (early || ++_unacknowledged >= _ackEvery) AckDue = true;
        return null;
    }

    public void OnTick(SimTime now)
    {
        if (Deadline is { } deadline && now >= deadline) AckDue = true;
    }

    /// <summary>A frame that says how far we have got was sent.</summary>
    public void Acknowledged()
    {
        AckDue = false;
        Deadline = null;
        _unacknowledged = 0;
    }

    public bool TryTake([NotNullWhen(true)] out NodeOp? op) => _ready.TryDequeue(out op);

    private void Release()
    {
        while (_held[(Received + 1) % windowFrames] is { } next)
        {
            _held[(Received + 1) % windowFrames] = null;
            _heldBytes -= Bytes(next);
            Received++;
            foreach (NodeOp op in next.Ops) _ready.Enqueue(op);
        }
    }

    private static int Bytes(Data frame)
    {
        int bytes = 0;
        foreach (NodeOp op in frame.Ops) bytes += OpSize.Of(op);
        return bytes;
    }
}
