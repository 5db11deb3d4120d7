using System.Buffers.Binary;

namespace ActorLab.Core.Primitives;

/// <summary>64-bit hashes that are the same in every process, on every machine and in every version. .NET seeds its own per process.</summary>
public static class StableHash
{
    private const ulong OffsetBasis = 0xCBF29CE484222325;
    private const ulong Prime = 0x100000001B3;

    /// <summary>A bijection that spreads every bit of <paramref name="x"/> (Stafford's variant 13, the finalizer of SplitMix64).</summary>
    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    public static ulong Combine(ulong a, ulong b) => Mix((a * 0x9E3779B97F4A7C15) ^ b);

    /// <summary>FNV-1a over eight bytes at a time (the tail byte by byte), then mixed.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = OffsetBasis ^ (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (byte b in bytes) hash = (hash ^ b) * Prime;
        return Mix(hash);
    }

    /// <summary>Over the UTF-16 code units, so it does not depend on a culture or an encoder.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        ulong hash = OffsetBasis ^ (ulong)text.Length;
        foreach (char c in text) hash = (hash ^ c) * Prime;
        return Mix(hash);
    }
}
