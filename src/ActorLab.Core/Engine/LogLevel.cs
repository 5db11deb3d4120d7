namespace ActorLab.Core.Engine;

/// <summary>What the log of a run tells: events of a level and of all before it.</summary>
public enum LogLevel
{
    /// <summary>Nothing.</summary>
    Off,
    Error,
    Warning,
    Info,
    Debug,
}
