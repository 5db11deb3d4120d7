using System.Collections.Immutable;

namespace ActorLab.Definitions;

/// <summary>Where a clustered run meets its members. No part of the plan: two runs that differ in this alone run the same.</summary>
public sealed record ClusterDefinition
{
    public const string DefaultLab = "actorlab";
    public const string DefaultRole = "worker";
    public const int MostNodes = 1_000;

    /// <summary>Items go over the link to a node, to the worker that the coordinator has chosen.</summary>
    public const string DirectWork = "direct";

    /// <summary>Items go through a work queue on the broker, from which the nodes take.</summary>
    public const string QueuedWork = "queue";

    /// <summary>What <see cref="Distribution"/> can be.</summary>
    public static readonly ImmutableArray<string> WaysOfWork = [DirectWork, QueuedWork];

    /// <summary>amqp://USER:PASSWORD@HOST:PORT or amqps://…, without a path; null where nothing says it.</summary>
    public string? Broker { get; init; }

    /// <summary>The lab, and the virtual host of the broker that belongs to it.</summary>
    public string Lab { get; init; } = DefaultLab;

    /// <summary>The folder with the certificates for a broker with TLS: authority.pem, member.pem and member.key; null to trust whom the system trusts and show none.</summary>
    public string? Tls { get; init; }

    /// <summary>What a member must be for to take part.</summary>
    public string Role { get; init; } = DefaultRole;

    /// <summary>The external programs that stages may start on members that are started here, as pipelines name them.</summary>
    public ImmutableArray<string> Allow { get; init; } = [];

    /// <summary>Members to start on this machine; 0 for those alone that join by themselves; null for those that are there, and a few here if there are none.</summary>
    public int? Nodes { get; init; }

    /// <summary>How items get to the nodes where a run leaves the choice: <see cref="DirectWork"/> or <see cref="QueuedWork"/>.</summary>
    public string Distribution { get; init; } = DirectWork;

    /// <summary>How long a broker may be away before whoever needs it gives up; 1 s to 1 day.</summary>
    public SimDuration WithoutBroker { get; init; } = SimDuration.FromSeconds(30);

    /// <summary>A broker that has not confirmed a message for so long stands still, and the links with it; 1 ms to 1 h.</summary>
    public SimDuration StallAfter { get; init; } = SimDuration.FromSeconds(1);

    /// <summary>A connection on which nothing was confirmed for so long is built again; at least <see cref="StallAfter"/>, at most 1 h.</summary>
    public SimDuration ConfirmationTimeout { get; init; } = SimDuration.FromSeconds(10);

    public bool Equals(ClusterDefinition? other) => other is not null && Compared == other.Compared && Allow.SequenceEqual(other.Allow);

    public override int GetHashCode() => HashCode.Combine(Compared, Allow.Length);

    private (string?, string, string?, string, int?, string, SimDuration, SimDuration, SimDuration) Compared => (Broker, Lab, Tls, Role, Nodes, Distribution, WithoutBroker, StallAfter, ConfirmationTimeout);
}
