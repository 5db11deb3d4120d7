using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;

namespace ActorLab.Experiments.Contexts;

/// <summary>One case of the experiment.</summary>
/// <param name="Case"><see cref="Thread"/> or <see cref="Process"/>.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Machine">Null for the tutorials' laptop.</param>
internal sealed record ContextsDefinition(string Case, ulong Seed, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MachineProfile? Machine = null)
{
    [JsonIgnore]
    public PlanOrigin Origin => new PlanOrigin(ContextsExperiment.CanonicalName, JsonSerializer.SerializeToUtf8Bytes(this, OriginJson.Default.ContextsDefinition));

    public const string Thread = "thread";
    public const string Process = "process";
    public const string Node = "child";
    public const string Role = "contexts-worker";

    public static readonly ImmutableArray<string> Cases = [Thread, Process];

    /// <exception cref="JsonException">There is no such case.</exception>
    public ScenarioPlan Build()
    {
        if (!Cases.Contains(Case)) throw new JsonException($"there is no case '{Case}'");
        return new ScenarioPlan
        {
            Name = $"{ContextsExperiment.CanonicalName}/{Case}",
            Seed = Seed,
            Machine = Machine ?? PublishedMachines.Laptop,
            Nodes = Case == Process ? [new NodePlan(Node, MaxRestarts: 0)] : [],
            Roles = ImmutableSortedDictionary.Create<string, NodeRole>(StringComparer.Ordinal).Add(Role, InProcess),
            Root = outside => new ActorProps(() => new ContextsRoot(outside, Case == Process)),
            Origin = Origin,
        };
    }

    /// <summary>A process that was spawned anew: it has what it is sent, and its modules as they are after loading.</summary>
    private static ActorProps InProcess(NodeState state, IMessage arguments)
    {
        var (root, value) = (PassedObject)arguments;
        var memory = new ContextMemory(new Cell<long>(value), state.Shared("module", () => new Cell<long>(ContextMemory.AfterLoading)));
        return new ActorProps(() => new ContextsWorker(root, memory)) { Dispatcher = ContextsWorker.OneThread };
    }
}

/// <summary>What a worker sees of the memory of its process.</summary>
/// <param name="Passed">The object that it was given at its start.</param>
/// <param name="Module">A variable that every part of the program can reach.</param>
internal sealed record ContextMemory(Cell<long> Passed, Cell<long> Module)
{
    /// <summary>The value of the module's variable in a process that has just been started.</summary>
    public const long AfterLoading = 0;
}
