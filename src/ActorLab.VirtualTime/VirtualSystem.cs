using Akka.Actor;
using Akka.Dispatch;
using ActorLab.VirtualTime.Events;
using ActorLab.VirtualTime.Schedules;

namespace ActorLab.VirtualTime;

internal enum SystemLife
{
    Running,
    Frozen,

    /// <summary>Without a last word: its turns, timers and messages are gone.</summary>
    Killed,

    /// <summary>Terminated as Akka does it.</summary>
    Ended,
}

/// <summary>What a world knows of one of its actor systems.</summary>
/// <param name="number">In the order of creation, from 1; 0 is the outside of all systems.</param>
internal sealed class VirtualSystem(int number)
{
    public int Number { get; } = number;

    /// <summary>Null until its first actor has been made.</summary>
    public ActorSystem? System { get; set; }

    public SystemLife Life { get; set; }

    /// <summary>Turns that hold their thread, each with the next turn of its mailbox if that became ready meanwhile.</summary>
    public Dictionary<IRunnable, Ready?> Busy { get; } = [];

    /// <summary>What became ready while it was frozen.</summary>
    public List<Ready> FrozenTurns { get; } = [];

    /// <summary>Events whose time came while it was frozen.</summary>
    public List<PendingEvent> FrozenEvents { get; } = [];

    public string Name => System?.Name ?? "(being created)";
}
