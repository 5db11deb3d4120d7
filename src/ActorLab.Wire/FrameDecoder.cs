using System.Buffers.Binary;
using ActorLab.Wire.Frames;

namespace ActorLab.Wire;

/// <summary>Takes a stream of bytes apart into frames, however it is cut into chunks.</summary>
/// <remarks>It believes no length before the bytes are there: what it holds is at most twice what has arrived of one frame. After an exception it is of no use any more,
/// since nobody can tell where the next frame begins.</remarks>
public sealed class FrameDecoder
{
    private const int SmallestBuffer = 1024;
    private const int LargestKeptBuffer = 256 * 1024;

    private byte[] _held = [];
    private int _count;
    private long _frameStart;
    private WireFormatException? _failure;

    /// <summary>Bytes of a frame that is not complete yet.</summary>
    public int PendingBytes => _count;

    /// <summary>The length of the room it holds, in bytes.</summary>
    internal int BufferBytes => _held.Length;

    /// <summary>Adds the frames that <paramref name="chunk"/> completes to <paramref name="frames"/>, in order. Those before a bad one are added before the exception.</summary>
    /// <exception cref="WireFormatException">The stream is broken, here or before; with the offset of the bad frame.</exception>
    public void Decode(ReadOnlySpan<byte> chunk, ICollection<NodeFrame> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        if (_failure is not null) throw _failure;
        try
        {
            while (TryTakeBody(ref chunk, out ReadOnlySpan<byte> body))
            {
                frames.Add(FrameCodec.Decode(body));
                _frameStart += FrameCodec.LengthBytes + body.Length;
            }
        }
        catch (WireFormatException bad)
        {
            _failure = new WireFormatException(bad.Reason, _frameStart, bad);
            _held = [];
            _count = 0;
            throw _failure;
        }
    }

    /// <summary>The body lies in the chunk itself where it is whole there, and is gathered in the buffer otherwise.</summary>
    private bool TryTakeBody(ref ReadOnlySpan<byte> chunk, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (_count == 0 && chunk.Length >= FrameCodec.LengthBytes)
        {
            int whole = FrameCodec.LengthBytes + LengthOf(chunk);
            if (chunk.Length >= whole)
            {
                body = chunk[FrameCodec.LengthBytes..whole];
                chunk = chunk[whole..];
                return true;
            }
        }

        Gather(ref chunk, FrameCodec.LengthBytes);
        if (_count < FrameCodec.LengthBytes) return false;
        int needed = FrameCodec.LengthBytes + LengthOf(_held);
        Gather(ref chunk, needed);
        if (_count < needed) return false;
        body = _held.AsSpan(FrameCodec.LengthBytes, needed - FrameCodec.LengthBytes);
        _count = 0;
        if (_held.Length > LargestKeptBuffer) _held = [];
        return true;
    }

    private static int LengthOf(ReadOnlySpan<byte> start)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(start);
        return length is > 0 and <= FrameCodec.MaxFrameBytes
            ? (int)length
            : throw new WireFormatException($"a frame claims {length} bytes; 1 to {FrameCodec.MaxFrameBytes} are allowed");
    }

    /// <summary>Moves bytes over until <paramref name="upTo"/> are held or the chunk is used up.</summary>
    private void Gather(ref ReadOnlySpan<byte> chunk, int upTo)
    {
        int moved = Math.Min(upTo - _count, chunk.Length);
        if (moved <= 0) return;
        if (_count + moved > _held.Length) Array.Resize(ref _held, Math.Min(Math.Max(SmallestBuffer, (_count + moved) * 2), FrameCodec.LengthBytes + FrameCodec.MaxFrameBytes));
        chunk[..moved].CopyTo(_held.AsSpan(_count));
        _count += moved;
        chunk = chunk[moved..];
    }
}
