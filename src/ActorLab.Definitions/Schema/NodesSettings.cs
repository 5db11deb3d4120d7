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
        RetransmitAfter = Add(new DurationSetting("retransmit-after", Least, Hour));
        RetransmitAtMost = Add(new DurationSetting("retransmit-at-most", Least, Hour));
        WindowFrames = Add(new IntegerSetting("window-frames", 1, NodesDefinition.MostWindowFrames));
    }

    public DurationSetting HeartbeatInterval { get; }

    public DurationSetting AcceptableHeartbeatPause { get; }

    public DurationSetting HandshakeTimeout { get; }

    public DurationSetting StopPatience { get; }

    public IntegerSetting MaxRestarts { get; }

    public DurationSetting RetransmitAfter { get; }

    public DurationSetting RetransmitAtMost { get; }

    public IntegerSetting WindowFrames { get; }

    /// <returns>Null if anything does not fit.</returns>
    internal NodesDefinition? Read(ChosenValues chosen)
    {
        if (chosen.Read(HeartbeatInterval) is not { } interval || chosen.Read(AcceptableHeartbeatPause) is not { } pause) return null;
        if (chosen.Read(RetransmitAfter) is not { } after || chosen.Read(RetransmitAtMost) is not { } atMost) return null;
        if (chosen.Read(HandshakeTimeout) is not { } handshake || chosen.Read(StopPatience) is not { } patience || chosen.Read(WindowFrames) is not { } window) return null;
        CheckPause(interval, pause, chosen);
        CheckRetransmission(after, atMost, chosen);
        return new NodesDefinition
        {
            HeartbeatInterval = interval,
            AcceptableHeartbeatPause = pause,
            HandshakeTimeout = handshake,
            StopPatience = patience,
            MaxRestarts = (int?)chosen.Read(MaxRestarts),
            RetransmitAfter = after,
            RetransmitAtMost = atMost,
            WindowFrames = (int)window,
        };
    }

    /// <summary>Whoever changed one of the two is told of the one that was changed.</summary>
    private void CheckPause(SimDuration interval, SimDuration pause, ChosenValues chosen)
    {
        if (pause >= interval * 2) return;
        const string hint = "One heartbeat that is late must not be the end.";
        if (chosen.IsDefault(AcceptableHeartbeatPause)) chosen.Exclude(HeartbeatInterval, $"at most half of {AcceptableHeartbeatPause.Path}, which is {pause}", hint);
        else chosen.Exclude(AcceptableHeartbeatPause, $"at least twice {HeartbeatInterval.Path}, which is {interval}", hint);
    }

    private void CheckRetransmission(SimDuration after, SimDuration atMost, ChosenValues chosen)
    {
        if (atMost >= after) return;
        const string hint = "It is what the other one is doubled up to.";
        if (chosen.IsDefault(RetransmitAtMost)) chosen.Exclude(RetransmitAfter, $"at most {RetransmitAtMost.Path}, which is {atMost}", hint);
        else chosen.Exclude(RetransmitAtMost, $"at least {RetransmitAfter.Path}, which is {after}", hint);
    }
}
