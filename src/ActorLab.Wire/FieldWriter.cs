using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using ActorLab.Core.Actors;

namespace ActorLab.Wire;

/// <summary>Writes the fields of a message one after the other. <see cref="FieldReader"/> reads them back in the same order.</summary>
public sealed class FieldWriter
{
    private readonly WireContext _context;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    internal FieldWriter(WireContext context) => _context = context;

    /// <summary>1 to 10 bytes; small magnitudes of either sign take few.</summary>
    public void Int64(long value) => UInt64(((ulong)value << 1) ^ (ulong)(value >> 63));

    /// <summary>1 to 10 bytes; small numbers take few.</summary>
    public void UInt64(ulong value)
    {
        Span<byte> room = _buffer.GetSpan(10);
        int length = 0;
        while (value >= 0x80)
        {
            room[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        room[length++] = (byte)value;
        _buffer.Advance(length);
    }

    /// <summary>8 bytes; every bit of it arrives.</summary>
    public void Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.GetSpan(sizeof(double)), value);
        _buffer.Advance(sizeof(double));
    }

    public void Boolean(bool value) => UInt64(value ? 1u : 0u);

    public void Text(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        int length = Encoding.UTF8.GetByteCount(value);
        UInt64((ulong)length);
        _buffer.Advance(Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length)));
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        UInt64((ulong)value.Length);
        _buffer.Write(value);
    }

    /// <summary>Null is a reference to nobody.</summary>
    public void Actor(IActorRef? actor)
    {
        Boolean(actor is not null);
        if (actor is null) return;
        NodeActorName name = _context.NameOf(actor);
        UInt64((ulong)name.Id.Node);
        UInt64((ulong)name.Id.Number);
        Text(name.Path);
    }

    /// <summary>A message inside the message, through its own codec; null is none.</summary>
    public void Message(IMessage? message)
    {
        Payload payload = message is null ? Payload.None : _context.Pack(message);
        UInt64(payload.Tag);
        if (message is not null) Bytes(payload.Bytes.Span);
    }

    internal byte[] ToArray() => _buffer.WrittenSpan.ToArray();
}
