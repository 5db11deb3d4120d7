using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using ActorLab.Cli.CommandLine;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary>What <c>--sweep</c> asks for: a setting and its values, as they were typed.</summary>
/// <param name="Key">Of the setting.</param>
/// <param name="Values">At least one, each once.</param>
internal sealed partial record SweepList(string Key, ImmutableArray<string> Values)
{
    public const int MaxValues = 64;

    /// <param name="path">The option.</param>
    /// <param name="got">Such as <c>workers=1,2,4</c> or <c>workers=1..16*2</c>.</param>
    /// <param name="problems">Gets all that is wrong with it.</param>
    public static SweepList? Read(string path, string got, ICollection<Diagnostic> problems)
    {
        int equals = got.IndexOf('=', StringComparison.Ordinal);
        string[] elements = equals < 0 ? [] : got[(equals + 1)..].Split(',', StringSplitOptions.TrimEntries);
        if (equals <= 0 || elements.Any(e => e.Length == 0))
        {
            problems.Add(Problem.Malformed(path, $"expected a setting, = and values with commas between them, such as workers=1,2,4, got {VerdictText.Printable(got)}"));
            return null;
        }

        ImmutableArray<string> values = [.. elements.SelectMany(Expanded).Distinct(StringComparer.Ordinal).Take(MaxValues + 1)];
        if (values.Length is > 0 and <= MaxValues) return new SweepList(got[..equals], values);
        problems.Add(Problem.Malformed(path, $"expected 1 to {MaxValues} values, got {(values.Length == 0 ? "none" : "more")} in {VerdictText.Printable(got)}"));
        return null;
    }

    /// <summary>A value as a number, of which a power such as <c>10^4</c> is one; null if it is none.</summary>
    public static double? NumberOf(string value)
    {
        string[] parts = value.Split('^');
        double[] numbers = [.. parts.Select(p => double.TryParse(p, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double n) ? n : double.NaN)];
        double number = numbers is [var mantissa, var exponent] ? Math.Pow(mantissa, exponent) : numbers is [var only] ? only : double.NaN;
        return double.IsFinite(number) ? number : null;
    }

    /// <summary>From <c>1..4</c>: 1, 2, 3, 4; from <c>1..16*2</c>: 1, 2, 4, 8, 16; from <c>2..10+4</c>: 2, 6, 10. What is no range stays as it is.</summary>
    private static IEnumerable<string> Expanded(string element)
    {
        Match range = Range().Match(element);
        if (!range.Success) return [element];
        long from = NumberIn("from"), to = NumberIn("to"), by = range.Groups["by"].Success ? NumberIn("by") : 1;
        bool multiplies = range.Groups["how"].Value == "*";
        // A range that stands still has no values.
        if (by < 1 || (multiplies && (by < 2 || from < 1))) return [];
        return Steps(from, to, value => multiplies ? value * by : value + by);

        long NumberIn(string group) => long.Parse(range.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Steps(long from, long to, Func<long, long> next)
    {
        for (long value = from; value <= to; value = next(value)) yield return value.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(?<from>[0-9]{1,9})\.\.(?<to>[0-9]{1,9})(?:(?<how>[*+])(?<by>[0-9]{1,9}))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Range();
}
