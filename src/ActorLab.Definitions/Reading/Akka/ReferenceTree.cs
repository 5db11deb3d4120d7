using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorLab.Definitions.Reading.Akka;

/// <summary>What Akka's own reference configuration knows.</summary>
internal static class ReferenceTree
{
    /// <summary>What some dispatchers may have and the reference configuration does not mention.</summary>
    private const string MoreOfDispatchers = """
        dedicated-thread-pool { thread-count = 3, deadlock-timeout = 3s, threadtype = background }
        channel-executor { priority = normal, parallelism-min = 4, parallelism-factor = 1.0, parallelism-max = 64 }
        """;

    private static readonly string[] s_dispatchers =
        ["default-dispatcher", "default-fork-join-dispatcher", "task-dispatcher", "synchronized-dispatcher"];

    private static readonly Lazy<Config> s_config = new(ConfigurationFactory.Default);
    private static readonly Lazy<HoconObject> s_akka = new(() => s_config.Value.Root.GetObject().Items["akka"].GetObject());
    private static readonly Lazy<IReadOnlyDictionary<string, HoconValue>> s_ofDispatchers = new(ReadDispatchers);
    private static readonly Lazy<string[]> s_paths = new(() =>
        ["akka.actor.default-dispatcher.throughput", .. PathsIn("akka", Akka)]);

    public static Config Config => s_config.Value;

    public static IReadOnlyDictionary<string, HoconValue> Akka => s_akka.Value.Items;

    /// <summary>What a deployment may say in Akka.</summary>
    public static IReadOnlyDictionary<string, HoconValue> Deployment =>
        Akka["actor"].GetObject().Items["deployment"].GetObject().Items["default"].GetObject().Items;

    /// <summary>What a dispatcher may say.</summary>
    public static IReadOnlyDictionary<string, HoconValue> Dispatcher => s_ofDispatchers.Value;

    /// <summary>The paths of all settings that can be set.</summary>
    public static IEnumerable<string> Paths => s_paths.Value;

    private static IEnumerable<string> PathsIn(string path, IReadOnlyDictionary<string, HoconValue> section) => section
        .Select(s => (Path: $"{path}.{s.Key}", s.Value))
        .Where(s => KeptSettings.ReasonFor(s.Path) is null)
        .SelectMany(s => s.Value.IsObject() ? PathsIn(s.Path, s.Value.GetObject().Items) : [s.Path]);

    private static Dictionary<string, HoconValue> ReadDispatchers()
    {
        var all = new Dictionary<string, HoconValue>(StringComparer.Ordinal);
        Dictionary<string, HoconValue> actor = Akka["actor"].GetObject().Items;
        HoconObject[] sections =
        [
            ConfigurationFactory.ParseString(MoreOfDispatchers).Root.GetObject(),
            .. s_dispatchers.Select(d => actor[d].GetObject()),
        ];
        foreach ((string key, HoconValue value) in sections.SelectMany(s => s.Items)) all.TryAdd(key, value);
        return all;
    }
}
