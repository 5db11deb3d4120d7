namespace ActorLab.Core.Model;

/// <summary>How a <see cref="Router"/> chooses among its routees.</summary>
public enum RoutingStrategy
{
    /// <summary>Each in turn.</summary>
    RoundRobin,

    /// <summary>The one with the fewest messages outstanding; of several, the one that follows the last choice.</summary>
    Balance,

    /// <summary>All of them.</summary>
    Broadcast,

    /// <summary>By the key of the message; when the routees change, only about one key in n moves.</summary>
    ConsistentHash,
}
