namespace ActorLab.Definitions.Schema;

/// <summary>Where a clustered run meets its members. What each setting means stands with the property of <see cref="ClusterDefinition"/> that has the same name.</summary>
public sealed class ClusterSettings : Section
{
    internal ClusterSettings() : base("cluster")
    {
        Broker = Add(new TextSetting("broker") { IsOptional = true });
        Lab = Add(new TextSetting("lab"));
        Tls = Add(new PathSetting("tls") { IsOptional = true });
        Role = Add(new TextSetting("role"));
        Allow = Add(new TextsSetting("allow") { IsOptional = true });
        Members = Add(new IntegerSetting("nodes", 0, ClusterDefinition.MostNodes) { IsOptional = true });
        Distribution = Add(new WordSetting("distribution", ClusterDefinition.WaysOfWork));
    }

    public TextSetting Broker { get; }

    public TextSetting Lab { get; }

    public PathSetting Tls { get; }

    public TextSetting Role { get; }

    public TextsSetting Allow { get; }

    /// <summary>How many to start.</summary>
    public IntegerSetting Members { get; }

    public WordSetting Distribution { get; }

    /// <returns>Null if anything does not fit.</returns>
    internal ClusterDefinition? Read(ChosenValues chosen) =>
        chosen.Read(Lab) is { } lab && chosen.Read(Role) is { } role && chosen.Read(Distribution) is { } distribution
            ? new ClusterDefinition { Broker = chosen.Read(Broker), Lab = lab, Tls = chosen.PathOf(Tls), Role = role, Allow = [.. chosen.Read(Allow) ?? []], Nodes = (int?)chosen.Read(Members), Distribution = distribution }
            : null;
}
