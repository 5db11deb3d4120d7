using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorLab.Core.Trace;

/// <summary>Events as bytes, in columns: each holds only what the events before it do not let one expect. A chunk needs nothing but itself to be read.</summary>
/// <remarks>
/// Version 1: number of events, texts (count, each with its length), places (count, each as a pair of texts), then ten columns, each with its length in bytes: flags (16 bits an event), times, places, actors, peers,
/// details, amounts, turns, messages, items. Numbers are LEB128; differences are in zigzag. Index 0 of the places stands for none. docs/tracing.md has the whole.
/// </remarks>
public sealed class TraceChunk
{
    /// <summary>More events are never written into one chunk, nor read from one.</summary>
    public const int MaxEvents = 1 << 16;

    private readonly TraceBytes _flags = new(), _times = new(), _placeChanges = new(), _actors = new(), _peers = new(), _detailChanges = new(), _amounts = new(), _turns = new(), _messages = new(), _items = new();
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly List<string> _textList = [];
    private readonly Dictionary<TracePlace, int> _places = [];
    private readonly List<TracePlace> _placeList = [];
    private readonly TraceBytes _bytes = new();
    private ChunkPrediction _prediction = new();
    private TracePlace? _lastPlace;

    /// <summary>Encodes events.</summary>
    /// <param name="events">At most <see cref="MaxEvents"/>.</param>
    /// <returns>The bytes; valid until the next call.</returns>
    public ReadOnlySpan<byte> Encode(ReadOnlySpan<TraceEvent> events)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events.Length, MaxEvents);
        Clear();
        foreach (ref readonly TraceEvent traceEvent in events) Add(traceEvent);
        _bytes.AddUnsigned((ulong)events.Length);
        int[] placeTexts = [.. _placeList.SelectMany(p => new[] { IndexOf(p.Node), IndexOf(p.Thread) })];
        _bytes.AddUnsigned((ulong)_textList.Count);
        foreach (string text in _textList) _bytes.AddText(text);
        _bytes.AddUnsigned((ulong)_placeList.Count);
        foreach (int index in placeTexts) _bytes.AddUnsigned((ulong)index);
        foreach (TraceBytes column in Columns) _bytes.AddColumn(column);
        return _bytes.Span;
    }

    /// <summary>Reads events that were encoded.</summary>
    /// <exception cref="TraceFormatException">The bytes are no chunk.</exception>
    public static TraceEvent[] Decode(ReadOnlySpan<byte> chunk)
    {
        try
        {
            return new ChunkDecoder(chunk).Read();
        }
        catch (ArgumentException broken)
        {
            throw new TraceFormatException($"a chunk cannot be read: {broken.Message}", broken);
        }
    }

    /// <summary>CRC-32C of bytes.</summary>
    internal static uint ChecksumOf(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        uint crc = ~seed;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word));
        foreach (byte b in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    private TraceBytes[] Columns => [_flags, _times, _placeChanges, _actors, _peers, _detailChanges, _amounts, _turns, _messages, _items];

    private void Clear()
    {
        foreach (TraceBytes column in Columns) column.Clear();
        _bytes.Clear();
        _texts.Clear();
        _textList.Clear();
        _places.Clear();
        _placeList.Clear();
        _prediction = new ChunkPrediction();
        _lastPlace = null;
    }

    private void Add(in TraceEvent e)
    {
        var flags = (ChunkFlags)e.Kind;
        _times.AddSigned(e.Time.Nanoseconds - _prediction.LastTime);
        _prediction.LastTime = e.Time.Nanoseconds;
        if (!ReferenceEquals(e.Place, _lastPlace))
        {
            _lastPlace = e.Place;
            int place = IndexOf(e.Place);
            if (place != _prediction.LastPlace)
            {
                flags |= ChunkFlags.OtherPlace;
                _placeChanges.AddUnsigned((ulong)place);
                _prediction.LastPlace = place;
            }
        }

        if (e.Actor.Value != _prediction.LastActor)
        {
            flags |= ChunkFlags.OtherActor;
            _actors.AddSigned(e.Actor.Value - _prediction.LastActor);
        }

        ChunkPrediction.OfActor expected = _prediction.For(e.Actor.Value);
        int detail = IndexOf(e.Detail);
        flags |= AddRest(e, expected, detail);
        expected.Learn(e, detail);
        _flags.AddShort((ushort)flags);
    }

    private ChunkFlags AddRest(in TraceEvent e, ChunkPrediction.OfActor expected, int detail)
    {
        ChunkFlags flags = ChunkFlags.None;
        if (e.Peer.Value != 0) flags |= ChunkFlags.Peer | AddIfOther(_peers, e.Peer.Value, expected.PeerOf(e.Kind), ChunkFlags.OtherPeer);
        flags |= AddIfOther(_detailChanges, detail, expected.DetailOf(e.Kind), ChunkFlags.OtherDetail);
        flags |= AddIfOther(_amounts, e.Amount, 0, ChunkFlags.Amount);
        flags |= AddIfOther(_turns, e.Turn, expected.TurnOf(e.Kind), ChunkFlags.OtherTurn);
        if (e.Message != 0) flags |= ChunkFlags.Message | AddIfOther(_messages, e.Message, expected.MessageOf(e.Kind), ChunkFlags.OtherMessage);
        return flags | AddIfOther(_items, e.Item, expected.Item, ChunkFlags.OtherItem);
    }

    private static ChunkFlags AddIfOther(TraceBytes column, long value, long expected, ChunkFlags flag)
    {
        if (value == expected) return ChunkFlags.None;
        column.AddSigned(value - expected);
        return flag;
    }

    private int IndexOf(string text)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_texts, text, out bool known);
        if (known) return index;
        index = _textList.Count;
        _textList.Add(text);
        return index;
    }

    private int IndexOf(TracePlace? place)
    {
        if (place is null) return 0;
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, place, out bool known);
        if (known) return index;
        _placeList.Add(place);
        return index = _placeList.Count;
    }
}
