using System.Buffers.Text;

namespace ActorLab.Core.Verify;

/// <summary>The rows of a record that say who wrote it.</summary>
internal static class HeaderRow
{
    /// <summary><c>current thread:&lt;NAME&gt;</c>. A name holds no angle bracket: two headers run together are no header.</summary>
    public static bool TryThread(ReadOnlySpan<byte> row, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!row.StartsWith("current thread:<"u8) || row[^1] != (byte)'>') return false;
        name = row["current thread:<"u8.Length..^1];
        return name.IndexOfAny((byte)'<', (byte)'>') < 0;
    }

    public static bool TryProcess(ReadOnlySpan<byte> row, out int processId) => TryNumber(row, "current pid:"u8, out processId);

    public static bool TryThreadCount(ReadOnlySpan<byte> row, out int threads) => TryNumber(row, "total threads:"u8, out threads);

    public static bool TryCpu(ReadOnlySpan<byte> row, out int cpu) => TryNumber(row, "CPU number:"u8, out cpu);

    /// <summary>Any of the four.</summary>
    public static bool Matches(ReadOnlySpan<byte> row) =>
        TryThread(row, out _) || TryProcess(row, out _) || TryThreadCount(row, out _) || TryCpu(row, out _);

    private static bool TryNumber(ReadOnlySpan<byte> row, ReadOnlySpan<byte> name, out int value)
    {
        value = 0;
        if (!row.StartsWith(name)) return false;
        ReadOnlySpan<byte> digits = row[name.Length..];
        if (digits.IsEmpty || digits[0] is < (byte)'0' or > (byte)'9') return false;
        return Utf8Parser.TryParse(digits, out value, out int consumed) && consumed == digits.Length;
    }
}
