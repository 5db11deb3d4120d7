namespace ActorLab.Core.Trace;

/// <summary>Takes the events of a run.</summary>
public interface ITraceSink
{
    /// <summary>May be called by several threads at once.</summary>
    void Record(in TraceEvent traceEvent);

    /// <summary>A sink for what one thread at a time records, which needs no lock. It must be closed with <see cref="CloseTrack"/>, else what it holds is lost in a crash only.</summary>
    ITraceSink OpenTrack() => this;

    /// <summary>The thread records nothing more on this track.</summary>
    void CloseTrack(ITraceSink track)
    {
    }

    /// <summary>Takes events that another node has encoded.</summary>
    /// <exception cref="TraceFormatException">They are not whole.</exception>
    void RecordChunk(ReadOnlySpan<byte> chunk)
    {
        foreach (TraceEvent traceEvent in TraceChunk.Decode(chunk)) Record(traceEvent);
    }
}
