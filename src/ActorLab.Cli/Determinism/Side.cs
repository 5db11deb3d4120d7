using System.Collections.Immutable;
using System.Globalization;

namespace ActorLab.Cli.Determinism;

/// <summary>One of the two processes in which a run must be the same: all about them that could matter differs.</summary>
/// <param name="Name">As the report calls it.</param>
/// <param name="Variables">Set in its environment.</param>
/// <param name="Culture">How it writes numbers.</param>
internal sealed record Side(string Name, ImmutableArray<KeyValuePair<string, string>> Variables, CultureInfo Culture)
{
    /// <summary>The first argument of a process that is a side; no command for people. The second is the side's name, and what follows is a usual command line.</summary>
    public const string Argument = "side";

    public static readonly Side Plain = new("plain", Environment(("TZ", "UTC"), ("LC_ALL", "C"), ("DOTNET_gcServer", "0")), CultureInfo.InvariantCulture);

    public static readonly Side Odd = new("odd", Environment(("TZ", "Asia/Kathmandu"), ("LC_ALL", "tr_TR.UTF-8"), ("DOTNET_gcServer", "1"), ("DOTNET_TieredCompilation", "0")), OddCulture());

    public static readonly ImmutableArray<Side> Both = [Plain, Odd];

    /// <summary>In words, for people.</summary>
    public string Description => string.Join(", ", Variables.Select(v => $"{v.Key}={v.Value}").Append($"numbers such as {(-1234.5).ToString("#,0.0", Culture)}"));

    /// <summary>Makes this process that side.</summary>
    public void Enter()
    {
        CultureInfo.CurrentCulture = Culture;
        CultureInfo.DefaultThreadCurrentCulture = Culture;
    }

    private static ImmutableArray<KeyValuePair<string, string>> Environment(params (string Name, string Value)[] variables) =>
        [.. variables.Select(v => KeyValuePair.Create(v.Name, v.Value))];

    private static CultureInfo OddCulture()
    {
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat = new NumberFormatInfo { NegativeSign = "~", NumberDecimalSeparator = ",", NumberGroupSeparator = "." };
        odd.DateTimeFormat.ShortDatePattern = "dd.MM.yy";
        return CultureInfo.ReadOnly(odd);
    }
}
