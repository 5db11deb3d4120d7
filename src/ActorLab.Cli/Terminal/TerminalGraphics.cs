namespace ActorLab.Cli.Terminal;

/// <summary>Whether curves may be drawn with characters that not everything can show.</summary>
internal static class TerminalGraphics
{
    /// <summary>On a terminal that does not say that it is dumb, to a user who did not ask for plain output (https://no-color.org).</summary>
    public static bool DrawsUnicode() =>
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb" && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}
