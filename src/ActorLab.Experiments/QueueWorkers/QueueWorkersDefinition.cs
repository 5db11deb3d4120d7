using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;

namespace ActorLab.Experiments.QueueWorkers;

/// <summary>A program that puts tasks into one queue, two processes that take them and put their results into another.</summary>
/// <param name="Case">One of <see cref="QueueWorkersCases"/>.</param>
/// <param name="Items">The tasks are the numbers from 0 on, and the result of each is ten more; at least 1.</param>
/// <param name="Capacity">How many results may wait, at least <see cref="Workers"/>. All tasks have room.</param>
/// <param name="Patience">How long nothing moves before the program gives up; null on an engine that sees for itself that nothing can happen any more.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Machine">Null for the tutorials' laptop.</param>
internal sealed record QueueWorkersDefinition(
    string Case, int Items, int Capacity, SimDuration? Patience, ulong Seed, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MachineProfile? Machine = null)
{
    public const int Workers = 2;
    public const int Addend = 10;

    /// <summary>For how long a worker works on an item: something between these two.</summary>
    public static readonly SimDuration LeastWork = SimDuration.FromMilliseconds(1), MostWork = SimDuration.FromMilliseconds(10);

    /// <summary>How long the program of <see cref="QueueWorkersCases.EmptyAsEnd"/> takes to have its next item.</summary>
    public static readonly SimDuration LeastPause = SimDuration.FromMilliseconds(5), MostPause = SimDuration.FromMilliseconds(15);

    /// <summary>
    /// What a pipe between processes holds on Linux, and what a small number takes there with its length, at most.
    /// </summary>
    private const int PipeBytes = 65_536, SmallResultBytes = 16;

    private const string Role = "queue-worker";

    private static readonly DispatcherPolicy OneThread = DispatcherPolicy.ForkJoin("worker", 1);

    [JsonIgnore]
    public PlanOrigin Origin => new PlanOrigin(QueueWorkersExperiment.CanonicalName, JsonSerializer.SerializeToUtf8Bytes(this, OriginJson.Default.QueueWorkersDefinition));

    /// <summary>One for each worker is right.</summary>
    [JsonIgnore]
    public int Sentinels => Case switch
    {
        QueueWorkersCases.OneSentinelTooFew => Workers - 1,
        QueueWorkersCases.OneTooMany => Workers + 1,
        QueueWorkersCases.EmptyAsEnd => 0,
        _ => Workers,
    };

    /// <summary>How many results may wait: small ones as many as a pipe holds, others as was chosen.</summary>
    [JsonIgnore]
    public int Room => Case == QueueWorkersCases.JoinBeforeDrainSmall ? PipeBytes / SmallResultBytes : Capacity;

    [JsonIgnore]
    public bool JoinsFirst => Case is QueueWorkersCases.JoinBeforeDrain or QueueWorkersCases.JoinBeforeDrainSmall;

    public static string WorkerName(int index) => $"worker-{index + 1}";

    /// <exception cref="JsonException">There is no such case.</exception>
    public ScenarioPlan Build()
    {
        if (!QueueWorkersCases.All.Contains(Case)) throw new JsonException($"there is no case '{Case}'");
        return new ScenarioPlan
        {
            Name = $"{QueueWorkersExperiment.CanonicalName}/{Case}",
            Seed = Seed,
            Machine = Machine ?? PublishedMachines.Laptop,
            Nodes = [.. Enumerable.Range(0, Workers).Select(i => new NodePlan(WorkerName(i), MaxRestarts: 0))],
            Roles = ImmutableSortedDictionary.Create<string, NodeRole>(StringComparer.Ordinal).Add(Role, WorkerProps),
            Root = outside => new ActorProps(() => new QueueWorkersRoot(outside, this)),
            Origin = Origin,
        };
    }

    public static ActorProps WorkerOn(int index, WorkerPlace place) => ActorProps.OnNode(WorkerName(index), Role, place) with { Name = WorkerName(index) };

    private ActorProps WorkerProps(NodeState state, IMessage arguments) =>
        new(() => new QueueWorker((WorkerPlace)arguments, asksWhetherEmpty: Case == QueueWorkersCases.EmptyAsEnd)) { Dispatcher = OneThread };
}

/// <summary>The right way to end two queues, one that goes well by luck, and four wrong ones.</summary>
internal static class QueueWorkersCases
{
    /// <summary>One sentinel for each worker; the program takes all results and then joins.</summary>
    public const string Right = "right";

    /// <summary>
    /// The program waits for the workers to end before it takes a result, and there is no room for all of them, as in a pipe when
    /// each has 200 KB.
    /// </summary>
    public const string JoinBeforeDrain = "join-before-drain";

    /// <summary>The same with small numbers, all of which a pipe holds: it goes well.</summary>
    public const string JoinBeforeDrainSmall = "join-before-drain-small";

    /// <summary>One worker is told the end, the other is not.</summary>
    public const string OneSentinelTooFew = "one-sentinel-too-few";

    /// <summary>One sentinel that nobody takes.</summary>
    public const string OneTooMany = "one-too-many";

    /// <summary>No sentinels: a worker ends when it finds the queue of the tasks empty.</summary>
    public const string EmptyAsEnd = "empty-as-end";

    public static readonly ImmutableArray<string> All =
        [Right, JoinBeforeDrainSmall, JoinBeforeDrain, OneSentinelTooFew, OneTooMany, EmptyAsEnd];
}
