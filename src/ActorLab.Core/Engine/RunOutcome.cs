namespace ActorLab.Core.Engine;

public enum RunOutcome
{
    /// <summary>The root stopped.</summary>
    Completed,

    /// <summary>Somebody asked for an early end.</summary>
    Interrupted,

    /// <summary>The root failed, or ActorLab has a bug.</summary>
    Failed,

    /// <summary>Nothing could ever happen again and the root had not stopped.</summary>
    Deadlocked,

    /// <summary>Something happened all the time, and the clock of the run stood still.</summary>
    Livelocked,
}
