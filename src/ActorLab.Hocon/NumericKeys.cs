using System.Globalization;

namespace ActorLab.Hocon;

/// <summary>Objects that stand for arrays: <c>{ "0" : a, "1" : b }</c>, the only way to write an array as a list of paths.</summary>
internal static class NumericKeys
{
    /// <summary>The values whose keys are whole numbers, sorted by them; other keys are ignored, and so are gaps.</summary>
    public static List<T> Sorted<T>(IEnumerable<KeyValuePair<string, T>> fields) =>
        [.. fields.Select(f => (Index: IndexOf(f.Key), f.Value)).Where(f => f.Index >= 0).OrderBy(f => f.Index).Select(f => f.Value)];

    private static long IndexOf(string key) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : -1;
}
