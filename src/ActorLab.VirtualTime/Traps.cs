namespace ActorLab.VirtualTime;

/// <summary>What would make a run depend on more than its strategy and seed. Each has a cure, which the specs leave out, one at a
/// time, to show that they would notice.</summary>
[Flags]
internal enum Traps
{
    None = 0,

    /// <summary>Akka walks through hash tables of children, watchers and subscribers, whose order differs per process.</summary>
    HashTables = 1,

    /// <summary>Uids, random routers and back-off are drawn from a generator with a seed of its own.</summary>
    RandomNumbers = 1 << 1,

    /// <summary>An await prefers the context of the thread to the scheduler of the actor.</summary>
    ContextInTurns = 1 << 2,

    /// <summary>Timers of .NET look at the real clock.</summary>
    RuntimeTimers = 1 << 3,

    /// <summary>Work for the thread pool runs on threads of its own.</summary>
    ThreadPool = 1 << 4,

    /// <summary>A run of a mailbox handles more than one message.</summary>
    Throughput = 1 << 5,

    /// <summary>Loggers are numbered through the life of a process.</summary>
    NumberedNames = 1 << 6,

    /// <summary>The throttle of streams reads the real clock.</summary>
    ThrottleClock = 1 << 7,
}
