using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ActorLab.Definitions.Schema;
using ActorLab.Hocon;

namespace ActorLab.Definitions;

/// <summary>What is wrong with a definition, in the order in which it was found, up to a limit.</summary>
internal sealed class ReadingProblems(IReadOnlyList<string> machineNames)
{
    private const int Most = 100;
    private const int ShownKeyLength = 60;

    /// <summary>Nobody has written more keys into one object by hand.</summary>
    private const int MostCompared = 1_000;

    /// <summary>More keys than that help nobody.</summary>
    private const int MostNamed = 20;

    private readonly List<Diagnostic> _found = [];

    /// <summary>The machines that a definition can name.</summary>
    public IReadOnlyList<string> MachineNames => machineNames;

    public int Count => _found.Count;

    /// <summary>Whether the text is broken somewhere, so that values may be missing.</summary>
    public bool HasGaps { get; private set; }

    public bool IsFull => _found.Count >= Most;

    public ImmutableArray<Diagnostic> ToImmutable() => [.. _found.Distinct()];

    public bool TryTake<T>(HoconReading<T> reading, [MaybeNullWhen(false)] out T value)
    {
        value = reading.Value;
        if (reading.Problem is { } problem) Unfit(problem);
        return reading.Problem is null;
    }

    public void AddAll(ReadingProblems others) => _found.AddRange(others._found.Take(Most - _found.Count));

    /// <summary>The text is no HOCON, or refers to what there is not.</summary>
    /// <param name="problem">Of the parser, or with its key of the resolver.</param>
    /// <param name="root">What could be resolved; null if nothing could.</param>
    public void Broken(HoconDiagnostic problem, HoconValue? root)
    {
        HasGaps = true;
        string reason = problem is { Key: not null, Expected: { } expected, Got: { } got } ? $"expected {expected}, got {got}: {problem.Message}" : problem.Message;
        string message = problem.Key is { Length: > 0 } key ? $"{Shown(key)}: {reason}" : reason;
        Add("AL0201", problem.Origin, problem.UsedAt, message, problem.Missing is { } path && root is HoconObject settings ? NearestPath(path, settings) : null);
    }

    /// <summary>A value that a setting cannot have.</summary>
    /// <param name="problem">With place, key, expected and got.</param>
    /// <param name="words">What it could have been meant to be.</param>
    public void Unfit(HoconDiagnostic problem, IEnumerable<string>? words = null)
    {
        string? hint = words is null || problem.Got is not { } got ? null : Spelling.Suggest(got.Trim('\''), words);
        Add("AL0203", problem.Origin, problem.UsedAt, problem.Message, hint);
    }

    /// <summary>Settings that each are right and do not go together.</summary>
    public void Excluded(HoconField field, string expected, string hint)
    {
        HoconDiagnostic problem = field.Expected(expected);
        Add("AL0204", problem.Origin, problem.UsedAt, problem.Message, hint);
    }

    /// <summary>Of several settings exactly one is needed.</summary>
    public void Choose(HoconField field, string expected, string got) => Add("AL0204", field.Origin, field.UsedAt, $"{Shown(field.Path)}: expected {expected}, got {got}", null);

    /// <summary>What others have found, with their own words and places.</summary>
    public void Found(Diagnostic finding)
    {
        if (!IsFull) _found.Add(finding);
    }

    /// <summary>Suggests a key of the same section, or else one of another.</summary>
    public void UnknownKey(HoconField field, string key, Section section)
    {
        SchemaNode? meant = Spelling.Nearest(key, section.Nodes, n => n.Key)
            ?? Spelling.Nearest(key, DefinitionSettings.Root.Settings.Where(s => !IsLonger(s.Key, key)), s => s.Key);
        string hint = meant is null ? $"Known: {string.Join(", ", section.Nodes.Select(n => n.Key))}." : $"Did you mean {meant.Path}?";
        string where = section.Path.Length == 0 ? "a setting" : $"a setting of {section.Path}";
        Add("AL0202", field.Origin, field.UsedAt, $"expected {where}, got {Shown(field.Path)}", hint);
    }

    /// <summary>No key of Akka's.</summary>
    /// <param name="field">Where it stands.</param>
    /// <param name="key">The key.</param>
    /// <param name="section">The path of the section that it stands in.</param>
    /// <param name="known">The keys of that section.</param>
    /// <param name="elsewhere">The paths of all settings, which may be meant.</param>
    public void UnknownKey(HoconField field, string key, string section, IEnumerable<string> known, IEnumerable<string> elsewhere)
    {
        string[] keys = [.. known];
        string? meant = Spelling.Nearest(key, keys, k => k) is { } near ? $"{section}.{near}"
            : Spelling.Nearest(key, elsewhere.Where(p => !IsLonger(LastKey(p), key)), LastKey);
        string hint = meant is null ? $"Known: {string.Join(", ", keys.Take(MostNamed))}{(keys.Length > MostNamed ? ", …" : "")}."
            : $"Did you mean {meant}?";
        Add("AL0202", field.Origin, field.UsedAt, $"expected a setting of {section}, got {Shown(field.Path)}", hint);
    }

    private static string LastKey(string path) => path[(path.LastIndexOf('.') + 1)..];

    /// <summary>A beginning that many words have says nothing about another section.</summary>
    private static bool IsLonger(string word, string beginning) => word.Length > beginning.Length + 1 && word.StartsWith(beginning, StringComparison.OrdinalIgnoreCase);

    /// <summary>Follows the path as far as there is anything, and looks for what the next key could have been meant to be.</summary>
    private static string? NearestPath(IReadOnlyList<string> path, HoconObject settings)
    {
        for (int i = 0; i < path.Count; i++)
        {
            if (settings[path[i]] is HoconObject below)
            {
                settings = below;
                continue;
            }

            string? meant = Spelling.Nearest(path[i], settings.Keys.Take(MostCompared), k => k);
            return meant is null ? null : $"Did you mean ${{{string.Join('.', path.Take(i).Append(meant).Select(HoconWriter.Key))}}}?";
        }

        return null;
    }

    private static string Shown(string key) => key.Length <= ShownKeyLength ? key : key[..(ShownKeyLength - 1)] + "…";

    private void Add(string code, Origin origin, Origin? usedAt, string message, string? hint)
    {
        if (!IsFull) _found.Add(new Diagnostic(code, OriginText.Of(origin, usedAt), hint is null ? message : message + ".", hint));
    }
}
