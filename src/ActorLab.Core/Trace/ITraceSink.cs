namespace ActorLab.Core.Trace;

/// <summary>Takes the events of a run. An engine with several threads calls it from all of them at once.</summary>
public interface ITraceSink
{
    void Record(in TraceEvent traceEvent);
}
