using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ActorLab.Core.Verify;

/// <summary>Numbers in fields. What is wrong with one is a problem at its place.</summary>
internal static class FieldNumbers
{
    private const int IsoDateLength = 10, NanosecondsPerTick = 100;

    private static readonly string[] s_isoFormats =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    /// <summary>A whole number in decimal digits, with a sign only if negative ones are allowed.</summary>
    public static bool TryInteger(FieldRow row, ColumnRole role, long minimum, long maximum, RowProblems problems, out long value)
    {
        ReadOnlySpan<byte> text = row[role];
        bool isNumber = Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length && text[0] != (byte)'+';
        if (isNumber && value >= minimum && value <= maximum) return true;
        return Reject(row, role, $"a whole number from {minimum} to {maximum}", problems);
    }

    /// <summary>
    /// A whole number, in whatever unit, or a date and time of ISO 8601, which is counted in nanoseconds from 1970; without an
    /// offset it is UTC.
    /// </summary>
    public static bool TryTime(FieldRow row, RowProblems problems, out long value)
    {
        ReadOnlySpan<byte> text = row[ColumnRole.Time];
        if (text.Length < IsoDateLength || text[4] != (byte)'-')
            return TryInteger(row, ColumnRole.Time, long.MinValue, long.MaxValue, problems, out value);
        Int128 nanoseconds = DateTimeOffset.TryParseExact(
            Encoding.UTF8.GetString(text), s_isoFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time)
            ? (Int128)(time.UtcTicks - DateTime.UnixEpoch.Ticks) * NanosecondsPerTick
            : Int128.MaxValue;
        value = (long)Int128.Clamp(nanoseconds, long.MinValue, long.MaxValue);
        return value == nanoseconds || Reject(
            row, ColumnRole.Time, "a whole number, or a time such as 2026-03-01T12:00:00.5Z between 1678 and 2262,", problems);
    }

    /// <summary>A whole number of 64 bits, in decimal, or in hexadecimal after <c>0x</c>.</summary>
    public static bool TryHash(FieldRow row, ColumnRole role, RowProblems problems, out ulong value)
    {
        ReadOnlySpan<byte> text = row[role];
        bool good = text.StartsWith("0x"u8)
            ? ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        return good || Reject(row, role, "a whole number from 0 to 18446744073709551615, or 0x and hexadecimal digits", problems);
    }

    public static bool TryChecksum(FieldRow row, RowProblems problems, out uint value) =>
        uint.TryParse(row[ColumnRole.Checksum], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
        || Reject(row, ColumnRole.Checksum, "up to 8 hexadecimal digits", problems);

    public static bool Reject(FieldRow row, ColumnRole role, string expected, RowProblems problems)
    {
        string got = row.Has(role) ? EvidenceText.Of(row[role]) : "nothing";
        problems.Add(row.File, row.Line, row.ColumnOf(role), $"expected {expected} for {ColumnMap.NameOf(role)}, got {got}");
        return false;
    }
}
