using System.Buffers.Binary;
using System.Text;
using ActorLab.Core.Actors;

namespace ActorLab.Wire;

/// <summary>Reads what a <see cref="FieldWriter"/> wrote, in the same order. Every method throws <see cref="WireFormatException"/> where the bytes are not that.</summary>
public sealed class FieldReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly WireContext _context;
    private ReadOnlyMemory<byte> _rest;

    internal FieldReader(ReadOnlyMemory<byte> bytes, WireContext context)
    {
        _rest = bytes;
        _context = context;
    }

    public long Int64()
    {
        ulong value = UInt64();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A number that must lie within [<paramref name="minimum"/>, <paramref name="maximum"/>].</summary>
    public int Int32(int minimum, int maximum)
    {
        long value = Int64();
        return value >= minimum && value <= maximum ? (int)value : throw new WireFormatException($"{value} is not within {minimum} to {maximum}");
    }

    public ulong UInt64()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(1).Span[0];
            if (shift == 63 && next > 1) break;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new WireFormatException("a number has more than 64 bits");
    }

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)).Span);

    public bool Boolean() => UInt64() switch
    {
        0 => false,
        1 => true,
        var other => throw new WireFormatException($"{other} is neither true nor false"),
    };

    public string Text()
    {
        try
        {
            return StrictUtf8.GetString(Bytes().Span);
        }
        catch (DecoderFallbackException broken)
        {
            throw new WireFormatException("a text is not UTF-8", broken);
        }
    }

    /// <summary>A part of the message's own bytes: to be copied by whoever keeps it for long.</summary>
    public ReadOnlyMemory<byte> Bytes() => Take(UInt64());

    public IActorRef? Actor()
    {
        if (!Boolean()) return null;
        ulong node = UInt64(), number = UInt64();
        if (node > int.MaxValue) throw new WireFormatException($"a node's index is {node}, more than {int.MaxValue}");
        return _context.ActorOf(new NodeActorName(new NodeActorId((int)node, WireNumbers.Count(number, "an actor's number")), Text()));
    }

    public IMessage? Message()
    {
        ulong tag = UInt64();
        if (tag == 0) return null;
        if (tag > uint.MaxValue) throw new WireFormatException($"no message has the tag {tag}");
        return _context.Unpack(new Payload((uint)tag, Bytes()));
    }

    internal void End()
    {
        if (_rest.Length > 0) throw new WireFormatException($"{_rest.Length} bytes follow the last field");
    }

    private ReadOnlyMemory<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length) throw new WireFormatException($"{length} bytes were to come and {_rest.Length} are left");
        ReadOnlyMemory<byte> taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
