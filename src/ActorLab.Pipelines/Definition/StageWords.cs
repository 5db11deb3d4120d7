using System.Collections.Immutable;

namespace ActorLab.Pipelines.Definition;

/// <summary>The words that files have for the choices of a stage: <c>round-robin</c> for <see cref="FanOut.RoundRobin"/>.</summary>
/// <typeparam name="T">An enumeration.</typeparam>
public static class StageWords<T> where T : struct, Enum
{
    private static readonly T[] s_values = Enum.GetValues<T>();

    /// <summary>In the order of the values.</summary>
    public static ImmutableArray<string> All { get; } = [.. s_values.Select(v => Word($"{v}"))];

    /// <summary>A value that has no name keeps its number.</summary>
    public static string Of(T value) => Word($"{value}");

    /// <summary>The value of a word; null if there is none.</summary>
    public static T? Find(string word) => All.IndexOf(word) is >= 0 and var index ? s_values[index] : null;

    private static string Word(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
