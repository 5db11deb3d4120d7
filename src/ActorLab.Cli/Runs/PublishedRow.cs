using System.Collections.Immutable;
using ActorLab.Core.Definition;
using ActorLab.Core.Report;
using ActorLab.Experiments.LineCopy;
using ActorLab.Experiments.Tasks;

namespace ActorLab.Cli.Runs;

/// <summary>One row of the tutorials that ActorLab repeats, or one run of a row that has several.</summary>
/// <param name="Name">Permanent, such as <c>E5</c>.</param>
/// <param name="Model">How it was run.</param>
/// <param name="Amount">How many lines were copied, points thrown, turns taken.</param>
/// <param name="Workers">How many workers did it.</param>
/// <param name="Published">Time that was published; null where none was.</param>
/// <param name="Result">What else was published.</param>
/// <param name="Lesson">What the row is there to teach, with the real cause where the tutorial's differs; what a run of it shows
/// is told from its own figures.</param>
/// <param name="PredictedFrom">The rows from whose figures the simulated machine predicts this one; null for a row that its figures were taken from, and where no time was published.</param>
internal sealed record PublishedRow(string Name, ExecutionModel Model, long Amount, int Workers, SimDuration? Published, string Result, string Lesson, string? PredictedFrom = null)
{
    private static readonly ImmutableArray<PublishedRow> s_ofLineCopy =
    [
        new("E2", ExecutionModel.Serial, 20, 1, null, "20 records from one thread, pid 94, in order; 30 threads",
            "one worker keeps the order by doing one thing after another; "
                + "every other row is measured against it") { OutOfPlace = 0, Threads = 30 },
        new(
            "E3", ExecutionModel.Serial, 10_000, 1, Seconds(32, 620), "no line out of place",
            "this is the price of a line when nothing runs beside it") { OutOfPlace = 0 },
        new("E4", ExecutionModel.ThreadPerItem, 10_000, 1, Seconds(50, 410), "no line out of place; every record has the "
            + "same thread ident, used again 10,000 times",
            "a thread that is joined before the next one starts is serial work, "
                + "plus the price of a thread for every line") { OutOfPlace = 0, Threads = 31 },
        new("E5", ExecutionModel.Threads, 10_000, 10, Seconds(24, 830), "lines out of place: 26 25 41 40 84 83 96 95",
            "unguarded threads give up the order: buffers are flushed in any order; only the interpreter lock keeps the counter "
                + "from copying a line twice or skipping one") { OutOfPlace = 8, Threads = 40 },
        new("E6", ExecutionModel.ThreadsLock, 10_000, 10, Seconds(39, 740), "no line out of place",
            "one lock around the work restores the order and leaves nothing to run in parallel") { OutOfPlace = 0 },
        new(
            "E7", ExecutionModel.ThreadsLock, 10_000, 1, Seconds(32, 310), "no line out of place",
            "a pool and a lock that nobody contends for cost next to nothing", "E3") { OutOfPlace = 0 },
        new(
            "E9", ExecutionModel.Processes, 10_000, 1, Seconds(34, 870), "no line out of place",
            "handing an item to a process and its answer back costs little, and "
                + "buys nothing while there is one process") { OutOfPlace = 0 },
        new("E10", ExecutionModel.Processes, 10_000, 3, Seconds(13, 840), "lines out of place: 1 1 4 2 5 2 3 6 3 4",
            "no race at all: each process counts for itself, so the output is several beginnings of the input, and about two thirds of the lines never appear", "E3, E5 and E9"),
    ];

    /// <summary>The rows of the experiments that have published times; the other experiments have one row each.</summary>
    public static readonly ImmutableArray<PublishedRow> All = [.. s_ofLineCopy, .. TaskRows.All];

    /// <summary>What one of <see cref="Amount"/> is called.</summary>
    public string Unit { get; init; } = "line";

    /// <summary>Lines that were not at the place of their number; null where that was not published.</summary>
    public long? OutOfPlace { get; init; }

    /// <summary>The most threads of the process; null where that was not published.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// So many times the work makes it last about as long on a real machine, whose compiled code computes faster than the
    /// tutorial's interpreter: as small as published, it would be done before a process has started.
    /// </summary>
    public int RealWorkFactor { get; init; } = 1;

    /// <summary>The run as it was published; null for line-copy.</summary>
    public TasksDefinition? Task { get; init; }

    public string Experiment => Task?.Experiment ?? LineCopyExperiment.Name;

    /// <summary>The names of an experiment's rows, each once.</summary>
    public static ImmutableArray<string> NamesOf(string experiment) => [.. All.Where(r => r.Experiment == experiment).Select(r => r.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>All runs of a row; empty where there is no such row.</summary>
    public static ImmutableArray<PublishedRow> FindAll(string name) => [.. All.Where(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Beside the same here.</summary>
    /// <param name="asPublished">Whether the run was the row's in all that matters to its time.</param>
    /// <param name="machine">Name of the simulated machine; null for a real one.</param>
    /// <param name="here">What it took; null if it came to no end.</param>
    public PublishedComparison Compare(bool asPublished, string? machine, SimDuration? here)
    {
        PublishedBasis basis = Published is null ? PublishedBasis.NotPublished
            : !asPublished ? PublishedBasis.OtherParameters
            : machine is null ? PublishedBasis.RealMachine
            : PredictedFrom is null ? PublishedBasis.Calibrated
            : PublishedBasis.Predicted;
        return new PublishedComparison(Name, Published, here, basis, basis == PublishedBasis.Predicted ? PredictedFrom : null);
    }

    private static SimDuration Seconds(int whole, int milliseconds) => SimDuration.FromMilliseconds((whole * 1000L) + milliseconds);
}
