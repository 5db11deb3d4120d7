using System.Globalization;

namespace ActorLab.Hocon;

/// <summary>Numbers as JSON writes them, and nothing else: no <c>1,000</c>, no <c>NaN</c>, no <c>+1</c>, no <c>01</c>.</summary>
internal static class NumberText
{
    public static bool IsJsonNumber(ReadOnlySpan<char> text)
    {
        int at = 0;
        if (at < text.Length && text[at] == '-') at++;
        int digits = Digits(text, ref at);
        if (digits == 0 || (digits > 1 && text[at - digits] == '0')) return false;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (Digits(text, ref at) == 0) return false;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '+' or '-') at++;
            if (Digits(text, ref at) == 0) return false;
        }

        return at == text.Length;
    }

    /// <summary>The number, if it is one of JSON and finite as a double.</summary>
    public static double? ToDouble(ReadOnlySpan<char> text) =>
        IsJsonNumber(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    /// <summary>The number times <paramref name="unit"/>, if that is a whole number of 64 bits. Exact: <c>0.1</c> of 1000 is 100.</summary>
    public static long? ToLong(ReadOnlySpan<char> text, long unit = 1) => Exact(text, unit) is { Whole: true, Value: var value } ? value : null;

    /// <summary>The number times <paramref name="unit"/> without what is behind the point, as for <c>1.5 ns</c>.</summary>
    public static long? ToLongTruncated(ReadOnlySpan<char> text, Int128 unit) => Exact(text, unit)?.Value;

    /// <summary>The digits as a whole number and a power of ten, in 128 bits; null if it is no number or does not fit.</summary>
    private static (long Value, bool Whole)? Exact(ReadOnlySpan<char> text, Int128 unit)
    {
        if (!IsJsonNumber(text)) return null;
        int exponentAt = text.IndexOfAny('e', 'E');
        ReadOnlySpan<char> mantissa = exponentAt < 0 ? text : text[..exponentAt];
        int exponent = 0;
        bool exponentFits = exponentAt < 0 || int.TryParse(text[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent);
        Int128 digits = 0;
        long scale = 0;
        bool lost = false;
        bool behindPoint = false;
        foreach (char c in mantissa)
        {
            if (c == '.') behindPoint = true;
            if (c is '-' or '.') continue;
            if (digits > (Int128)1_000_000_000_000_000_000_000m)
            {
                // Beyond 10²¹ a digit before the point makes it too large anyway; one behind it is below what 64 bits can tell.
                lost |= c != '0';
                if (!behindPoint) scale++;
                continue;
            }

            digits = (digits * 10) + (c - '0');
            if (behindPoint) scale--;
        }

        if (digits == 0) return (0, true);
        if (!exponentFits) return exponentAt >= 0 && text[exponentAt + 1] == '-' ? (0, false) : null;
        return Scaled(mantissa[0] == '-' ? -digits : digits, unit, scale + exponent, lost);
    }

    private static (long Value, bool Whole)? Scaled(Int128 digits, Int128 unit, long scale, bool lost)
    {
        // The unit's factors of ten are taken off first, so that the product stays within 128 bits.
        while (scale < 0 && unit % 10 == 0)
        {
            unit /= 10;
            scale++;
        }

        Int128 limit = Int128.MaxValue / 10;
        if (digits > limit / unit || digits < -limit / unit) return null;
        Int128 value = digits * unit;
        bool whole = !lost;
        for (; scale < 0 && value != 0; scale++)
        {
            whole &= value % 10 == 0;
            value /= 10;
        }

        for (; scale > 0; scale--)
        {
            if (value > limit || value < -limit) return null;
            value *= 10;
        }

        return value >= long.MinValue && value <= long.MaxValue ? ((long)value, whole) : null;
    }

    private static int Digits(ReadOnlySpan<char> text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return at - start;
    }
}
