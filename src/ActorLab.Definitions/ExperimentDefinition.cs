using System.Collections.Immutable;
using ActorLab.Core.Machine;
using ActorLab.Core.Plan;
using ActorLab.Definitions.Schema;

namespace ActorLab.Definitions;

/// <summary>An experiment with all that was chosen about it. A file gives one, and so does C#: <c>new LineCopyExperimentDefinition { Models = [ExecutionModel.Pipeline], Workers = 4, Seed = 7 }</c>.</summary>
public abstract record ExperimentDefinition
{
    private protected ExperimentDefinition()
    {
    }

    /// <summary>Canonical name.</summary>
    public abstract string Experiment { get; }

    /// <summary><see cref="DefinitionSettings.Local"/>, <see cref="DefinitionSettings.Simulation"/> or <see cref="DefinitionSettings.Cluster"/>.</summary>
    public string Engine { get; init; } = DefinitionSettings.Local;

    public ulong Seed { get; init; } = 1;

    /// <summary>The machine to simulate; null for the one on which the tutorials ran the experiment.</summary>
    public MachineProfile? Machine { get; init; }

    /// <summary>
    /// CPUs of the machine that is simulated anyway, whichever it is, 1 to <see cref="MachineProfile.MaxCores"/>; null for those
    /// that it has. Only without <see cref="Machine"/>, which says its own.
    /// </summary>
    public int? MachineCores { get; init; }

    /// <summary>Of the child processes of a real run.</summary>
    public NodesDefinition Nodes { get; init; } = new();

    /// <summary>Of a simulated run.</summary>
    public SimulationDefinition Simulation { get; init; } = new();

    /// <summary>Where a clustered run meets its members.</summary>
    public ClusterDefinition Cluster { get; init; } = new();

    /// <summary>Settings for the actor systems that run it: HOCON with the one key <c>akka</c>, which
    /// <see cref="Schema.AkkaSettings"/> takes; empty for none. They are a part of its plans.</summary>
    public string Akka { get; init; } = "";

    /// <summary>The plans that are run, in turn, as other processes would be told of them. Empty for an experiment that cannot leave its process.</summary>
    public ImmutableArray<PlanOrigin> Origins => [.. OwnOrigins.Select(o => o with { Akka = Akka })];

    /// <summary>The same without <see cref="Akka"/>.</summary>
    private protected abstract ImmutableArray<PlanOrigin> OwnOrigins { get; }

    /// <summary>Equal for definitions whose plans are equal: made of the digests that nodes compare when they join.</summary>
    public ulong Digest => Origins.Aggregate(StableHash.Of(Experiment), (digest, origin) => StableHash.Combine(digest, origin.Digest));
}
