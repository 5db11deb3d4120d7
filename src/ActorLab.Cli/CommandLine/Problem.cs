using System.Globalization;
using System.Numerics;

namespace ActorLab.Cli.CommandLine;

/// <summary>The ways in which a command line can be wrong, each with its stable code.</summary>
internal static class Problem
{
    private const int MaxPower = 64;

    public static Diagnostic Unknown(string what, string got, IReadOnlyCollection<string> known, string path) =>
        new("AL0001", path, $"expected {what}, got {Quoted(got)}.", Spelling.Suggest(got, known) ?? $"Known: {string.Join(", ", known)}.");

    public static Diagnostic NotBuilt(string row, string experiment, string path) =>
        new(
            "AL0001", path, $"row {row} of the tutorials ({experiment}) is not built yet.",
            "actorlab list names those that are.");

    public static Diagnostic Missing(string path, string message, string hint) => new("AL0002", path, message + ".", hint);

    public static Diagnostic Malformed(string path, string message) => new("AL0002", path, message);

    public static Diagnostic NotInRange(string path, string got, string minimum, string maximum) =>
        new("AL0003", path, $"expected a whole number from {minimum} to {maximum}, got {Quoted(got)}");

    public static Diagnostic Excluded(string path, string message, string hint) => new("AL0004", path, message + ".", hint);

    public static Diagnostic NotApplicable(string option, string experiment) =>
        new("AL0005", option, $"does not apply to {experiment}.", "Leave it out.");

    public static Diagnostic UnusableFile(string path, string message) => new("AL0006", path, message);

    /// <summary>Digits alone: no sign, blank, group separator or exponent. Values beyond any integer type are out of range, not malformed.</summary>
    public static long? ReadInteger(string path, string? got, long minimum, long maximum, ICollection<Diagnostic> problems)
    {
        if (got is null) return null;
        if (long.TryParse(got, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= minimum && value <= maximum) return value;
        problems.Add(NotInRange(path, got, $"{minimum}", $"{maximum}"));
        return null;
    }

    /// <summary>As <see cref="ReadInteger"/>, and a power such as <c>10^7</c> too.</summary>
    public static long? ReadAmount(string path, string? got, long minimum, long maximum, ICollection<Diagnostic> problems)
    {
        if (got?.Split('^') is not [var mantissa, var exponent]) return ReadInteger(path, got, minimum, maximum, problems);
        bool isPower = int.TryParse(mantissa, NumberStyles.None, CultureInfo.InvariantCulture, out int factor);
        isPower &= int.TryParse(exponent, NumberStyles.None, CultureInfo.InvariantCulture, out int power) && power <= MaxPower;
        BigInteger value = isPower ? BigInteger.Pow(factor, power) : BigInteger.MinusOne;
        if (value >= minimum && value <= maximum) return (long)value;
        problems.Add(NotInRange(path, got, $"{minimum}", $"{maximum}"));
        return null;
    }

    /// <summary>Seconds with up to nine decimals, more than none.</summary>
    public static SimDuration? ReadSeconds(string path, string? got, SimDuration maximum, ICollection<Diagnostic> problems)
    {
        if (got is null) return null;
        bool isNumber = decimal.TryParse(got, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds);
        if (isNumber && seconds >= 0.000_000_001m && seconds <= (decimal)maximum.TotalSeconds) return new SimDuration((long)(seconds * 1_000_000_000m));
        problems.Add(new Diagnostic("AL0003", path, $"expected seconds, more than 0 and up to {maximum.TotalSeconds}, got {Quoted(got)}"));
        return null;
    }

    public static ulong? ReadSeed(string path, string? got, ICollection<Diagnostic> problems)
    {
        if (got is null) return null;
        if (ulong.TryParse(got, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)) return value;
        problems.Add(NotInRange(path, got, "0", $"{ulong.MaxValue}"));
        return null;
    }

    private static string Quoted(string got) => got.Length == 0 ? "nothing" : Reporting.VerdictText.Printable(got);
}
