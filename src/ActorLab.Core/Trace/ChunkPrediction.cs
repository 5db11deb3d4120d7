using System.Runtime.InteropServices;

namespace ActorLab.Core.Trace;

/// <summary>What the events so far let one expect of the next. Encoder and decoder keep the same, and only what differs from it is written.</summary>
internal sealed class ChunkPrediction
{
    public const int KindCount = (int)TraceKind.Fault + 1;

    private readonly Dictionary<long, OfActor> _actors = [];
    private readonly int[] _details = new int[KindCount];
    private OfActor? _last;

    /// <summary>The actor of the last event.</summary>
    public long LastActor { get; private set; }

    public long LastTime { get; set; }

    public int LastPlace { get; set; }

    public OfActor For(long actor)
    {
        if (_last is not null && LastActor == actor) return _last;
        ref OfActor? known = ref CollectionsMarshal.GetValueRefOrAddDefault(_actors, actor, out _);
        LastActor = actor;
        return _last = known ??= new OfActor(_details);
    }

    /// <summary>What it takes to expect the next event of one actor.</summary>
    public sealed class OfActor(int[] details)
    {
        private readonly int[] _details = [.. details];
        private readonly long[] _peers = new long[KindCount];
        private readonly long[] _messages = new long[KindCount];
        private long _turn;

        public long Item { get; private set; }

        public int DetailOf(TraceKind kind) => _details[(int)kind];

        public long PeerOf(TraceKind kind) => _peers[(int)kind];

        public long MessageOf(TraceKind kind) => _messages[(int)kind] + 1;

        public long TurnOf(TraceKind kind) => kind == TraceKind.Turn ? _turn + 1 : _turn;

        public void Learn(in TraceEvent traceEvent, int detail)
        {
            int kind = (int)traceEvent.Kind;
            _details[kind] = details[kind] = detail;
            if (traceEvent.Peer.Value != 0) _peers[kind] = traceEvent.Peer.Value;
            if (traceEvent.Message != 0) _messages[kind] = traceEvent.Message;
            _turn = traceEvent.Turn;
            Item = traceEvent.Item;
        }
    }
}
