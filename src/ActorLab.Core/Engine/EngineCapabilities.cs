namespace ActorLab.Core.Engine;

/// <summary>What an engine can do beyond the rules that all engines keep. A rule that needs one of these is skipped elsewhere, by its name.</summary>
[Flags]
public enum EngineCapabilities
{
    None = 0,

    /// <summary>Same plan and seed, same trace digest.</summary>
    Deterministic = 1,

    /// <summary>Time passes as fast as the events allow.</summary>
    VirtualTime = 2,

    /// <summary>Ends a run in which nothing can ever happen again as <see cref="RunOutcome.Deadlocked"/>, and one whose clock stands still for good as <see cref="RunOutcome.Livelocked"/>.</summary>
    DetectsDeadlock = 4,

    /// <summary>Bodies run on real threads at the same time.</summary>
    RealThreads = 8,

    /// <summary>Actors can be placed on nodes.</summary>
    Nodes = 16,

    /// <summary>Nodes are processes that can really be killed.</summary>
    RealProcesses = 32,
}
