using System.Text;
using ActorLab.Hocon.Parsing;
using ActorLab.Hocon.Resolving;

namespace ActorLab.Hocon;

/// <summary>A text that has been parsed and whose substitutions wait to be resolved, alone or together with what it falls back to.</summary>
/// <remarks>Source of the language: HOCON.md of the Lightbend configuration library. What differs stands in docs/hocon.md.</remarks>
public sealed class HoconDocument
{
    private readonly HoconValue[] _roots;
    private readonly HoconOptions _options;
    private readonly long _characters;

    /// <remarks>The first root has priority over those after it.</remarks>
    private HoconDocument(HoconValue[] roots, HoconOptions options, long characters, IReadOnlyList<HoconDiagnostic> diagnostics)
    {
        _roots = roots;
        _options = options;
        _characters = characters;
        Diagnostics = diagnostics;
    }

    /// <summary>What the parser found wrong, in the order of the text. Resolving tells it again, with what it finds itself.</summary>
    public IReadOnlyList<HoconDiagnostic> Diagnostics { get; }

    /// <summary>The keys of the document's own fields, whatever their values come to; none for an array.</summary>
    public IEnumerable<string> Keys => _roots.OfType<HoconObject>().SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal);

    /// <summary>Parses a text.</summary>
    /// <param name="text">HOCON or JSON.</param>
    /// <param name="sourceName">For origins and messages; if the options name an include source, it is also what relative includes are relative to.</param>
    /// <param name="options">Limits and includes.</param>
    public static HoconDocument Parse(string text, string sourceName = "text", HoconOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(sourceName);
        options ??= HoconOptions.Default;
        ParseContext context = new(options, options.Includes);
        HoconSource source = new(sourceName, text);
        // The exact count is needed only near the limit: a UTF-16 unit takes at most three bytes.
        long bytes = text.Length * 3L <= options.MaxBytes ? text.Length : Encoding.UTF8.GetByteCount(text);
        return Parse(context, source, bytes, sourceName);
    }

    /// <summary>Parses a file and what it includes. That it does not exist or cannot be read is a diagnostic too.</summary>
    public static HoconDocument ParseFile(string path, HoconOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= HoconOptions.Default;
        string real;
        byte[] utf8;
        try
        {
            real = RealPath.Of(Path.GetFullPath(path));
            utf8 = FileIncludeSource.ReadUpTo(real, options.MaxBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Empty(options, [new HoconDiagnostic(new Origin(path, 1, 1), $"the file cannot be read: {e.Message}", "a file")]);
        }

        string? folder = options.AllowIncludesOutsideFolder ? null : Path.GetDirectoryName(real);
        ParseContext context = new(options, options.Includes ?? new FileIncludeSource(folder));
        return context.Decode(path, utf8) is { } source ? Parse(context, source, utf8.Length, real) : Empty(options, context.Diagnostics);
    }

    /// <summary>This document with what it lacks taken from <paramref name="fallback"/>. Substitutions of either see both.</summary>
    public HoconDocument WithFallback(HoconDocument fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        return new HoconDocument(
            [.. _roots, .. fallback._roots], _options, _characters + fallback._characters, [.. Diagnostics, .. fallback.Diagnostics]);
    }

    /// <summary>Resolves all substitutions.</summary>
    /// <param name="environment">Where to look for what the document does not have. Null: nowhere.</param>
    public HoconResult Resolve(EnvironmentLookup? environment = null)
    {
        if (_roots is [{ IsResolved: true } only]) return new HoconResult(only, Diagnostics);
        Resolver resolver = new(_options, environment, _characters);
        HoconValue? root = resolver.Resolve(_roots);
        List<HoconDiagnostic> all = [.. Diagnostics.Concat(resolver.Diagnostics).Take(_options.MaxDiagnostics)];
        return new HoconResult(root, all);
    }

    private static HoconDocument Parse(ParseContext context, HoconSource source, long bytes, string identity)
    {
        HoconValue root = context.Charge(source, 0, bytes)
            ? new Parser(context, source, new IncludeChain(identity, null), null, [], 0).ParseRoot()
            : new HoconObject(source, 0);
        return new HoconDocument([root], context.Options, context.Characters, context.Diagnostics);
    }

    /// <summary>What stands for a file of which nothing can be parsed.</summary>
    private static HoconDocument Empty(HoconOptions options, IReadOnlyList<HoconDiagnostic> diagnostics) =>
        new([new HoconObject(HoconSource.Code, 0)], options, 0, diagnostics);
}
