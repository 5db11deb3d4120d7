namespace ActorLab.Definitions;

/// <summary>Variables that override settings, named as in Lightbend's library: <c>CONFIG_FORCE_</c> and the path with <c>_</c> for a point, <c>__</c> for a hyphen and <c>___</c> for an underscore.</summary>
internal static class EnvironmentOverrides
{
    private const string Prefix = "CONFIG_FORCE_";

    /// <summary>Those that are set, by name.</summary>
    public static IEnumerable<(string Name, string[] Path, string Value)> In(IReadOnlyDictionary<string, string> environment) => environment
        .Where(v => v.Key.StartsWith(Prefix, StringComparison.Ordinal))
        .OrderBy(v => v.Key, StringComparer.Ordinal)
        .Select(v => (v.Key, PathIn(v.Key[Prefix.Length..]), v.Value));

    private static string[] PathIn(string name)
    {
        // Underscores are taken three at a time, then two, so that four are an underscore and a point.
        string path = name.Replace("___", "\0", StringComparison.Ordinal).Replace("__", "-", StringComparison.Ordinal);
        return [.. path.Split('_').Select(element => element.Replace('\0', '_'))];
    }
}
