using System.Numerics;

namespace ActorLab.Core.Verify;

/// <summary>Lines found by their hash. The bytes behind an equal hash are compared, so two lines with one hash are still two lines.</summary>
internal sealed class IndexedInput : InputIdentity
{
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>Where line i + 1 starts; one more entry than lines, the last one past the end of the bytes that belong to lines.</summary>
    private readonly int[] _starts;

    /// <summary>Open addressing: the first line with a given content, from 1; 0 is free. At most half full.</summary>
    private readonly int[] _firsts;

    /// <summary>For each line the next one with the same content; null when no two are equal.</summary>
    private readonly int[]? _nextEqual;

    public IndexedInput(ReadOnlyMemory<byte> bytes) : this(bytes, FindStarts(bytes.Span))
    {
    }

    private IndexedInput(ReadOnlyMemory<byte> bytes, int[] starts) : base(starts.Length - 1)
    {
        _bytes = bytes;
        _starts = starts;
        int lines = starts.Length - 1;
        _firsts = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, lines) * 2)];
        // From the last line to the first, so that each slot ends with the first of its equals and the chain runs forwards.
        for (int line = lines; line >= 1; line--)
        {
            ref int slot = ref SlotOf(LineAt(line));
            if (slot != 0) (_nextEqual ??= new int[lines + 1])[line] = slot;
            slot = line;
        }
    }

    public override bool HasEqualLines => _nextEqual is not null;

    public override long Find(ReadOnlySpan<byte> line) => SlotOf(line);

    public override long NextEqual(long sequence) => _nextEqual is null ? 0 : _nextEqual[sequence];

    public override bool IsAt(long sequence, ReadOnlySpan<byte> line) =>
        sequence >= 1 && sequence <= Count && LineAt((int)sequence).SequenceEqual(line);

    public override string TextAt(long sequence) => EvidenceText.Of(LineAt((int)sequence));

    public override MultisetHash Fingerprint()
    {
        var lines = new MultisetHash();
        for (int line = 1; line <= Count; line++) lines.Add(LineAt(line));
        return lines;
    }

    private ReadOnlySpan<byte> LineAt(int line) =>
        RowSplitter.WithoutLineEnd(_bytes.Span[_starts[line - 1].._starts[line]]);

    private ref int SlotOf(ReadOnlySpan<byte> line)
    {
        uint mask = (uint)_firsts.Length - 1;
        uint at = (uint)StableHash.Of(line) & mask;
        while (_firsts[at] != 0 && !LineAt(_firsts[at]).SequenceEqual(line)) at = (at + 1) & mask;
        return ref _firsts[at];
    }

    private static int[] FindStarts(ReadOnlySpan<byte> bytes)
    {
        bool unended = !bytes.IsEmpty && bytes[^1] != RowSplitter.LineFeed;
        int lines = bytes.Count(RowSplitter.LineFeed) + (unended ? 1 : 0);
        var starts = new int[lines + 1];
        int start = 0;
        for (int line = 1; line < lines; line++)
        {
            start += bytes[start..].IndexOf(RowSplitter.LineFeed) + 1;
            starts[line] = start;
        }

        starts[lines] = bytes.Length;
        return starts;
    }
}
