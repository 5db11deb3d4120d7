using ActorLab.Core.Trace;

namespace ActorLab.Core.Engine;

/// <summary>How a run is observed. Nothing here changes what happens in it.</summary>
public sealed record EngineOptions
{
    public static readonly EngineOptions Default = new();

    /// <summary>Sees every message to the outside as it arrives, one at a time; for progress. Must return quickly.</summary>
    public Action<IMessage>? OnOutbox { get; init; }

    public ITraceSink? Trace { get; init; }

    /// <summary>What the actor system of the run logs; null for what the plan's settings of Akka say, which is nothing where they
    /// do not say it.</summary>
    public LogLevel? LogLevel { get; init; }

    /// <summary>Gets each line of the log, one at a time, from any thread; null for standard error.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>How long an interrupted run may take to wind up, in real time.</summary>
    public SimDuration WindUp { get; init; } = SimDuration.FromMilliseconds(1_500);
}
