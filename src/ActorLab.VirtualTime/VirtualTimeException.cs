namespace ActorLab.VirtualTime;

/// <summary>Why a virtual world cannot go on.</summary>
public enum VirtualTimeProblem
{
    /// <summary>Nothing is ready and no event is pending, but something is awaited.</summary>
    Standstill,

    /// <summary>Messages go on without end at one instant.</summary>
    Livelock,

    /// <summary>Events are pending, but the clock cannot move to them: they belong to frozen systems, or real work outside is
    /// awaited.</summary>
    TimeCannotMove,

    /// <summary>A turn waited on the real thread (sync over async), which is the only one there is.</summary>
    BlockedTurn,

    /// <summary>The world was used from a thread that is not its own.</summary>
    WrongThread,

    /// <summary>A schedule asks for a choice that this run does not offer.</summary>
    ScheduleMismatch,

    /// <summary>The .NET runtime or Akka.NET lacks a part that virtual time is plugged into.</summary>
    UnsupportedRuntime,
}

/// <summary>A virtual world cannot go on; the message says which actors wait for what.</summary>
/// <param name="problem">The kind of problem.</param>
/// <param name="message">What happened, where, and what to do about it.</param>
public sealed class VirtualTimeException(VirtualTimeProblem problem, string message) : Exception(message)
{
    /// <summary>The kind of problem.</summary>
    public VirtualTimeProblem Problem { get; } = problem;
}
