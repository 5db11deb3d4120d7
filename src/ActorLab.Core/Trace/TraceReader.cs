using System.Buffers;

namespace ActorLab.Core.Trace;

/// <summary>Reads a trace chunk by chunk, in the order in which they were written; within a chunk events stand in the order of the thread that recorded them.</summary>
/// <remarks>A part that is damaged is left out and noted in <see cref="Damage"/>; when what follows cannot be found either, the reading ends there.</remarks>
public sealed class TraceReader
{
    /// <summary>So many bytes tell whether something is a trace.</summary>
    public const int SignatureLength = 7;

    private const int MaxDamage = 100;

    private readonly Stream _stream;
    private readonly byte[] _head = new byte[TraceFrame.HeadLength];
    private readonly List<TraceDamage> _damage = [];
    private long _offset;
    private long _events;
    private bool _over;

    /// <param name="stream">The trace, from its beginning; need not be seekable.</param>
    /// <exception cref="TraceFormatException">This is no trace, or one of another version, or its first part is damaged.</exception>
    public TraceReader(Stream stream)
    {
        _stream = stream;
        Span<byte> signature = stackalloc byte[TraceFrame.Signature.Length];
        int count = stream.ReadAtLeast(signature, signature.Length, throwOnEndOfStream: false);
        if (count < signature.Length || !IsTrace(signature)) throw new TraceFormatException("this is no trace of ActorLab");
        if (signature[^1] != TraceFrame.Signature[^1]) throw new TraceFormatException($"this trace has version {signature[^1]} of the format; this program reads version {TraceFrame.Signature[^1]}");
        _offset = signature.Length;
        Head = TryReadFrame(out byte kind, out byte[]? payload) && kind == TraceFrame.Head
            ? Parse(payload!, TraceHead.Read)
            : throw new TraceFormatException(_damage.Count > 0 ? $"the head of this trace is damaged: {_damage[0].Reason}" : "this trace has no head");
    }

    /// <summary>Whether a file that begins with these bytes is a trace, of whatever version.</summary>
    public static bool IsTrace(ReadOnlySpan<byte> begin) => begin.Length >= SignatureLength && begin[..SignatureLength].SequenceEqual(TraceFrame.Signature[..SignatureLength]);

    public TraceHead Head { get; }

    /// <summary>How the run ended; null until the end was read, and if it never comes.</summary>
    public TraceEnd? End { get; private set; }

    /// <summary>What could not be read, at most the first 100; grows while one reads.</summary>
    public IReadOnlyList<TraceDamage> Damage => _damage;

    /// <summary>True when all was read and everything that was written is there.</summary>
    public bool IsWhole => _over && End is not null && _damage.Count == 0 && End.Events == _events;

    /// <summary>The next chunk of events; null at the end.</summary>
    public TraceEvent[]? ReadChunk()
    {
        while (!_over)
        {
            long start = _offset;
            if (!TryReadFrame(out byte kind, out byte[]? payload)) continue;
            try
            {
                if (kind == TraceFrame.Events)
                {
                    TraceEvent[] events = TraceChunk.Decode(payload);
                    _events += events.Length;
                    return events;
                }

                if (kind != TraceFrame.End) throw new TraceFormatException($"there is no part of kind {kind}");
                End = Parse(payload!, TraceEnd.Read);
                if (End.Events != _events && _damage.Count == 0) Note(start, $"the end names {End.Events} events, and {_events} are there");
                _over = true;
            }
            catch (TraceFormatException broken)
            {
                Note(start, broken.Message);
            }
        }

        return null;
    }

    /// <summary>All events, chunk by chunk.</summary>
    public IEnumerable<TraceEvent> ReadAll()
    {
        while (ReadChunk() is { } events)
        {
            foreach (TraceEvent traceEvent in events) yield return traceEvent;
        }
    }

    /// <returns>False if there is none, or it is damaged.</returns>
    private bool TryReadFrame(out byte kind, out byte[]? payload)
    {
        long start = _offset;
        kind = 0;
        payload = null;
        int count = Read(_head);
        if (count < _head.Length) return Stop(start, count == 0 ? "the trace is cut: it has no end" : "the trace is cut within the head of a part");
        if (!TraceFrame.TryReadHead(_head, out kind, out int length, out uint checksum)) return Stop(start, "here should begin a part of the trace, and none does");
        payload = ReadPayload(length);
        if (payload is null) return Stop(start, $"the trace is cut within a part of {length} bytes");
        if (TraceFrame.ChecksumOf(kind, payload) == checksum) return true;
        Note(start, $"the checksum of a part of {length} bytes is wrong");
        return false;
    }

    /// <summary>Makes room only for what really comes.</summary>
    private byte[]? ReadPayload(int length)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Clamp(length, 1, 1 << 16));
        while (bytes.WrittenCount < length)
        {
            Span<byte> room = bytes.GetSpan(1);
            int count = Read(room[..Math.Min(room.Length, length - bytes.WrittenCount)]);
            if (count == 0) return null;
            bytes.Advance(count);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private int Read(Span<byte> room)
    {
        int count = _stream.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
        _offset += count;
        return count;
    }

    private bool Stop(long offset, string reason)
    {
        _over = true;
        Note(offset, reason);
        return false;
    }

    private void Note(long offset, string reason)
    {
        if (_damage.Count < MaxDamage) _damage.Add(new TraceDamage(offset, reason));
    }

    private static T Parse<T>(byte[] payload, ParseSpan<T> parse)
    {
        try
        {
            return parse(payload);
        }
        catch (ArgumentException broken)
        {
            throw new TraceFormatException($"a part cannot be read: {broken.Message}", broken);
        }
    }

    private delegate T ParseSpan<T>(ReadOnlySpan<byte> payload);
}

/// <summary>A part of a trace that could not be read.</summary>
/// <param name="Offset">Where it begins, in bytes from the start of the file.</param>
/// <param name="Reason">What is wrong.</param>
public readonly record struct TraceDamage(long Offset, string Reason);
