namespace ActorLab.Definitions.Schema;

/// <summary>Where a clustered run meets its members. What each setting means stands with the property of <see cref="ClusterDefinition"/> that has the same name.</summary>
public sealed class ClusterSettings : Section
{
    private static readonly SimDuration Least = SimDuration.FromMilliseconds(1);
    private static readonly SimDuration Second = SimDuration.FromSeconds(1);
    private static readonly SimDuration Hour = SimDuration.FromSeconds(3_600);

    internal ClusterSettings() : base("cluster")
    {
        Broker = Add(new TextSetting("broker") { IsOptional = true });
        Lab = Add(new TextSetting("lab"));
        Tls = Add(new PathSetting("tls") { IsOptional = true });
        Role = Add(new TextSetting("role"));
        Allow = Add(new TextsSetting("allow") { IsOptional = true });
        Members = Add(new IntegerSetting("nodes", 0, ClusterDefinition.MostNodes) { IsOptional = true });
        Distribution = Add(new WordSetting("distribution", ClusterDefinition.WaysOfWork));
        WithoutBroker = Add(new DurationSetting("without-broker", Second, Hour * 24));
        StallAfter = Add(new DurationSetting("stall-after", Least, Hour));
        ConfirmationTimeout = Add(new DurationSetting("confirmation-timeout", Least, Hour));
    }

    public TextSetting Broker { get; }

    public TextSetting Lab { get; }

    public PathSetting Tls { get; }

    public TextSetting Role { get; }

    public TextsSetting Allow { get; }

    /// <summary>How many to start.</summary>
    public IntegerSetting Members { get; }

    public WordSetting Distribution { get; }

    public DurationSetting WithoutBroker { get; }

    public DurationSetting StallAfter { get; }

    public DurationSetting ConfirmationTimeout { get; }

    /// <returns>Null if anything does not fit.</returns>
    internal ClusterDefinition? Read(ChosenValues chosen)
    {
        if (chosen.Read(Lab) is not { } lab || chosen.Read(Role) is not { } role || chosen.Read(Distribution) is not { } distribution) return null;
        if (chosen.Read(WithoutBroker) is not { } without || chosen.Read(StallAfter) is not { } stall || chosen.Read(ConfirmationTimeout) is not { } confirmation) return null;
        CheckConfirmation(stall, confirmation, chosen);
        return new ClusterDefinition
        {
            Broker = chosen.Read(Broker),
            Lab = lab,
            Tls = chosen.PathOf(Tls),
            Role = role,
            Allow = [.. chosen.Read(Allow) ?? []],
            Nodes = (int?)chosen.Read(Members),
            Distribution = distribution,
            WithoutBroker = without,
            StallAfter = stall,
            ConfirmationTimeout = confirmation,
        };
    }

    /// <summary>Whoever changed one of the two is told of the one that was changed.</summary>
    private void CheckConfirmation(SimDuration stall, SimDuration confirmation, ChosenValues chosen)
    {
        if (confirmation >= stall) return;
        const string hint = "A broker that stands still for a moment must not lose its connections.";
        if (chosen.IsDefault(ConfirmationTimeout)) chosen.Exclude(StallAfter, $"at most {ConfirmationTimeout.Path}, which is {confirmation}", hint);
        else chosen.Exclude(ConfirmationTimeout, $"at least {StallAfter.Path}, which is {stall}", hint);
    }
}
