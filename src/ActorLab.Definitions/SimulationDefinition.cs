namespace ActorLab.Definitions;

/// <summary>How a simulated run is watched over. No part of the plan: two runs that differ in this alone run the same, as far as they go.</summary>
public sealed record SimulationDefinition
{
    /// <summary>How many turns and parts of bodies may happen while virtual time stands still before the run is ended as a livelock, at least 1; about a second of real time.</summary>
    public long MaxTurnsAtOneInstant { get; init; } = 10_000_000;
}
