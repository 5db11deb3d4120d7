using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Model;
using ActorLab.Core.Plan;

namespace ActorLab.Experiments.ProcessQueue;

/// <summary>A queue on the program's node between a process that fills it and one that empties it.</summary>
/// <param name="Items">How many go through, at least 1.</param>
/// <param name="Capacity">How many may wait, at least 1.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Machine">Null for the tutorials' laptop.</param>
internal sealed record ProcessQueueDefinition(int Items, int Capacity, ulong Seed, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MachineProfile? Machine = null)
{
    [JsonIgnore]
    public PlanOrigin Origin => new PlanOrigin(ProcessQueueExperiment.CanonicalName, JsonSerializer.SerializeToUtf8Bytes(this, OriginJson.Default.ProcessQueueDefinition));

    public const string Producer = "producer";
    public const string Consumer = "consumer";

    private static readonly DispatcherPolicy OneThread = DispatcherPolicy.ForkJoin("worker", 1);

    public ScenarioPlan Build() => new()
    {
        Name = ProcessQueueExperiment.CanonicalName,
        Seed = Seed,
        Machine = Machine ?? PublishedMachines.Laptop,
        Nodes = [new NodePlan(Producer, MaxRestarts: 0), new NodePlan(Consumer, MaxRestarts: 0)],
        Roles = ImmutableSortedDictionary.Create<string, NodeRole>(StringComparer.Ordinal).Add(Producer, ProducerProps).Add(Consumer, ConsumerProps),
        Root = outside => new ActorProps(() => new ProcessQueueRoot(outside, Capacity)),
        Origin = Origin,
    };

    private ActorProps ProducerProps(NodeState state, IMessage arguments) =>
        new(() => new Producer(new ProducerOptions { Queue = ((QueueSide)arguments).Queue, Source = new RangeSource(Items) })) { Dispatcher = OneThread };

    private static ActorProps ConsumerProps(NodeState state, IMessage arguments)
    {
        var (queue, root) = (QueueSide)arguments;
        return new ActorProps(() => new ProcessQueueConsumer(queue, root)) { Dispatcher = OneThread };
    }
}
