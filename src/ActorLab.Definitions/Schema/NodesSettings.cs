namespace ActorLab.Definitions.Schema;

/// <summary>How the child processes of a real run are kept alive and taken for dead. What each setting means stands with the property of <see cref="NodesDefinition"/> that has the same name.</summary>
public sealed class NodesSettings : Section
{
    private static readonly SimDuration Least = SimDuration.FromMilliseconds(1);
    private static readonly SimDuration Hour = SimDuration.FromSeconds(3_600);

    internal NodesSettings() : base("nodes")
    {
        HeartbeatInterval = Add(new DurationSetting("heartbeat-interval", Least, Hour));
        AcceptableHeartbeatPause = Add(new DurationSetting("acceptable-heartbeat-pause", Least * 2, Hour * 24));
        HandshakeTimeout = Add(new DurationSetting("handshake-timeout", Least, Hour));
        StopPatience = Add(new DurationSetting("stop-patience", SimDuration.Zero, Hour));
        MaxRestarts = Add(new IntegerSetting("max-restarts", 0, NodesDefinition.MostRestarts) { IsOptional = true });
        WindowFrames = Add(new IntegerSetting("window-frames", 1, NodesDefinition.MostWindowFrames));
    }

    public DurationSetting HeartbeatInterval { get; }

    public DurationSetting AcceptableHeartbeatPause { get; }

    public DurationSetting HandshakeTimeout { get; }

    public DurationSetting StopPatience { get; }

    public IntegerSetting MaxRestarts { get; }

    public IntegerSetting WindowFrames { get; }
}
