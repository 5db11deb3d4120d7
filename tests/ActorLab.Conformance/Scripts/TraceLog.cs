using ActorLab.Core.Trace;

namespace ActorLab.Conformance.Scripts;

/// <summary>Keeps the events of a run.</summary>
public sealed class TraceLog : ITraceSink
{
    private readonly Lock _gate = new();
    private readonly List<TraceEvent> _events = [];

    public TraceEvent[] Events
    {
        get
        {
            lock (_gate) return [.. _events];
        }
    }

    public void Record(in TraceEvent traceEvent)
    {
        lock (_gate) _events.Add(traceEvent);
    }
}
