using System.Buffers;
using System.Buffers.Binary;
using ActorLab.Core.Verify;

namespace ActorLab.Core.Journal;

/// <summary>The journal of a run as bytes: a head, then records that are only ever appended.</summary>
/// <remarks>
/// <para>Head (24 bytes): the eight bytes <c>ALJRNL1\n</c>, the run's number (64 bits), the CRC-32 of both (32 bits) and four zeros.</para>
/// <para>Record: length of what follows the checksum (32 bits), CRC-32 of the length and of what follows (32 bits), then one byte for the kind and its fields. Numbers are little-endian.</para>
/// </remarks>
public static class JournalForm
{
    /// <summary>Of the head.</summary>
    public const int HeadBytes = 24;

    internal const int FrameBytes = 8;

    /// <summary>No record is as long: a longer one is none.</summary>
    internal const int MaxRecordBytes = 256;

    internal const byte LifeKind = 1, PointKind = 2;

    internal const int LifeBytes = 1 + sizeof(int), PointBytes = 1 + sizeof(int) + (4 * sizeof(long));

    internal static ReadOnlySpan<byte> Magic => "ALJRNL1\n"u8;

    /// <summary>What a journal begins with.</summary>
    /// <param name="run">The number of the run, which its manifest has too.</param>
    public static byte[] Head(ulong run)
    {
        byte[] head = new byte[HeadBytes];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(8), run);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(16), Checksum.Of(head.AsSpan(0, 16)));
        return head;
    }

    /// <summary>A process has begun to work on the run.</summary>
    /// <param name="life">From 1; one more than the last.</param>
    public static byte[] Life(int life)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(life, 1);
        Span<byte> content = stackalloc byte[LifeBytes];
        content[0] = LifeKind;
        BinaryPrimitives.WriteInt32LittleEndian(content[1..], life);
        var record = new ArrayBufferWriter<byte>();
        Frame(content, record);
        return record.WrittenMemory.ToArray();
    }

    /// <summary>An output has come so far.</summary>
    public static void Write(OutputPoint point, IBufferWriter<byte> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        Span<byte> content = stackalloc byte[PointBytes];
        content[0] = PointKind;
        BinaryPrimitives.WriteInt32LittleEndian(content[1..], point.Output);
        Span<byte> numbers = content[5..];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, point.Items);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], point.Abandoned);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], point.Bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers[24..], point.Digest);
        Frame(content, records);
    }

    internal static uint SumOf(ReadOnlySpan<byte> content)
    {
        Span<byte> all = stackalloc byte[sizeof(int) + MaxRecordBytes];
        BinaryPrimitives.WriteInt32LittleEndian(all, content.Length);
        content.CopyTo(all[sizeof(int)..]);
        return Checksum.Of(all[..(sizeof(int) + content.Length)]);
    }

    private static void Frame(ReadOnlySpan<byte> content, IBufferWriter<byte> records)
    {
        Span<byte> frame = records.GetSpan(FrameBytes + content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame, content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[sizeof(int)..], SumOf(content));
        content.CopyTo(frame[FrameBytes..]);
        records.Advance(FrameBytes + content.Length);
    }
}
