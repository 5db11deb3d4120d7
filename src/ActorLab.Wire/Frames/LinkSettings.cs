namespace ActorLab.Wire.Frames;

/// <summary>How both sides of a link behave; the side that starts the node decides.</summary>
/// <param name="Heartbeat">A side with nothing to say for this long says so; 1 ms to 1 h.</param>
/// <param name="Silence">A side that has heard nothing for this long takes the other for dead; at least twice the heartbeat, at most 1 day.</param>
/// <param name="WindowFrames">The most data frames that are sent and not yet acknowledged; 1 to 4,096.</param>
public sealed record LinkSettings(SimDuration Heartbeat, SimDuration Silence, int WindowFrames)
{
    public const int MaxWindowFrames = 4096;

    public static readonly LinkSettings Default = new(SimDuration.FromMilliseconds(250), SimDuration.FromSeconds(5), 64);

    /// <summary>What is out of its range, in one sentence; null when nothing is.</summary>
    public string? Problem =>
        Heartbeat < SimDuration.FromMilliseconds(1) || Heartbeat > SimDuration.FromSeconds(3600) ? $"a heartbeat of {Heartbeat} is not within 1 ms to 1 h"
        : Silence > SimDuration.FromSeconds(86_400) || Silence < Heartbeat * 2 ? $"a silence of {Silence} is not within twice the heartbeat ({Heartbeat}) and 1 day"
        : WindowFrames is < 1 or > MaxWindowFrames ? $"a window of {WindowFrames} frames is not within 1 to {MaxWindowFrames}"
        : null;
}
