using System.Globalization;

namespace ActorLab.Reporting;

/// <summary>Numbers as people read them. Commas group thousands, a point separates decimals, in every culture.</summary>
public static class FigureText
{
    /// <summary>What stands where there is no figure.</summary>
    public const string None = "–";

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Items per second.</summary>
    public static string Rate(double perSecond) =>
        perSecond < 10
            ? perSecond.ToString("0.0", CultureInfo.InvariantCulture)
            : perSecond.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Three significant digits or more, in the largest unit of s, ms, µs and ns that leaves a whole part.</summary>
    public static string Time(SimDuration value) => value.Nanoseconds switch
    {
        0 => "0 s",
        >= 100_000_000_000 => FormattableString.Invariant($"{value.TotalSeconds:#,0.0} s"),
        >= 1_000_000_000 => FormattableString.Invariant($"{value.TotalSeconds:0.00} s"),
        >= 1_000_000 => FormattableString.Invariant($"{value.TotalMilliseconds:0.0} ms"),
        >= 1_000 => FormattableString.Invariant($"{value.Nanoseconds / 1e3:0.0} µs"),
        _ => FormattableString.Invariant($"{value.Nanoseconds} ns"),
    };

    /// <summary>In the largest unit of MiB, KiB and B that leaves a whole part.</summary>
    public static string Bytes(long value) => value switch
    {
        >= 1L << 20 => FormattableString.Invariant($"{value / (double)(1L << 20):#,0.#} MiB"),
        >= 1L << 10 => FormattableString.Invariant($"{value / (double)(1L << 10):0.#} KiB"),
        _ => FormattableString.Invariant($"{value} B"),
    };

    /// <summary>A ratio, such as <c>1.34x</c>.</summary>
    public static string Times(double ratio) =>
        ratio >= 10 ? FormattableString.Invariant($"{ratio:0.0}x") : FormattableString.Invariant($"{ratio:0.00}x");

    /// <summary>One of something is not several of it.</summary>
    public static string Several(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";
}
