using System.Buffers.Binary;

namespace ActorLab.Core.Journal;

/// <summary>Counts and hashes the bytes of an output as they are written, in pieces of any size: the same bytes give the same figures however they were cut.</summary>
/// <remarks>The hash is one against accidents (a lost page, a torn write, an editor), not against malice.</remarks>
public sealed class OutputTally
{
    private const int WordBytes = 8;

    private ulong _hash;

    /// <summary>The last bytes, fewer than a word of them, the first one lowest.</summary>
    private ulong _rest;
    private int _restBytes;

    public OutputTally()
    {
    }

    private OutputTally(OutputTally other)
    {
        _hash = other._hash;
        _rest = other._rest;
        _restBytes = other._restBytes;
        Bytes = other.Bytes;
    }

    /// <summary>How many so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Of all of them in their order; equal in every process.</summary>
    public ulong Digest => StableHash.Combine(StableHash.Combine(_hash, _rest), (ulong)Bytes);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        while (_restBytes > 0 && !bytes.IsEmpty)
        {
            Take(bytes[0]);
            bytes = bytes[1..];
        }

        while (bytes.Length >= WordBytes)
        {
            _hash = StableHash.Mix(_hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) + 1;
            bytes = bytes[WordBytes..];
        }

        foreach (byte next in bytes) Take(next);
    }

    /// <summary>Another that goes on from here by itself.</summary>
    public OutputTally Copy() => new(this);

    private void Take(byte next)
    {
        _rest |= (ulong)next << (WordBytes * _restBytes);
        if (++_restBytes < WordBytes) return;
        _hash = StableHash.Mix(_hash ^ _rest) + 1;
        _rest = 0;
        _restBytes = 0;
    }
}
