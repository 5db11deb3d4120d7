namespace ActorLab.Core.Trace;

/// <summary>Takes chunks of events, one at a time.</summary>
/// <param name="chunk">As <see cref="TraceChunk.Encode"/> makes it; valid until the call returns.</param>
/// <param name="events">How many it holds.</param>
public delegate void TraceChunkReceiver(ReadOnlySpan<byte> chunk, int events);

/// <summary>Collects the events of a run. Each thread has a track of its own, without a lock; a track that is full is passed on as one chunk.</summary>
/// <param name="receiver">Gets the chunks.</param>
public sealed class TraceTracks(TraceChunkReceiver receiver) : ITraceSink
{
    private readonly Lock _gate = new();
    private readonly Lock _othersGate = new();
    private readonly TraceChunk _chunk = new();
    private readonly List<TraceTrack> _tracks = [];
    private readonly Stack<TraceTrack> _free = new();
    private TraceTrack? _others;

    public void Record(in TraceEvent traceEvent)
    {
        lock (_othersGate) (_others ??= Add()).Record(traceEvent);
    }

    public ITraceSink OpenTrack()
    {
        lock (_gate)
        {
            if (_free.TryPop(out TraceTrack? free)) return free;
        }

        return Add();
    }

    public void CloseTrack(ITraceSink track)
    {
        lock (_gate) _free.Push((TraceTrack)track);
    }

    public void RecordChunk(ReadOnlySpan<byte> chunk)
    {
        int events = TraceChunk.Decode(chunk).Length;
        lock (_gate) receiver(chunk, events);
    }

    /// <summary>Passes on what the tracks still hold, though threads that could not be stopped may still record.</summary>
    public void Flush()
    {
        TraceTrack[] tracks;
        lock (_gate) tracks = [.. _tracks];
        foreach (TraceTrack track in tracks) track.WriteRest();
    }

    internal void Write(ReadOnlySpan<TraceEvent> events)
    {
        lock (_gate) receiver(_chunk.Encode(events), events.Length);
    }

    private TraceTrack Add()
    {
        var track = new TraceTrack(this);
        lock (_gate) _tracks.Add(track);
        return track;
    }
}
