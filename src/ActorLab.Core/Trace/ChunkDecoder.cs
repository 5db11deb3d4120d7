namespace ActorLab.Core.Trace;

/// <summary>Reads one chunk.</summary>
internal ref struct ChunkDecoder
{
    private const int KindMask = 15;
    private const int UnknownFlags = 3 << 14;

    private readonly ChunkPrediction _prediction = new();
    private readonly int _count;
    private readonly string[] _texts;
    private readonly TracePlace?[] _places;
    private TraceSpan _flags, _times, _placeChanges, _actors, _peers, _details, _amounts, _turns, _messages, _items;

    public ChunkDecoder(ReadOnlySpan<byte> chunk)
    {
        var bytes = new TraceSpan(chunk);
        _count = bytes.TakeCount(TraceChunk.MaxEvents);
        // A text takes a byte at least, and a place two: no count makes more room than the bytes themselves did.
        _texts = new string[bytes.TakeCount(chunk.Length)];
        for (int i = 0; i < _texts.Length; i++) _texts[i] = bytes.TakeText();
        _places = new TracePlace?[bytes.TakeCount(chunk.Length) + 1];
        for (int i = 1; i < _places.Length; i++) _places[i] = new TracePlace(TextAt(bytes.TakeUnsigned()), TextAt(bytes.TakeUnsigned()));
        _flags = bytes.TakeColumn();
        _times = bytes.TakeColumn();
        _placeChanges = bytes.TakeColumn();
        _actors = bytes.TakeColumn();
        _peers = bytes.TakeColumn();
        _details = bytes.TakeColumn();
        _amounts = bytes.TakeColumn();
        _turns = bytes.TakeColumn();
        _messages = bytes.TakeColumn();
        _items = bytes.TakeColumn();
        if (!bytes.IsEmpty) throw new TraceFormatException("a chunk has more than its columns");
    }

    public TraceEvent[] Read()
    {
        var events = new TraceEvent[_count];
        for (int i = 0; i < events.Length; i++) events[i] = Next();
        bool used = _flags.IsEmpty && _times.IsEmpty && _placeChanges.IsEmpty && _actors.IsEmpty && _peers.IsEmpty && _details.IsEmpty && _amounts.IsEmpty && _turns.IsEmpty && _messages.IsEmpty && _items.IsEmpty;
        return used ? events : throw new TraceFormatException("a column is too long");
    }

    private TraceEvent Next()
    {
        ushort bits = _flags.TakeShort();
        var flags = (ChunkFlags)(bits & ~KindMask);
        var kind = (TraceKind)(bits & KindMask);
        if ((int)kind >= ChunkPrediction.KindCount || (bits & UnknownFlags) != 0) throw new TraceFormatException($"{bits:x4} is no kind of event");
        _prediction.LastTime += _times.TakeSigned();
        if (flags.HasFlag(ChunkFlags.OtherPlace)) _prediction.LastPlace = _placeChanges.TakeCount(_places.Length - 1);
        long actor = _prediction.LastActor + (flags.HasFlag(ChunkFlags.OtherActor) ? _actors.TakeSigned() : 0);
        ChunkPrediction.OfActor expected = _prediction.For(actor);
        long peer = !flags.HasFlag(ChunkFlags.Peer) ? 0 : Take(ref _peers, flags, ChunkFlags.OtherPeer, expected.PeerOf(kind));
        var detail = (ulong)Take(ref _details, flags, ChunkFlags.OtherDetail, expected.DetailOf(kind));
        var traceEvent = new TraceEvent(kind, new SimTime(_prediction.LastTime), new ActorId(actor), new ActorId(peer), TextAt(detail), Take(ref _amounts, flags, ChunkFlags.Amount, 0))
        {
            Turn = Take(ref _turns, flags, ChunkFlags.OtherTurn, expected.TurnOf(kind)),
            Message = !flags.HasFlag(ChunkFlags.Message) ? 0 : Take(ref _messages, flags, ChunkFlags.OtherMessage, expected.MessageOf(kind)),
            Item = Take(ref _items, flags, ChunkFlags.OtherItem, expected.Item),
            Place = _places[_prediction.LastPlace],
        };
        expected.Learn(traceEvent, (int)detail);
        return traceEvent;
    }

    private readonly string TextAt(ulong index) => index < (ulong)_texts.Length ? _texts[index] : throw new TraceFormatException($"there is no text {index}");

    private static long Take(ref TraceSpan column, ChunkFlags flags, ChunkFlags flag, long expected) => flags.HasFlag(flag) ? expected + column.TakeSigned() : expected;
}
