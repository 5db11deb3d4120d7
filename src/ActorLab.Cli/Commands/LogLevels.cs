using System.Collections.Immutable;
using ActorLab.Cli.CommandLine;
using ActorLab.Core.Engine;

namespace ActorLab.Cli.Commands;

/// <summary>The levels of a log, as they are typed.</summary>
internal static class LogLevels
{
    public static readonly ImmutableArray<string> Words = [.. Enum.GetNames<LogLevel>().Select(n => n.ToLowerInvariant())];

    /// <returns>Null where none was given, or none that there is.</returns>
    public static LogLevel? Read(RunOptions options, CommandCall call)
    {
        if (call.Text(options.LogLevel) is not { } word) return null;
        int level = Words.IndexOf(word);
        if (level >= 0) return (LogLevel)level;
        call.Problems.Add(Problem.Unknown("a level", word, Words, options.LogLevel.Name));
        return null;
    }
}
