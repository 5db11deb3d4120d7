using System.Collections.Immutable;
using ActorLab.Definitions.Schema;
using ActorLab.Hocon;

namespace ActorLab.Definitions;

/// <summary>All that a definition is put together from. What comes first wins: flags, <c>--set</c>, environment, file, reference.</summary>
public sealed record DefinitionSources
{
    /// <summary>More is no definition that somebody wrote.</summary>
    private static readonly HoconOptions Limits = new() { MaxBytes = 1 << 20, MaxExpansion = 4 << 20 };

    private DefinitionSources(HoconDocument? file, string name, string? folder)
    {
        File = file;
        Name = name;
        Folder = folder;
    }

    /// <summary>Settings that flags of a command line gave.</summary>
    public ImmutableArray<FlagValue> Flags { get; init; } = [];

    /// <summary>Each a text such as <c>line-copy.workers=4</c>, in HOCON. Of two for one key the later wins.</summary>
    public ImmutableArray<string> Sets { get; init; } = [];

    /// <summary>Names and values. <c>CONFIG_FORCE_line__copy_workers</c> is <c>line-copy.workers</c>; any may be substituted.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    internal HoconDocument? File { get; }

    /// <summary>What the file is called.</summary>
    internal string Name { get; }

    /// <summary>What paths in the file are relative to; null for the current folder.</summary>
    internal string? Folder { get; }

    /// <summary>No file: the defaults, and what overrides them.</summary>
    public static DefinitionSources OfDefaults() => new(null, EmbeddedFiles.ReferenceName, null);

    /// <summary>A file. That it cannot be read is a diagnostic of the reader.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="includesAnywhere">Whether it may include files outside its folder.</param>
    public static DefinitionSources OfFile(string path, bool includesAnywhere = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new DefinitionSources(HoconDocument.ParseFile(path, Limits with { AllowIncludesOutsideFolder = includesAnywhere }), path, FolderOf(path));
    }

    /// <summary>A text without includes.</summary>
    /// <param name="text">HOCON.</param>
    /// <param name="name">For places.</param>
    public static DefinitionSources OfText(string text, string name = "text") => new(HoconDocument.Parse(text, name, Limits), name, null);

    /// <summary>Whether a value from there was given on the command line or by the environment.</summary>
    internal bool IsOverride(string source) =>
        Flags.Any(f => f.Flag == source) || Sets.Any(s => SetName(s) == source) || source.StartsWith(OriginText.VariablePrefix, StringComparison.Ordinal);

    /// <summary>The documents with all settings, the first of which wins.</summary>
    internal HoconDocument Document()
    {
        IEnumerable<HoconDocument> layers =
        [
            .. Flags.Select(f => Whole(f.Setting.Path.Split('.'), f.Value, f.Flag)),
            .. Sets.Reverse().Select(s => HoconDocument.Parse(s, SetName(s), Limits)),
            .. EnvironmentOverrides.In(Environment).Select(o => Whole(o.Path, new HoconString(o.Value), OriginText.VariablePrefix + o.Name)),
            .. File is null ? Array.Empty<HoconDocument>() : [File],
            EmbeddedFiles.Reference,
        ];
        return layers.Aggregate((above, below) => above.WithFallback(below));
    }

    private static string SetName(string text) => "--set " + text;

    /// <summary>One setting.</summary>
    private static HoconDocument Whole(IEnumerable<string> path, HoconValue value, string source) =>
        HoconDocument.Parse($"{string.Join('.', path.Select(Quoted))} = {HoconWriter.ToJson(value)}", source, Limits);

    private static string Quoted(string text) => HoconWriter.ToJson(new HoconString(text));

    /// <summary>Includes and paths are relative to where the file really is, wherever links to it stand.</summary>
    private static string? FolderOf(string path)
    {
        try
        {
            string real = System.IO.File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            return Path.GetDirectoryName(real);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Parsing it has found the same and says so.
            return null;
        }
    }
}

/// <summary>A setting that a flag of the command line gave.</summary>
/// <param name="Setting">Which.</param>
/// <param name="Value">What it was given.</param>
/// <param name="Flag">Its name, for messages.</param>
public sealed record FlagValue(Setting Setting, HoconValue Value, string Flag)
{
    /// <param name="setting">Which.</param>
    /// <param name="typed">As if it were in quotes.</param>
    /// <param name="flag">Its name, for messages.</param>
    public FlagValue(Setting setting, string typed, string flag) : this(setting, new HoconString(typed), flag)
    {
    }
}
