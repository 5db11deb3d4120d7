namespace ActorLab.Core.Machine;

/// <summary>What a running body keeps busy.</summary>
public enum Occupancy
{
    /// <summary>The actor and one thread of its dispatcher, waits included.</summary>
    Synchronous,

    /// <summary>The actor alone; the thread is free during the body's waits.</summary>
    Asynchronous,
}
