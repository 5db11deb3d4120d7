using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorLab.VirtualTime;

/// <summary>Finds the sections of a configuration that describe dispatchers: objects with a <c>type</c> or an <c>executor</c>
/// that is one of a dispatcher.</summary>
internal static class DispatcherSections
{
    private static readonly string[] Types = ["Dispatcher", "TaskDispatcher", "PinnedDispatcher", "ForkJoinDispatcher",
        "SynchronizedDispatcher"];

    /// <summary>Their paths, in the order of the alphabet.</summary>
    public static IReadOnlyCollection<string> Of(Config config)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        for (Config? layer = config; layer is not null; layer = layer.Fallback) Search(layer.Root, "", found, depth: 0);
        return found;
    }

    private static void Search(HoconValue? value, string path, SortedSet<string> found, int depth)
    {
        if (value is null || depth > 32 || !value.IsObject()) return;
        HoconObject section = value.GetObject();
        if (path.Length > 0 && IsDispatcher(section)) found.Add(path);
        foreach ((string key, HoconValue inner) in section.Items)
        {
            // A key with a dot is one that was quoted; no dispatcher has such a name.
            if (!key.Contains('.', StringComparison.Ordinal)) Search(inner, path.Length == 0 ? key : $"{path}.{key}", found,
                depth + 1);
        }
    }

    private static bool IsDispatcher(HoconObject section)
    {
        string? type = TextOf(section, "type");
        return type is null
            ? section.Items.ContainsKey("executor") || section.Items.ContainsKey("dedicated-thread-pool")
            : Types.Contains(type) || type.Contains("Dispatcher", StringComparison.Ordinal);
    }

    private static string? TextOf(HoconObject section, string key) =>
        section.Items.TryGetValue(key, out HoconValue? value) && value.IsString() ? value.GetString() : null;
}
