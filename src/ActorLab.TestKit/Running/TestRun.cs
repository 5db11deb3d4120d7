using ActorLab.VirtualTime.Schedules;

namespace ActorLab.TestKit.Running;

/// <summary>One run of a test under one schedule.</summary>
/// <param name="Failure">What it threw; null if it passed.</param>
/// <param name="Schedule">The choices that were made.</param>
/// <param name="Doubts">Why the same schedule may give another run.</param>
internal sealed record TestRun(Exception? Failure, Schedule Schedule, IReadOnlyList<string> Doubts)
{
    /// <summary>The strategy of the worlds that kits make on this thread; null if their settings say it.</summary>
    [field: ThreadStatic]
    public static Strategy? Strategy { get; set; }
}
