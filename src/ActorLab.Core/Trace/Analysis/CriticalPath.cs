using System.Collections.Immutable;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>The chain of work and waiting that made the run last as long as it did: shorten none of it, and the run gets no shorter.</summary>
/// <remarks>
/// Found from the end backwards. A turn began when its message was there and its actor had nothing else to do, so whatever of the two came last is what it waited for: the cause of the message, or the actor's turn before. On
/// the way each stretch of time is cut by what is recorded of the actor. The segments fill the time from 0 to the makespan without a gap, so their lengths add up to it exactly.
/// (Critical paths of message-passing programs: Yang and Miller, ICDCS 1988.)
/// </remarks>
/// <param name="Makespan">Nanoseconds.</param>
/// <param name="Segments">In the order of time.</param>
/// <param name="Gap">Why the way back did not reach the beginning of the run; null if it did.</param>
/// <param name="IsEstimated">True if the path leads over nodes whose clocks stand to each other only by an estimate.</param>
public sealed record CriticalPath(long Makespan, ImmutableArray<PathSegment> Segments, string? Gap, bool IsEstimated)
{
    /// <summary>Nanoseconds of each kind; one per <see cref="PathKind"/>, in its order. They add up to the makespan.</summary>
    public ImmutableArray<long> Totals()
    {
        long[] totals = new long[Enum.GetValues<PathKind>().Length];
        foreach (PathSegment segment in Segments) totals[(int)segment.Kind] += segment.Length;
        return [.. totals];
    }

    public static CriticalPath Of(TraceModel model) => new CriticalPathWalk(model).Walk();
}

/// <summary>A stretch of a critical path.</summary>
/// <param name="Start">Nanoseconds on the root's axis.</param>
/// <param name="End">After the start.</param>
/// <param name="Kind">What it was spent with.</param>
/// <param name="Actor">Who worked or waited; the default where it was nobody.</param>
/// <param name="Turn">In, before or because of which turn.</param>
/// <param name="What">The message of the turn, the step or the wait; or why nothing is known.</param>
/// <param name="Item">The item that it was about; 0 if about none.</param>
public readonly record struct PathSegment(long Start, long End, PathKind Kind, ActorId Actor, long Turn, string What, long Item)
{
    /// <summary>Nanoseconds.</summary>
    public long Length => End - Start;
}
