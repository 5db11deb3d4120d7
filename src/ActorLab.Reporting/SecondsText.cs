namespace ActorLab.Reporting;

/// <summary>Means and deviations as people read them.</summary>
internal static class SecondsText
{
    private const double Longest = 9.2e9;

    /// <summary>Seconds, to the nanosecond.</summary>
    public static string Time(double seconds) => double.IsFinite(seconds) && Math.Abs(seconds) < Longest ? FigureText.Time(new SimDuration((long)Math.Round(seconds * 1e9))) : FigureText.None;

    /// <summary>Half the width of an interval; nothing where one value tells nothing.</summary>
    public static string Within(double halfWidth, Func<double, string> inWords) => double.IsFinite(halfWidth) ? "± " + inWords(halfWidth) : FigureText.None;

    /// <summary>A number as somebody would type it.</summary>
    public static string Plain(double value) => Math.Abs(value) < 1e15 && Math.Round(value) == value ? value.ToString("#,0") : value.ToString("0.###");

    /// <summary>A number without a unit: three digits or more.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        double.NaN => FigureText.None,
        >= 1000 => value.ToString("#,0"),
        >= 100 => value.ToString("0.0"),
        >= 0.01 or 0 => value.ToString("0.00"),
        _ => value.ToString("0.0e+0"),
    };
}
