using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Experiments.Cases;

namespace ActorLab.Experiments.Daemon;

/// <summary>One case of the experiment.</summary>
/// <param name="Case">One of <see cref="DaemonCases"/>.</param>
/// <param name="Output">The file that the child writes; empty when the run begins.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Machine">Null for the tutorials' laptop.</param>
internal sealed record DaemonDefinition(string Case, string Output, ulong Seed, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MachineProfile? Machine = null)
{
    [JsonIgnore]
    public PlanOrigin Origin => new PlanOrigin(DaemonExperiment.CanonicalName, JsonSerializer.SerializeToUtf8Bytes(this, OriginJson.Default.DaemonDefinition));

    public const string Node = "child";
    public const string Role = "daemon-child";

    /// <summary>How long the child works. The program works a tenth of that, so a daemon is always ended before its time.</summary>
    public static readonly SimDuration ChildWork = SimDuration.FromSeconds(1);

    public static readonly SimDuration ProgramWork = SimDuration.FromMilliseconds(100);

    /// <summary>The child is a thread of the program's process and no process of its own.</summary>
    [JsonIgnore]
    public bool InThread => Case.StartsWith(DaemonCases.ThreadPrefix, StringComparison.Ordinal);

    /// <summary>What the program does about the child, be it a thread or a process.</summary>
    [JsonIgnore]
    public string Way => InThread ? Case[DaemonCases.ThreadPrefix.Length..] : Case;

    /// <exception cref="JsonException">There is no such case.</exception>
    public ScenarioPlan Build()
    {
        if (!DaemonCases.All.Contains(Case)) throw new JsonException($"there is no case '{Case}'");
        return new ScenarioPlan
        {
            Name = $"{DaemonExperiment.CanonicalName}/{Case}",
            Seed = Seed,
            Machine = Machine ?? PublishedMachines.Laptop,
            Nodes = InThread ? [] : [new NodePlan(Node, MaxRestarts: 0)],
            Roles = ImmutableSortedDictionary.Create<string, NodeRole>(StringComparer.Ordinal).Add(Role, ChildProps),
            Files = ImmutableSortedDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal).Add(Output, ReadOnlyMemory<byte>.Empty),
            Root = outside => new ActorProps(() => new DaemonRoot(outside, this)),
            Origin = Origin,
        };
    }

    /// <param name="root">Hears of what the child does.</param>
    public ActorProps ChildOf(IActorRef root) => InThread
        ? new ActorProps(() => new DaemonChild(root, Output)) { Dispatcher = DispatcherPolicy.Pinned }
        : ActorProps.OnNode(Node, Role, new CaseRoot(root));

    private ActorProps ChildProps(NodeState state, IMessage arguments) =>
        new(() => new DaemonChild(((CaseRoot)arguments).Root, Output)) { Dispatcher = DispatcherPolicy.ForkJoin("child", 1) };
}

/// <summary>What a program may do about a process, or a thread, that it has started.</summary>
internal static class DaemonCases
{
    /// <summary>It joins the child, and goes on when that has ended.</summary>
    public const string Joined = "joined";

    /// <summary>It joins a child that has ended already.</summary>
    public const string JoinedLate = "joined-late";

    /// <summary>It does not care; the child is joined at exit.</summary>
    public const string Outlives = "outlives";

    /// <summary>It does not care, and the child ends with it.</summary>
    public const string Daemon = "daemon";

    /// <summary>Begins the names of the cases whose child is a thread.</summary>
    public const string ThreadPrefix = "thread-";

    private static readonly ImmutableArray<string> OfProcesses = [Joined, JoinedLate, Outlives, Daemon];

    public static readonly ImmutableArray<string> All = [.. OfProcesses.Select(name => ThreadPrefix + name), .. OfProcesses];
}
