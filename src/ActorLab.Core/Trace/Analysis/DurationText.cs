using System.Globalization;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>Lengths of time as people write them: <c>5ms</c>, <c>1.5 s</c>, <c>200us</c>.</summary>
public static class DurationText
{
    public const string Expected = "a duration such as 5ms, 1.5s or 200us";

    private static readonly (string Unit, decimal Nanoseconds)[] s_units =
        [("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("min", 60_000_000_000), ("h", 3_600_000_000_000)];

    /// <param name="text">A decimal number without a sign, and a unit: ns, us, ms, s, min or h. 0 needs no unit.</param>
    /// <param name="nanoseconds">Rounded down.</param>
    /// <returns>False if it is none, or has no place in 64 bits.</returns>
    public static bool TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        string number = text.TrimEnd(), unit = "";
        int digits = 0;
        while (digits < number.Length && (char.IsAsciiDigit(number[digits]) || number[digits] == '.')) digits++;
        unit = number[digits..].TrimStart();
        if (digits > 20 || !decimal.TryParse(number[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)) return false;
        if (unit.Length == 0) return value == 0;
        decimal scale = Array.Find(s_units, u => u.Unit == unit).Nanoseconds;
        if (scale == 0 || value > long.MaxValue / scale) return false;
        nanoseconds = (long)(value * scale);
        return true;
    }
}
