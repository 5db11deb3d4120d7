using System.Buffers.Binary;
using ActorLab.Wire;

namespace ActorLab.Cluster.Work;

/// <summary>A message of an ordered partition.</summary>
/// <param name="Epoch">Of its sender; higher for each time that the sender begins anew.</param>
/// <param name="Sequence">Its number among those that the sender has put into this partition, from 1.</param>
/// <param name="Body">What it says.</param>
internal readonly record struct PartitionMessage(int Epoch, long Sequence, ReadOnlyMemory<byte> Body)
{
    private const byte Version = 1;
    private const int HeadBytes = 1 + sizeof(int) + sizeof(long);

    public byte[] Encode()
    {
        byte[] bytes = new byte[HeadBytes + Body.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1 + sizeof(int)), Sequence);
        Body.CopyTo(bytes.AsMemory(HeadBytes));
        return bytes;
    }

    /// <param name="bytes">Are copied.</param>
    /// <exception cref="WireFormatException">It is none.</exception>
    public static PartitionMessage Decode(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < HeadBytes || bytes.Span[0] != Version) throw new WireFormatException($"{bytes.Length} bytes that are no message of a partition");
        int epoch = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[1..]);
        long sequence = BinaryPrimitives.ReadInt64LittleEndian(bytes.Span[(1 + sizeof(int))..]);
        if (epoch < 0 || sequence < 1) throw new WireFormatException($"a message of a partition with epoch {epoch}, number {sequence}");
        return new PartitionMessage(epoch, sequence, bytes[HeadBytes..].ToArray());
    }
}
