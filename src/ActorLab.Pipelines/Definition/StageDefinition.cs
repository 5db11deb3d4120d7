using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ActorLab.Pipelines.Definition;

/// <summary>One stage of a pipeline: what it does, where its items come from, and by whom it is done.</summary>
public sealed record StageDefinition
{
    /// <summary>Unique in its pipeline; kebab-case.</summary>
    public required string Name { get; init; }

    public required StageOperation Operation { get; init; }

    /// <summary>The stages whose items it takes; none for a source. What several stages give is brought together as <see cref="FanIn"/> says.</summary>
    public ImmutableArray<string> From { get; init => field = value.IsDefault ? [] : value; } = [];

    public FanIn FanIn { get; init; }

    /// <summary>How its items are shared among the stages that take from it.</summary>
    public FanOut FanOut { get; init; }

    /// <summary>The queue before it; one of these for each stage it takes from.</summary>
    public QueueDefinition Queue { get; init; } = QueueDefinition.Default;

    /// <summary>Who does the work, 1 to 1000 of them.</summary>
    public int Workers { get; init; } = 1;

    public WorkerKind Execution { get; init; }

    /// <summary>Stages that name the same dispatcher share its threads; null for one of its own with a thread a worker.</summary>
    public string? Dispatcher { get; init; }

    /// <summary>The process that its workers are in, where they are in processes; stages that name the same one share it. Null for a process for each worker.</summary>
    public string? Placement { get; init; }

    /// <summary>Items handed to a worker at once, 1 to 65536: fewer, larger messages.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>The order in which its items go on.</summary>
    public ItemOrder Order { get; init; }

    public RetryDefinition Retry { get; init; } = RetryDefinition.None;

    /// <summary>How long a worker may take for an item before the attempt has failed; null for as long as it takes.</summary>
    public SimDuration? Timeout { get; init; }

    public FailureAction OnFailure { get; init; }

    /// <summary>The sink that is given what this stage gives up; null only counts it.</summary>
    public string? DeadLetters { get; init; }

    /// <summary>What an item costs a core of a simulated machine; a real one takes as long as it takes.</summary>
    public Distribution? Cost { get; init; }

    /// <summary>Where it was written, for what is said about it. No part of what it means.</summary>
    [JsonIgnore]
    public StagePlaces? Places { get; init; }

    public bool IsSource => Operation is SourceOperation;

    public bool IsSink => Operation is SinkOperation;

    /// <summary>The place of one of its settings, such as <c>word-count.conf:12:5</c> or, for a stage made in C#, <c>stages.words.order</c>.</summary>
    public string PlaceOf(string setting) => Places?.Of(setting) ?? (setting.Length == 0 ? $"stages.{Name}" : $"stages.{Name}.{setting}");
}

/// <summary>Where the settings of a stage or of a pipeline were written.</summary>
/// <param name="Of">Gives the place of a setting by its key, such as <c>queue.capacity</c> or <c>from[1]</c>; that of the whole for one that was not written, and for none.</param>
public sealed record StagePlaces(Func<string, string> Of);

/// <summary>A queue between two stages.</summary>
/// <param name="Capacity">Items that may wait, 1 to 1,000,000.</param>
/// <param name="Overflow">What happens to one more.</param>
/// <param name="Sentinels">How many of its workers a stage tells that the queue has come to its end; null for every one, which is right.</param>
public sealed record QueueDefinition(int Capacity = QueueDefinition.DefaultCapacity, Core.Model.OverflowPolicy Overflow = Core.Model.OverflowPolicy.Block, int? Sentinels = null)
{
    public const int DefaultCapacity = 64;

    public static readonly QueueDefinition Default = new();
}

/// <summary>How often an item is tried and how long a stage waits in between: min(MinBackOff · 2ⁿ, MaxBackOff) after failure n, from 0.</summary>
/// <param name="Attempts">How often in all, whatever ends an attempt: an error, a time-out or the loss of the worker; at least 1.
/// Null tries an item once, and again where its worker was lost, until that were <see cref="UsualLosses"/>. What
/// several items were tried together for counts for none of them.</param>
/// <param name="MinBackOff">The pause after the first failure.</param>
/// <param name="MaxBackOff">The longest pause.</param>
public sealed record RetryDefinition(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Attempts, SimDuration MinBackOff, SimDuration MaxBackOff)
{
    /// <summary>Between attempts, where nobody says otherwise.</summary>
    public static readonly SimDuration DefaultMinBackOff = SimDuration.FromMilliseconds(10), DefaultMaxBackOff = SimDuration.FromSeconds(1);

    /// <summary>
    /// Workers that may be lost over an item, where its attempts are not limited: a worker is lost for many reasons that are not
    /// the item's.
    /// </summary>
    public const int UsualLosses = 3;

    public static readonly RetryDefinition None = new(null, SimDuration.Zero, SimDuration.Zero);

    /// <summary>How long to wait after failure n, from 0.</summary>
    public SimDuration BackOff(int failure) => ExponentialBackOff.Delay(failure, MinBackOff, MaxBackOff);
}

/// <summary>How the items of several stages become one stream.</summary>
public enum FanIn
{
    /// <summary>As they come.</summary>
    Merge,

    /// <summary>By their places in the sources that they come from: each stream must be in order itself.</summary>
    OrderedMerge,

    /// <summary>One of each makes a list; ends with the first stream that ends.</summary>
    Zip,

    /// <summary>All of the first, then all of the second, and so on.</summary>
    Concat,
}

/// <summary>How the items of one stage are shared among several.</summary>
public enum FanOut
{
    /// <summary>Each gets all of them.</summary>
    Broadcast,

    /// <summary>Each in turn, waiting for one that has no room.</summary>
    RoundRobin,

    /// <summary>The one with the most room; of several, the one that follows the last choice.</summary>
    Balance,

    /// <summary>By key: equal keys go to the same stage. Items need keys.</summary>
    ConsistentHash,
}

/// <summary>What runs the workers of a stage.</summary>
public enum WorkerKind
{
    Threads,

    /// <summary>One event loop that interleaves their waits.</summary>
    Async,

    /// <summary>A process each.</summary>
    Processes,
}

/// <summary>The order in which a stage passes its items on.</summary>
public enum ItemOrder
{
    /// <summary>As they are done.</summary>
    Arrival,

    /// <summary>Items with the same key as they came in; a key belongs to one worker.</summary>
    PerKey,

    /// <summary>As in the source.</summary>
    Input,
}

/// <summary>What becomes of an item that could not be done.</summary>
public enum FailureAction
{
    /// <summary>The run fails.</summary>
    Fail,

    /// <summary>It is given up, counted, and passed to the sink for dead letters if there is one.</summary>
    DeadLetter,
}
