namespace ActorLab.Cli.Terminal;

/// <summary>A terminal on which what was written can be written over.</summary>
/// <param name="Columns">Character cells of a row; at least 1.</param>
/// <param name="Rows">At least 1.</param>
internal sealed record Screen(int Columns, int Rows)
{
    /// <summary>What a terminal is taken for that does not know its size.</summary>
    private static readonly Screen Usual = new(80, 24);

    /// <returns>Null where standard error is no terminal, or one that cannot move its cursor or is not known to.</returns>
    public static Screen? OfError()
    {
        bool moves = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";
        return moves ? TerminalWidth.SizeOfError() ?? Usual : null;
    }
}
