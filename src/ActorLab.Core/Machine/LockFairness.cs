namespace ActorLab.Core.Machine;

/// <summary>Who gets a lock that is released while others wait for it.</summary>
public enum LockFairness
{
    /// <summary>Who has waited longest, at once: nobody can come between.</summary>
    Fifo,

    /// <summary>Who asks first. Who has waited longest is woken, and whoever is running and asks before it is awake takes the lock; it then waits on, ahead of the others.</summary>
    Barging,
}
