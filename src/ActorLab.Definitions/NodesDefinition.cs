namespace ActorLab.Definitions;

/// <summary>How the child processes of a real run are kept alive and taken for dead. No part of the plan: two runs that differ in this alone run the same, and a simulated one has no use for it.</summary>
public sealed record NodesDefinition
{
    public const int MostRestarts = 4_000;
    public const int MostWindowFrames = 4_096;

    /// <summary>A side of a link that has nothing to say for so long says so; 1 ms to 1 h.</summary>
    public SimDuration HeartbeatInterval { get; init; } = SimDuration.FromMilliseconds(250);

    /// <summary>A side that has heard nothing for so long takes the other for dead; at least twice the interval, at most 1 day.</summary>
    public SimDuration AcceptableHeartbeatPause { get; init; } = SimDuration.FromSeconds(5);

    /// <summary>How long a process may take from its start until it takes part; 1 ms to 1 h.</summary>
    public SimDuration HandshakeTimeout { get; init; } = SimDuration.FromSeconds(15);

    /// <summary>How long one that does not take part yet is waited for once all its actors are to stop; 0 to 1 h.</summary>
    public SimDuration StopPatience { get; init; } = SimDuration.FromSeconds(5);

    /// <summary>How often a process that was lost may be started again; null for what the experiment allows. One that the experiment does not start again is not started again by this either.</summary>
    public int? MaxRestarts { get; init; }

    /// <summary>The side that started the processes sends a frame again when nothing was acknowledged for so long; doubled each time until something is. 1 ms to 1 h.</summary>
    public SimDuration RetransmitAfter { get; init; } = SimDuration.FromMilliseconds(200);

    /// <summary>What <see cref="RetransmitAfter"/> is doubled up to; at least that, at most 1 h.</summary>
    public SimDuration RetransmitAtMost { get; init; } = SimDuration.FromSeconds(2);

    /// <summary>The most frames that are sent and not yet acknowledged; 1 to <see cref="MostWindowFrames"/>.</summary>
    public int WindowFrames { get; init; } = 64;
}
