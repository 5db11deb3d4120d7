using System.Collections;
using System.Collections.Immutable;
using System.CommandLine;
using ActorLab.Cli.CommandLine;
using ActorLab.Cli.Labs;
using ActorLab.Definitions;
using ActorLab.Reporting;

namespace ActorLab.Cli.Commands;

/// <summary>A definition in a file that the user named, with all that overrides it.</summary>
internal static class DefinitionFile
{
    private const string Extension = ".conf";

    public static Argument<string> FileArgument() => new("file") { Description = "A definition in HOCON.", HelpName = "file" };

    /// <summary>Whether a word names a file rather than an experiment.</summary>
    public static bool IsOne(string word) =>
        word.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || (word.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(word));

    /// <param name="path">As it was typed; null for the defaults alone.</param>
    /// <param name="given">What overrides it besides.</param>
    /// <param name="flags">What other options override.</param>
    public static DefinitionReading Read(string? path, GivenOverrides given, IEnumerable<FlagValue> flags)
    {
        DefinitionReading reading = DefinitionReader.Read(Sources(path, given) with { Flags = [.. flags] });
        return reading with { Diagnostics = [.. reading.Diagnostics.Select(Printable)] };
    }

    /// <summary>Whether the file has a machine and no definition.</summary>
    public static bool IsMachine(string path, GivenOverrides given) => MachineReader.IsMachine(Sources(path, given with { Sets = [] }));

    /// <param name="path">Of a file that <see cref="IsMachine"/>.</param>
    /// <param name="given">What overrides it besides.</param>
    public static MachineReading ReadMachine(string path, GivenOverrides given)
    {
        MachineReading reading = MachineReader.Read(Sources(path, given));
        return reading with { Diagnostics = [.. reading.Diagnostics.Select(Printable)] };
    }

    private static DefinitionSources Sources(string? path, GivenOverrides given) => (path is null ? DefinitionSources.OfDefaults() : DefinitionSources.OfFile(path, given.IncludesAnywhere)) with
    {
        Sets = given.Sets,
        Environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToImmutableDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal),
    };

    /// <summary>What was misspelt is quoted, and may be anything.</summary>
    private static Diagnostic Printable(Diagnostic problem) => problem with
    {
        Path = VerdictText.Printable(Secrets.Hide(problem.Path)),
        Message = VerdictText.Printable(Secrets.Hide(problem.Message)),
        Hint = problem.Hint is null ? null : VerdictText.Printable(problem.Hint),
    };
}
