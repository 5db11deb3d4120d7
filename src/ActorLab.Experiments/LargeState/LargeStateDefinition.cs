using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.LargeState;

/// <summary>One case of the experiment.</summary>
/// <param name="Case">One of <see cref="Cases"/>.</param>
/// <param name="Megabytes">Size of the object in 2²⁰ bytes.</param>
/// <param name="Workers">Processes or threads; compiled code needs one.</param>
/// <param name="Seed">Of the run and of the object.</param>
/// <param name="Machine">Null for the tutorials' laptop.</param>
internal sealed record LargeStateDefinition(string Case, int Megabytes, int Workers, ulong Seed, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MachineProfile? Machine = null)
{
    [JsonIgnore]
    public PlanOrigin Origin => new PlanOrigin(LargeStateExperiment.CanonicalName, JsonSerializer.SerializeToUtf8Bytes(this, OriginJson.Default.LargeStateDefinition));

    public const string Processes = "processes";
    public const string Threads = "threads";
    public const string Compiled = "compiled";
    public const string Role = "large-state-worker";

    public static readonly ImmutableArray<string> Cases = [Processes, Threads, Compiled];

    public long SizeBytes => (long)Megabytes << 20;

    public int UsedWorkers => Case == Compiled ? 1 : Workers;

    public static string NodeOf(int worker) => $"process-{worker + 1}";

    /// <exception cref="JsonException">There is no such case, or a number is out of range.</exception>
    public ScenarioPlan Build()
    {
        bool inRange = Megabytes is >= 1 and <= CaseOptions.MaxMegabytes && Workers is >= 1 and <= CaseOptions.MaxWorkers;
        if (!inRange || !Cases.Contains(Case)) throw new JsonException($"there is no case '{Case}' with {Megabytes} MiB and {Workers} workers");
        return new ScenarioPlan
        {
            Name = $"{LargeStateExperiment.CanonicalName}/{Case}",
            Seed = Seed,
            Machine = Machine ?? PublishedMachines.Laptop,
            Nodes = Case == Processes ? [.. Enumerable.Range(0, Workers).Select(i => new NodePlan(NodeOf(i), MaxRestarts: 0))] : [],
            Roles = ImmutableSortedDictionary.Create<string, NodeRole>(StringComparer.Ordinal).Add(Role, ReceiverProps),
            Root = outside => new ActorProps(() => new LargeStateRoot(outside, this)),
            Origin = Origin,
        };
    }

    private static ActorProps ReceiverProps(NodeState state, IMessage arguments)
    {
        var share = (SentShare)arguments;
        return new ActorProps(() => new StateReceiver(share)) { Dispatcher = DispatcherPolicy.ForkJoin("worker", 1) };
    }
}

/// <summary>The part of the object that one worker sums; it needs all of the object to be there, as a model or a table is needed.</summary>
/// <param name="Start">Of its first byte.</param>
/// <param name="End">Behind its last byte.</param>
internal readonly record struct Share(long Start, long End)
{
    public static Share Of(long sizeBytes, int worker, int workers) => new(sizeBytes * worker / workers, sizeBytes * (worker + 1) / workers);

    public long SizeBytes => End - Start;
}
