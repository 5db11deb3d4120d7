namespace ActorLab.Experiments.Tasks;

/// <summary>What each of several tasks does.</summary>
public enum TaskKind
{
    /// <summary>Throws its share of random points at a square and counts those in the circle.</summary>
    Pi,

    /// <summary>Waits.</summary>
    Sleep,

    /// <summary>Counts up its share of the turns of a loop.</summary>
    Crunch,
}
