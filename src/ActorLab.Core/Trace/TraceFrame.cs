using System.Buffers.Binary;

namespace ActorLab.Core.Trace;

/// <summary>How the parts of a trace file are told apart: a mark, what it is, its length, its checksum.</summary>
/// <remarks>All in little endian: mark (4 bytes), kind (1), length of the payload (4), CRC-32C over kind and payload (4), payload.</remarks>
internal static class TraceFrame
{
    public const int HeadLength = 13;

    /// <summary>No frame is longer.</summary>
    public const int MaxPayload = 1 << 24;

    public const byte Head = 1;
    public const byte Events = 2;
    public const byte End = 3;

    private const uint Mark = 0x4B4E4843;

    /// <summary>Name and version of the format; what a file begins with.</summary>
    public static ReadOnlySpan<byte> Signature => "ALTRACE\u0001"u8;

    public static void Write(Stream stream, byte kind, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > MaxPayload) throw new ArgumentOutOfRangeException(nameof(payload), payload.Length, $"a part of a trace has at most {MaxPayload} bytes");
        Span<byte> head = stackalloc byte[HeadLength];
        BinaryPrimitives.WriteUInt32LittleEndian(head, Mark);
        head[4] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[5..], payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[9..], ChecksumOf(kind, payload));
        stream.Write(head);
        stream.Write(payload);
    }

    /// <returns>False if this is no head of a frame.</returns>
    public static bool TryReadHead(ReadOnlySpan<byte> head, out byte kind, out int length, out uint checksum)
    {
        kind = head[4];
        length = BinaryPrimitives.ReadInt32LittleEndian(head[5..]);
        checksum = BinaryPrimitives.ReadUInt32LittleEndian(head[9..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(head) == Mark && length is >= 0 and <= MaxPayload;
    }

    public static uint ChecksumOf(byte kind, ReadOnlySpan<byte> payload) => TraceChunk.ChecksumOf(payload, TraceChunk.ChecksumOf([kind]));
}
