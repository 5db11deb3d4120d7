namespace ActorLab.Core.Verify;

/// <summary>One row of comma-separated values (RFC 4180). A field may be quoted, with quotes doubled in it; it may not hold a line end.</summary>
internal static class CsvRow
{
    /// <summary>Takes the next field from the front of the row.</summary>
    /// <param name="row">The whole row.</param>
    /// <param name="at">Where the field begins; moved behind it and its comma, and past the end of the row with the last one.</param>
    /// <param name="target">At least as long as the rest of the row.</param>
    /// <param name="length">Bytes written to <paramref name="target"/>.</param>
    /// <returns>Null, or what is wrong with the field.</returns>
    public static string? Next(ReadOnlySpan<byte> row, ref int at, Span<byte> target, out int length)
    {
        length = 0;
        if (at < row.Length && row[at] == (byte)'"') return Quoted(row, ref at, target, out length);
        int end = row[at..].IndexOf((byte)',');
        ReadOnlySpan<byte> field = end < 0 ? row[at..] : row.Slice(at, end);
        at += field.Length + 1;
        if (field.Contains((byte)'"')) return "expected a quote only around a whole field";
        field.CopyTo(target);
        length = field.Length;
        return null;
    }

    private static string? Quoted(ReadOnlySpan<byte> row, ref int at, Span<byte> target, out int length)
    {
        length = 0;
        for (int i = at + 1; i < row.Length; i++)
        {
            if (row[i] == (byte)'"')
            {
                bool doubled = i + 1 < row.Length && row[i + 1] == (byte)'"';
                if (!doubled)
                {
                    at = i + 2;
                    return i + 1 == row.Length || row[i + 1] == (byte)',' ? null : "expected a comma behind a quoted field";
                }

                i++;
            }

            target[length++] = row[i];
        }

        at = row.Length + 1;
        return "expected a closing quote";
    }
}
