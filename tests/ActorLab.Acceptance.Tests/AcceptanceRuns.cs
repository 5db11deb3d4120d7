using System.Collections.Immutable;
using ActorLab.Cli.Runs;
using ActorLab.TestSupport;

namespace ActorLab.Acceptance.Tests;

/// <summary>The runs of the table: all rows of the tutorials, all experiments that are more than a row, and all files in
/// <c>hocon/experiments</c> and <c>hocon/pipelines</c>. What is added there is missing in the table until that is renewed.</summary>
public static class AcceptanceRuns
{
    /// <summary>Those whose figures must not change at all.</summary>
    public static readonly ImmutableArray<AcceptanceRun> Virtual =
    [
        .. ((string[])["line-copy", "calc-pi", "sleep-or-crunch", .. Rows, .. Files("experiments"), .. Files("pipelines"), .. OtherSettings])
            .Select(command => new AcceptanceRun("virtual", command, "simulation")),
    ];

    /// <summary>Those of which only that is kept which no timing can change. Their sizes are small, and rows that take no size and
    /// start 40 and 62 processes (E21, E22) are run from their files alone.</summary>
    public static readonly ImmutableArray<AcceptanceRun> RealRows =
    [
        new("real", "line-copy --lines 200", null) { LeftToChance = Unordered },
        new("real", "E1", null),
        new("real", "E2", null),
        new("real", "E3 --lines 200", null),
        new("real", "E4 --lines 200", null),
        new("real", "E5 --lines 200", null) { LeftToChance = OrderOfThreads },
        new("real", "E6 --lines 200", null),
        new("real", "E7 --lines 200", null),
        new("real", "E8", null) { IsExact = true },
        new("real", "E9 --lines 200", null),
        new("real", "E10 --lines 200", null) { LeftToChance = Unordered },
        new("real", "calc-pi --work 10^5", null),
        new("real", "E11 --work 10^5", null),
        new("real", "E12 --work 10^5", null),
        new("real", "E13", null),
        new("real", "E14 --megabytes 2 --workers 2", null),
        new("real", "E18 --work 10^5", null),
        new("real", "E19 --work 10^5", null),
        new("real", "E20", null),
        new("real", "E23 --work 10^4", null),
        new("real", "E27", null) { LeftToChance = EmptyAsEnd },
        new("real", "E28", null),
        new("real", "sleep-or-crunch --seconds 0.02 --work 10^5", null),
        new("real", "E32 --seconds 0.02", null),
        new("real", "E33 --work 10^5", null),
        .. ExperimentChoice.Unbuilt.Select(u => new AcceptanceRun("real", u.Row, null)),
    ];

    /// <summary>The same for files.</summary>
    public static readonly ImmutableArray<AcceptanceRun> RealFiles =
        [.. Files("experiments").Concat(Files("pipelines")).Select(RealFile)];

    public static IEnumerable<AcceptanceRun> All => [.. Virtual, .. RealRows, .. RealFiles];

    /// <summary>Order and delivery where several writers have no lock: what is lost, too, without an interpreter lock.</summary>
    private const string Unordered =
        @"^(threads|processes|async)\.verdict\.(?!unexpected|torn|checks\.content)";

    /// <summary>Under an interpreter lock nothing is lost, and only the order is left to chance.</summary>
    private const string OrderOfThreads =
        @"^threads\.verdict\.(status|positionalMismatches|reordered|maxExtent|checks\.(positional|order)\.)";

    /// <summary>Whether a worker finds a queue empty for a moment depends on which comes first, and the exit code with it.</summary>
    private const string EmptyAsEnd = @"^(exitCode|empty-as-end\.(figures|verdict)\.)";

    private static IEnumerable<string> Rows => Enumerable.Range(1, 40).Select(row => $"E{row}");

    /// <summary>What the options change that the rows leave as it is.</summary>
    private static IEnumerable<string> OtherSettings =>
    [
        "line-copy --gil false",
        "line-copy --lines 2000 --workers 4 --seed 7",
        "line-copy --lines 500 --warm-up auto",
        "line-copy --lines 200 --gil false --seeds 20",
        "E3 --lines 500 --cores 2",
        "E5 --gil false",
        "E5 --lines 100 --seeds 200",
        "E5 --lines 500 --sweep workers=1,2,4,8",
        "E10 --cores 4",
        "E10 --lines 500 --sweep machine.cores=1..4",
        "calc-pi --gil false",
        "calc-pi --start fork",
        "calc-pi --start forkserver",
        "calc-pi --model processes --workers 4 --vary work=10^2,10^4,10^6,10^8",
        "calc-pi --model processes --seeds 10",
        "E12 --gil false",
        "E18 --cores 1",
        "sleep-or-crunch --gil false --seconds 0.2",
        "E13 --seed 7",
        "E14 --megabytes 16 --workers 2 --gil false",
        "E27 --seed 7",
        "E28 --seed 7",
        "E33 --gil false",
        "hocon/pipelines/resequenced-fan-out.conf --seeds 20",
        "hocon/pipelines/shapes-task-queue.conf --sweep pipeline.stages.tasks.workers=1,2,4,8",
        "hocon/pipelines/word-count.conf --seed 7",
    ];

    private static IEnumerable<string> Files(string folder) =>
        Directory.GetFiles(Path.Combine(Repository.Root, "hocon", folder), "*.conf")
            .Select(file => $"hocon/{folder}/{Path.GetFileName(file)}")
            .Order(StringComparer.Ordinal);

    private static AcceptanceRun RealFile(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        string size = name switch
        {
            "E2" or "E3" or "E4" or "E5" or "E6" or "E7" or "E9" or "E10" or "pipeline" or "process-pipeline" => " --lines 200",
            "E11" or "E12" or "E18" or "E19" or "E23" => " --set calc-pi.work=10000",
            "E21" => " --set calc-pi.work=[400,4000]",
            "E22" => " --set calc-pi.workers=[1,2] --set calc-pi.work=10000",
            "E32" => " --set sleep-or-crunch.sleep=20ms",
            "E33" => " --set sleep-or-crunch.work=100000",
            _ => "",
        };
        string chance = name switch
        {
            "E5" => OrderOfThreads,
            "E10" => Unordered,
            "E27" => EmptyAsEnd,
            // How many items a slow consumer is too slow for.
            "slow-consumer-drop-buffer" or "slow-consumer-drop-head" or "slow-consumer-drop-new" or "slow-consumer-drop-tail" =>
                @"^item|\.(delivered|dropped)$|\.stages\.(consumer|out)\.(taken|passed)$",
            "slow-consumer-fail" => @"^item|\.(made|delivered|dropped)$|\.stages\.[^.]+\.(taken|passed|held)$",
            // Three workers count, and only the lines of one word are in order.
            "word-count" => "^item",
            _ => "^$",
        };
        return new AcceptanceRun("real", file + size, "local") { LeftToChance = chance };
    }
}
