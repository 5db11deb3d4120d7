namespace ActorLab.Core.Verify;

/// <summary>Cuts a stream of bytes into rows, however it comes in chunks. Holds at most one row.</summary>
internal sealed class RowSplitter
{
    public const byte LineFeed = (byte)'\n';

    /// <summary>The longest row that is held: the longest line that is copied, and room for a line end.</summary>
    public const int MaxRowBytes = (1 << 20) + 64;

    /// <summary>How much of a longer row is kept, to be shown.</summary>
    private const int KeptOfLongRow = 4 * EvidenceText.MaxLength;

    private byte[] _held = [];
    private int _heldCount;
    private bool _tooLong;
    private bool _handedOut;

    /// <summary>True when bytes of a row have come whose end has not.</summary>
    public bool HasPart => !_handedOut && (_heldCount > 0 || _tooLong);

    /// <summary>All trailing carriage returns belong to the line end, not only one: a line that ends in CR and is copied with LF could not be told from one that
    /// was copied with CR LF.</summary>
    public static ReadOnlySpan<byte> WithoutLineEnd(ReadOnlySpan<byte> row) => (row is [.., LineFeed] ? row[..^1] : row).TrimEnd((byte)'\r');

    /// <summary>Takes bytes from the front of <paramref name="bytes"/> until a row is whole.</summary>
    /// <param name="bytes">What has come; what was used is cut off.</param>
    /// <param name="row">Without its line end; of a row that is too long, its beginning. Valid until the next call, and as long as the bytes are.</param>
    /// <param name="tooLong">The row has more than <see cref="MaxRowBytes"/>.</param>
    /// <returns>False when the bytes ran out first.</returns>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> row, out bool tooLong)
    {
        Forget();
        row = default;
        tooLong = false;
        int end = bytes.IndexOf(LineFeed);
        if (end < 0)
        {
            Hold(bytes);
            bytes = default;
            return false;
        }

        ReadOnlySpan<byte> part = bytes[..end];
        bytes = bytes[(end + 1)..];
        if (_heldCount == 0 && part.Length <= MaxRowBytes)
        {
            row = WithoutLineEnd(part);
            return true;
        }

        Hold(part);
        HandOut(out row, out tooLong);
        return true;
    }

    /// <summary>The last row, if the stream ended without a line end.</summary>
    public bool TryEnd(out ReadOnlySpan<byte> row, out bool tooLong)
    {
        Forget();
        HandOut(out row, out tooLong);
        return _heldCount > 0;
    }

    private void Hold(ReadOnlySpan<byte> part)
    {
        if (_tooLong || part.IsEmpty) return;
        long total = (long)_heldCount + part.Length;
        if (total > MaxRowBytes)
        {
            // The beginning is enough to show; the rest would only cost memory.
            byte[] beginning = new byte[KeptOfLongRow];
            int kept = Math.Min(_heldCount, KeptOfLongRow);
            _held.AsSpan(0, kept).CopyTo(beginning);
            part[..(KeptOfLongRow - kept)].CopyTo(beginning.AsSpan(kept));
            _held = beginning;
            _heldCount = KeptOfLongRow;
            _tooLong = true;
            return;
        }

        if (total > _held.Length) Array.Resize(ref _held, (int)Math.Min(MaxRowBytes, Math.Max(total, 2L * _held.Length)));
        part.CopyTo(_held.AsSpan(_heldCount));
        _heldCount = (int)total;
    }

    private void HandOut(out ReadOnlySpan<byte> row, out bool tooLong)
    {
        row = WithoutLineEnd(_held.AsSpan(0, _heldCount));
        tooLong = _tooLong;
        _handedOut = true;
    }

    private void Forget()
    {
        if (!_handedOut) return;
        _heldCount = 0;
        _tooLong = false;
        _handedOut = false;
    }
}
