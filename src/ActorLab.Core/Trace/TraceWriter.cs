namespace ActorLab.Core.Trace;

/// <summary>Writes the events of a run to a stream. Each thread collects its own on a track, without a lock; a track that is full is written as one chunk.</summary>
/// <remarks>What has been written survives a crash; each track then loses at most the <see cref="TraceTrack.Capacity"/> events that it held.</remarks>
public sealed class TraceWriter : ITraceSink
{
    private readonly Lock _gate = new();
    private readonly Stream _stream;
    private readonly TraceTracks _tracks;
    private bool _complete;

    /// <param name="stream">Where to; it stays the caller's.</param>
    /// <param name="head">What the trace is of.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public TraceWriter(Stream stream, TraceHead head)
    {
        _stream = stream;
        _tracks = new TraceTracks(Write);
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

    public void Record(in TraceEvent traceEvent) => _tracks.Record(traceEvent);

    public ITraceSink OpenTrack() => _tracks.OpenTrack();

    public void CloseTrack(ITraceSink track) => _tracks.CloseTrack(track);

    public void RecordChunk(ReadOnlySpan<byte> chunk) => _tracks.RecordChunk(chunk);

    /// <summary>Writes what the tracks still hold, and the end. What a thread records after that, because it could not be stopped, is lost.</summary>
    public void Complete(SimDuration elapsed, string outcome)
    {
        _tracks.Flush();
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

    private void Write(ReadOnlySpan<byte> chunk, int events)
    {
        lock (_gate)
        {
            if (_complete || Failure is not null) return;
            WriteFrame(TraceFrame.Events, chunk);
            Events += events;
        }
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
