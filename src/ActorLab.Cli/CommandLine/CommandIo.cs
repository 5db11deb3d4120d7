namespace ActorLab.Cli.CommandLine;

/// <summary>Where a command writes: data to one place, what is about the run to another.</summary>
/// <param name="Out">Standard output: data alone.</param>
/// <param name="Error">Standard error: progress, notes, what went wrong.</param>
/// <param name="ErrorIsTerminal">Whether a person watches <paramref name="Error"/>.</param>
/// <param name="WidthColumns">Where rows of tables are broken.</param>
/// <param name="DrawsUnicode">Whether curves may be drawn with more than ASCII.</param>
internal sealed record CommandIo(TextWriter Out, TextWriter Error, bool ErrorIsTerminal, int WidthColumns, bool DrawsUnicode = false);
