namespace ActorLab.Core.Machine;

/// <summary>How a process is started, as Python's multiprocessing names it.</summary>
public enum ProcessStartMethod
{
    /// <summary>A new program that loads all it needs.</summary>
    Spawn,

    /// <summary>A copy of the program as it is.</summary>
    Fork,

    /// <summary>A copy of a small program that is spawned for the purpose when the first process is started.</summary>
    Forkserver,
}
