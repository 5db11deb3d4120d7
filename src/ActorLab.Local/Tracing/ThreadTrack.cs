using ActorLab.Core.Trace;

namespace ActorLab.Local.Tracing;

/// <summary>Where one dispatcher thread records, and under which name.</summary>
/// <param name="trace">Of the run.</param>
/// <param name="sink">For this thread alone.</param>
/// <param name="place">Node and thread.</param>
/// <param name="outer">What the thread recorded on before; null unless it is the calling thread of a run within a run.</param>
internal sealed class ThreadTrack(LocalTrace trace, ITraceSink sink, TracePlace place, ThreadTrack? outer)
{
    /// <summary>The track of the calling thread; null on threads that are none of a traced dispatcher's.</summary>
    [field: ThreadStatic]
    public static ThreadTrack? Current { get; set; }

    public LocalTrace Trace => trace;

    public ITraceSink Sink => sink;

    public TracePlace Place => place;

    public ThreadTrack? Outer => outer;
}
