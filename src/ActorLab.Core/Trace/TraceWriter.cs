namespace ActorLab.Core.Trace;

/// <summary>Writes the events of a run to a stream. Each thread collects its own on a track, without a lock; a track that is full is written as one chunk.</summary>
/// <remarks>What has been written survives a crash; each track then loses at most the <see cref="TraceTrack.Capacity"/> events that it held.</remarks>
public sealed class TraceWriter : ITraceSink
{
    private readonly Lock _gate = new();
    private readonly Stream _stream;
    private readonly TraceChunk _chunk = new();
    private readonly TraceTrack _others;
    private readonly List<TraceTrack> _tracks = [];
    private readonly Stack<TraceTrack> _free = new();
    private bool _complete;

    /// <param name="stream">Where to; it stays the caller's.</param>
    /// <param name="head">What the trace is of.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public TraceWriter(Stream stream, TraceHead head)
    {
        _stream = stream;
        _others = new TraceTrack(this);
        stream.Write(TraceFrame.Signature);
        var bytes = new TraceBytes();
        head.Write(bytes);
        TraceFrame.Write(stream, TraceFrame.Head, bytes.Span);
        stream.Flush();
    }

    /// <summary>Events written so far.</summary>
    public long Events { get; private set; }

    /// <summary>Why nothing more can be written; null while all is well. The run goes on without a trace.</summary>
    public string? Failure { get; private set; }

    public void Record(in TraceEvent traceEvent)
    {
        lock (_others) _others.Record(traceEvent);
    }

    public ITraceSink OpenTrack()
    {
        lock (_gate)
        {
            if (_free.TryPop(out TraceTrack? free)) return free;
            var track = new TraceTrack(this);
            _tracks.Add(track);
            return track;
        }
    }

    public void CloseTrack(ITraceSink track)
    {
        lock (_gate) _free.Push((TraceTrack)track);
    }

    public void RecordChunk(ReadOnlySpan<byte> chunk)
    {
        int count = TraceChunk.Decode(chunk).Length;
        lock (_gate) Write(chunk, count);
    }

    /// <summary>Writes what the tracks still hold, and the end. What a thread records after that, because it could not be stopped, is lost.</summary>
    public void Complete(SimDuration elapsed, string outcome)
    {
        TraceTrack[] tracks;
        lock (_gate) tracks = [_others, .. _tracks];
        foreach (TraceTrack track in tracks) track.WriteRest();
        lock (_gate)
        {
            if (_complete) return;
            _complete = true;
            if (Failure is not null) return;
            var bytes = new TraceBytes();
            new TraceEnd(Events, elapsed, outcome).Write(bytes);
            WriteFrame(TraceFrame.End, bytes.Span);
        }
    }

    internal void Write(ReadOnlySpan<TraceEvent> events)
    {
        lock (_gate)
        {
            if (!_complete && Failure is null) Write(_chunk.Encode(events), events.Length);
        }
    }

    private void Write(ReadOnlySpan<byte> chunk, int count)
    {
        if (_complete || Failure is not null) return;
        WriteFrame(TraceFrame.Events, chunk);
        Events += count;
    }

    private void WriteFrame(byte kind, ReadOnlySpan<byte> payload)
    {
        try
        {
            TraceFrame.Write(_stream, kind, payload);
            _stream.Flush();
        }
        catch (IOException failure)
        {
            Failure = failure.Message;
        }
    }
}
