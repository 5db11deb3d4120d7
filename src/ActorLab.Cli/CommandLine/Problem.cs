using System.Globalization;

namespace ActorLab.Cli.CommandLine;

/// <summary>The ways in which a command line can be wrong, each with its stable code.</summary>
internal static class Problem
{
    public static Diagnostic Unknown(string what, string got, IReadOnlyCollection<string> known, string path) =>
        new("AL0001", path, $"expected {what}, got {Quoted(got)}.", Spelling.Suggest(got, known) ?? $"Known: {string.Join(", ", known)}.");

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

    public static ulong? ReadSeed(string path, string? got, ICollection<Diagnostic> problems)
    {
        if (got is null) return null;
        if (ulong.TryParse(got, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)) return value;
        problems.Add(NotInRange(path, got, "0", $"{ulong.MaxValue}"));
        return null;
    }

    private static string Quoted(string got) => got.Length == 0 ? "nothing" : Reporting.VerdictText.Printable(got);
}
