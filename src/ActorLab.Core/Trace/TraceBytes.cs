using System.Buffers.Binary;
using System.Text;

namespace ActorLab.Core.Trace;

/// <summary>A growing column of numbers and texts: LEB128, signed numbers in zigzag.</summary>
internal sealed class TraceBytes
{
    private byte[] _bytes = new byte[64];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void AddSigned(long value) => AddUnsigned((ulong)((value << 1) ^ (value >> 63)));

    public void AddUnsigned(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _bytes[Count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[Count++] = (byte)value;
    }

    public void AddShort(ushort value)
    {
        Reserve(2);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(Count), value);
        Count += 2;
    }

    public void AddText(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        AddUnsigned((ulong)length);
        Reserve(length);
        Count += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(Count));
    }

    /// <summary>Its length and then its bytes.</summary>
    public void AddColumn(TraceBytes column)
    {
        AddUnsigned((ulong)column.Count);
        Reserve(column.Count);
        column.Span.CopyTo(_bytes.AsSpan(Count));
        Count += column.Count;
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - Count < more) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Count + more));
    }
}

/// <summary>Reads what <see cref="TraceBytes"/> wrote.</summary>
internal ref struct TraceSpan(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsEmpty => _rest.IsEmpty;

    public long TakeSigned()
    {
        ulong value = TakeUnsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <exception cref="TraceFormatException">The column ends within a number, or it is longer than 64 bits.</exception>
    public ulong TakeUnsigned()
    {
        ulong value = 0;
        for (int i = 0; i < _rest.Length && i < 10; i++)
        {
            byte b = _rest[i];
            if (i == 9 && b > 1) break;
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b >= 0x80) continue;
            _rest = _rest[(i + 1)..];
            return value;
        }

        throw new TraceFormatException(_rest.Length < 10 ? "a column is too short" : "a number has more than 64 bits");
    }

    public ushort TakeShort() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public string TakeText() => Encoding.UTF8.GetString(Take(TakeCount(_rest.Length)));

    public TraceSpan TakeColumn() => new(Take(TakeCount(_rest.Length)));

    /// <exception cref="TraceFormatException">It is more than <paramref name="limit"/>.</exception>
    public int TakeCount(int limit)
    {
        ulong count = TakeUnsigned();
        return count <= (ulong)limit ? (int)count : throw new TraceFormatException($"a count of {count} where at most {limit} is possible");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_rest.Length < count) throw new TraceFormatException("a column is too short");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
