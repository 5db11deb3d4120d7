namespace ActorLab.Definitions.Schema;

/// <summary>How a simulated run is watched over. What each setting means stands with the property of <see cref="SimulationDefinition"/> that has the same name.</summary>
public sealed class SimulationSettings : Section
{
    internal SimulationSettings() : base("simulation") => MaxTurnsAtOneInstant = Add(new IntegerSetting("max-turns-at-one-instant", 1, 1_000_000_000_000));

    public IntegerSetting MaxTurnsAtOneInstant { get; }

    /// <returns>Null if anything does not fit.</returns>
    internal SimulationDefinition? Read(ChosenValues chosen) =>
        chosen.Read(MaxTurnsAtOneInstant) is { } turns ? new SimulationDefinition { MaxTurnsAtOneInstant = turns } : null;
}
