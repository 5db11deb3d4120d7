using System.Text.RegularExpressions;

namespace ActorLab.Cli.Labs;

/// <summary>Passwords in addresses, which are shown to nobody.</summary>
internal static partial class Secrets
{
    private const string Shown = "***";

    /// <summary>The same text with the password of every address left out.</summary>
    public static string Hide(string text) => PasswordInAddress().Replace(text, Shown);

    /// <summary>Up to the last at sign: one in the password should have been written as %40, and is hidden all the same.</summary>
    [GeneratedRegex(@"(?<=amqps?://[^/\s:@]*:)\S+(?=@)", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex PasswordInAddress();
}
