namespace ActorLab.Cluster.Labs;

/// <summary>Where a lab meets: a broker and a virtual host of it that belongs to this lab alone.</summary>
/// <param name="Broker">amqp://user:password@host:port or amqps://…; without a path.</param>
/// <param name="Lab">The name of the lab and of its virtual host.</param>
public sealed record LabAddress(Uri Broker, string Lab)
{
    /// <summary>With the broker, by who uses this address.</summary>
    public LabPatience Patience { get; init; } = LabPatience.Default;

    /// <summary>For amqps: the lab's own certificates; null trusts whom the system trusts and shows none.</summary>
    public LabTls? Tls { get; init; }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"lab '{Lab}' on {Broker.Scheme}://{Broker.Host}:{Broker.Port}";
}
