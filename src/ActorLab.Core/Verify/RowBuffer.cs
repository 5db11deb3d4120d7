namespace ActorLab.Core.Verify;

/// <summary>Keeps one row after the bytes it came in are gone.</summary>
internal sealed class RowBuffer
{
    private byte[] _bytes = [];
    private int _count;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _count);

    public void Set(ReadOnlySpan<byte> row)
    {
        if (row.Length > _bytes.Length) _bytes = new byte[Math.Max(row.Length, 2 * _bytes.Length)];
        row.CopyTo(_bytes);
        _count = row.Length;
    }
}
