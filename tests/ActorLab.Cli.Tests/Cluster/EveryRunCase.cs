using System.Collections.Immutable;
using System.Text.Json;
using ActorLab.Core.Definition;

namespace ActorLab.Cli.Tests.Cluster;

/// <summary>Something that can be run, in a size that takes little time.</summary>
/// <param name="Name">For people.</param>
/// <param name="File">With the definition; null for one that says nothing but the experiment, whose name it then is.</param>
/// <param name="More">Settings that the run over the lab has besides.</param>
internal sealed record EveryRunCase(string Name, string? File, params ImmutableArray<string> More)
{
    /// <summary>What it shows is that processes are some: members that lead their lives in the process of the test would not do.</summary>
    private const string NeedsProcesses = "contexts";

    /// <summary>Whatever the file is of: a setting of another experiment means nothing to it.</summary>
    private static readonly string[] Small =
    [
        "line-copy.lines=60", "calc-pi.work=4000", "sleep-or-crunch.workers=2", "sleep-or-crunch.work=4000", "sleep-or-crunch.sleep=20 ms", "large-state.size=1 MiB", "process-queue.items=20",
        "queue-workers.patience=300 ms",
    ];

    /// <summary>Files that would start many processes one after the other; all cases of queue-workers run by its name.</summary>
    private static readonly Dictionary<string, string> Smaller = new(StringComparer.Ordinal)
    {
        ["E21"] = "calc-pi.workers=2",
        ["E22"] = "calc-pi.workers=[1, 2]",
        ["E27"] = "queue-workers.cases=[right, one-too-many]",
    };

    public static EveryRunCase OfFile(string path, params ImmutableArray<string> more) => new(string.Join(' ', [Path.GetFileNameWithoutExtension(path), .. more]), path, more);

    /// <summary>The name of the case that runs the same without that setting.</summary>
    public string Subject => File is null ? Name : Path.GetFileNameWithoutExtension(File);

    public bool StartsMembers => Name == NeedsProcesses;

    /// <summary>One of its cases is a race: if that does not come about, the verdict is unknown, and the run is worth another try.</summary>
    public bool IsRace => Name == "queue-workers";

    /// <param name="folder">For a file that is not there.</param>
    /// <returns>Of <c>actorlab</c>, without an engine.</returns>
    public string[] Arguments(TemporaryFolder folder)
    {
        string file = File ?? folder.Write($"{Name}.conf", $"experiment = {Name}");
        string[] sets = [.. Small, .. new[] { Smaller.GetValueOrDefault(Path.GetFileNameWithoutExtension(file)) }.OfType<string>(), .. More];
        return ["run", file, "--json", .. sets.SelectMany(s => new[] { "--set", s })];
    }

    public override string ToString() => Name;
}

/// <summary>What came of it on one engine.</summary>
internal sealed record EveryRunOutcome(Answer Answer)
{
    /// <summary>Of each run, in the order in which they ran. Empty where nothing ran.</summary>
    public EveryRunReport[] Runs { get; } = Parse(Answer);

    /// <summary>The reports stand on standard error where standard output has the items of a pipeline.</summary>
    private static EveryRunReport[] Parse(Answer answer)
    {
        string text = answer.Out.StartsWith('[') ? answer.Out : answer.Error;
        int begin = text.StartsWith('[') ? 0 : text.IndexOf("\n[\n", StringComparison.Ordinal) + 1;
        if (text.Length == 0 || text[begin] != '[') return [];
        using JsonDocument json = JsonDocument.Parse(text[begin..(text.LastIndexOf("\n]", StringComparison.Ordinal) + 2)]);
        return [.. json.RootElement.EnumerateArray().Select(EveryRunReport.Of)];
    }
}

/// <summary>One run of them.</summary>
/// <param name="What">Which.</param>
/// <param name="Engine">On what.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">Of its verdict.</param>
/// <param name="Judged">What is equal wherever it runs, if an order is promised and nothing may be dropped: the checks, and how many items there were, were lost and were duplicated.</param>
/// <param name="IsPromised">Whether that is so.</param>
internal sealed record EveryRunReport(string What, string Engine, string Outcome, string Status, string Judged, bool IsPromised)
{
    public static EveryRunReport Of(JsonElement run)
    {
        JsonElement verdict = run.GetProperty("verdict");
        string[] judged =
        [
            .. verdict.GetProperty("checks").EnumerateArray().Select(c => $"{c.GetProperty("name").GetString()} {c.GetProperty("status").GetString()}"),
            .. new[] { "items", "made", "delivered", "workers" }.Where(f => run.TryGetProperty(f, out _)).Select(f => $"{f} {run.GetProperty(f).GetRawText()}"),
            .. new[] { "lost", "duplicated", "unexpected", "torn" }.Select(f => $"{f} {verdict.GetProperty(f).GetRawText()}"),
        ];
        string[] words = ["experiment", "model", "name", "case"];
        return new EveryRunReport(
            string.Join(' ', words.Where(w => run.TryGetProperty(w, out _)).Select(w => run.GetProperty(w).GetString())),
            run.GetProperty("engine").GetString()!,
            run.GetProperty("outcome").GetString()!,
            verdict.GetProperty("status").GetString()!,
            string.Join(", ", judged),
            Promises(run));
    }

    private static bool Promises(JsonElement run)
    {
        if (run.TryGetProperty("model", out JsonElement model)) return ExecutionModel.Find(model.GetString()!)!.PromisesOrder(run.GetProperty("workers").GetInt32());
        return run.TryGetProperty("stages", out JsonElement stages) && run.GetProperty("outcome").GetString() == "completed" && stages.EnumerateArray().All(s => s.GetProperty("dropped").GetInt64() == 0);
    }
}
