using ActorLab.Cli.Terminal;

namespace ActorLab.Cli.CommandLine;

/// <summary>Where a command writes: data to one place, what is about the run to another.</summary>
/// <param name="Out">Standard output: data alone.</param>
/// <param name="Error">Standard error: progress, notes, what went wrong.</param>
/// <param name="ErrorIsTerminal">Whether a person watches <paramref name="Error"/>.</param>
/// <param name="WidthColumns">Where rows of tables are broken.</param>
/// <param name="DrawsUnicode">Whether curves may be drawn with more than ASCII.</param>
internal sealed record CommandIo(TextWriter Out, TextWriter Error, bool ErrorIsTerminal, int WidthColumns, bool DrawsUnicode = false)
{
    /// <summary>Where progress of several rows can be shown; null where nothing must move.</summary>
    public Screen? ErrorScreen { get; init; }

    /// <summary>Whether what is written to <see cref="Out"/> stands on the same terminal.</summary>
    public bool OutIsTerminal { get; init; }
}
