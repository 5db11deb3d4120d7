using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActorLab.Core.Machine;

namespace ActorLab.Experiments.LineCopy;

/// <summary>Finds every line end of a text, 16 KiB at a time: what re-reading the whole input for one line costs.</summary>
/// <remarks>Each vector is compared with LF at once and the hits are read off its bit mask, so the work per line is a few instructions; a byte loop would make
/// every model look as slow as its slowest part.</remarks>
internal sealed class LineEnds : ISlicedWork, IDisposable
{
    private const int SliceBytes = 16 * 1024;
    private const byte LineFeed = (byte)'\n';

    private readonly ReadOnlyMemory<byte> _text;
    private int[] _ends;
    private int _position;

    /// <param name="text">The whole text.</param>
    /// <param name="expectedLines">How many lines it should have; only a hint.</param>
    public LineEnds(ReadOnlyMemory<byte> text, int expectedLines)
    {
        _text = text;
        _ends = ArrayPool<int>.Shared.Rent(expectedLines + Vector256<byte>.Count + 1);
    }

    /// <summary>Lines found so far; a last line without a line end counts when all is scanned.</summary>
    public int Count { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // the first model must not pay for the compiler's warm-up
    public bool RunSlice()
    {
        ReadOnlySpan<byte> text = _text.Span;
        int end = Math.Min(text.Length, _position + SliceBytes);
        Vector256<byte> lineFeeds = Vector256.Create(LineFeed);
        int i = _position;
        for (; i + Vector256<byte>.Count <= end; i += Vector256<byte>.Count)
        {
            uint hits = Vector256.Equals(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)i), lineFeeds).ExtractMostSignificantBits();
            if (hits == 0) continue;
            EnsureRoom();
            do
            {
                _ends[Count++] = i + BitOperations.TrailingZeroCount(hits);
                hits &= hits - 1;
            }
            while (hits != 0);
        }

        EnsureRoom();
        for (; i < end; i++)
        {
            if (text[i] == LineFeed) _ends[Count++] = i;
        }

        _position = end;
        if (end < text.Length) return true;
        if (text.Length > 0 && text[^1] != LineFeed) _ends[Count++] = text.Length;
        return false;
    }

    /// <summary>Line <paramref name="index"/> (from 0) without its line end.</summary>
    public ReadOnlyMemory<byte> Line(int index)
    {
        int start = index == 0 ? 0 : _ends[index - 1] + 1;
        return _text[start.._ends[index]].TrimEnd((byte)'\r');
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_ends);
        _ends = [];
    }

    /// <summary>Room for one vector of hits, or the rest of a slice, and the last line.</summary>
    private void EnsureRoom()
    {
        if (_ends.Length - Count > Vector256<byte>.Count) return;
        int[] larger = ArrayPool<int>.Shared.Rent(_ends.Length * 2);
        _ends.AsSpan(0, Count).CopyTo(larger);
        ArrayPool<int>.Shared.Return(_ends);
        _ends = larger;
    }
}
