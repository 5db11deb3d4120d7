namespace ActorLab.Cluster.Labs;

/// <summary>How long a lab whose broker does not answer is waited for, and how.</summary>
public sealed record LabPatience
{
    public static readonly LabPatience Default = new();

    /// <summary>A connection that cannot be built again for so long is closed for good.</summary>
    public SimDuration WithoutBroker { get; init; } = SimDuration.FromSeconds(30);

    /// <summary>How long after the first failure it is tried again; doubled after each.</summary>
    public SimDuration RetryAfter { get; init; } = SimDuration.FromMilliseconds(100);

    public SimDuration RetryAtMost { get; init; } = SimDuration.FromSeconds(2);

    /// <summary>For so long after our own connection came back, or the broker went on, an inbox that is not there is one that will be: its owner may be slower.</summary>
    public SimDuration ForPeers { get; init; } = SimDuration.FromSeconds(5);

    /// <summary>How long a node waits for a root whose inbox is not there although the broker always was: its connection may have broken, and all nodes would end with it.</summary>
    public SimDuration ForRoot { get; init; } = SimDuration.FromSeconds(1);

    /// <summary>A broker that has not confirmed a message for so long stands still, and the links over it with it.</summary>
    public SimDuration Stall { get; init; } = SimDuration.FromSeconds(1);

    /// <summary>A connection on which nothing was confirmed for so long is given up and built again.</summary>
    public SimDuration Confirmation { get; init; } = SimDuration.FromSeconds(10);
}
