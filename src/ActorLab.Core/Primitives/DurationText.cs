using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorLab.Core.Primitives;

/// <summary>Reads durations: a number and a unit, as <see cref="SimDuration.ToString"/> writes them.</summary>
public static class DurationText
{
    public const string Expected = "a duration such as 5ms, 1.5s or 200us";

    private static readonly (string Unit, decimal Nanoseconds)[] s_units =
    [
        ("ns", 1m), ("us", 1_000m), ("ms", 1_000_000m), ("s", 1_000_000_000m), ("min", 60_000_000_000m), ("h", 3_600_000_000_000m),
    ];

    /// <param name="text">Such as <c>5 ms</c> or <c>1.5s</c> (<c>µs</c> is <c>us</c>); a whole number of nanoseconds. 0 needs no unit.</param>
    /// <param name="value">Zero if it is wrong.</param>
    /// <param name="error">What was expected and what was found; null if nothing is wrong.</param>
    public static bool TryParse(string text, out SimDuration value, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = SimDuration.Zero;
        int end = text.TrimEnd().Length;
        while (end > 0 && char.IsLetter(text[end - 1])) end--;
        // The micro sign and the Greek letter look the same.
        string name = text[end..].Trim().Replace('µ', 'u').Replace('μ', 'u');
        error = null;
        if (name.Length == 0 && text.Trim() == "0") return true;
        decimal unit = Array.Find(s_units, u => string.Equals(u.Unit, name, StringComparison.Ordinal)).Nanoseconds;
        if (unit == 0 || !decimal.TryParse(text[..end].Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal number))
        {
            error = $"expected a number and a unit ({string.Join(", ", s_units.Select(u => u.Unit))}) such as 5 ms, got '{text}'";
            return false;
        }

        if (Math.Abs(number) > long.MaxValue / unit)
        {
            error = $"expected at most {long.MaxValue / 1_000_000_000} s, got '{text}'";
            return false;
        }

        decimal nanoseconds = number * unit;
        if (nanoseconds != decimal.Truncate(nanoseconds))
        {
            error = $"expected a whole number of nanoseconds, got '{text}'";
            return false;
        }

        value = new SimDuration((long)nanoseconds);
        error = null;
        return true;
    }
}
