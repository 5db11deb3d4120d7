using System.Collections.Immutable;

namespace ActorLab.Cluster.Members;

/// <summary>What a member is.</summary>
/// <param name="Name">For people.</param>
public sealed record MemberOptions(string Name)
{
    public const int DefaultCapacity = 64;

    /// <summary>What members are for where nobody says otherwise.</summary>
    public const string Worker = "worker";

    /// <summary>What it is for.</summary>
    public ImmutableArray<string> Roles { get; init; } = [Worker];

    /// <summary>How many nodes it can be at a time. Runs share their nodes evenly among members, so it is no more than a limit.</summary>
    public int Capacity { get; init; } = DefaultCapacity;

    /// <summary>The external programs that stages of pipelines may start here, as the pipelines name them.</summary>
    public ImmutableArray<string> Programs { get; init; } = [];

    /// <summary>Gets one line for each life that begins and each that ends.</summary>
    public Action<string> OnLife { get; init; } = static _ => { };

    /// <summary>Gets one line for whatever is refused, dropped or printed.</summary>
    public Action<string> Report { get; init; } = static _ => { };
}
