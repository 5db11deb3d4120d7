using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.TestSupport;

/// <summary>Writes down a run by hand: turns and messages are numbered as an engine numbers them. Times are nanoseconds at which a thing was over.</summary>
public sealed class TraceBuilder(string engine = "simulation")
{
    private readonly Dictionary<long, long> _turns = [];
    private readonly Dictionary<long, long> _messages = [];

    public List<TraceEvent> Events { get; } = [];

    public TraceHead Head { get; } = new("a run by hand", engine, 7, []);

    /// <summary>The node on which what follows happens; empty for the root's.</summary>
    public string Node { get; set; } = "";

    public TraceBuilder Spawn(long time, long actor, long parent, string path)
    {
        Add(TraceKind.Spawn, time, actor, parent, path, 0, 0, 0, 0);
        return this;
    }

    /// <returns>The number of the message.</returns>
    public long Send(long time, long actor, long receiver, string type, long item = 0, long? turn = null)
    {
        long number = _messages[actor] = _messages.GetValueOrDefault(actor) + 1;
        Add(TraceKind.Send, time, actor, receiver, type, 0, turn ?? _turns.GetValueOrDefault(actor), number, item);
        return number;
    }

    /// <returns>The number of the turn.</returns>
    public long Turn(long time, long actor, string type, long sender = 0, long message = 0, long took = 0, long item = 0)
    {
        long number = _turns[actor] = _turns.GetValueOrDefault(actor) + 1;
        Add(TraceKind.Turn, time, actor, sender, type, took, number, message, item);
        return number;
    }

    public TraceBuilder Step(long time, long actor, string step, long took, long item = 0)
    {
        Add(TraceKind.Step, time, actor, 0, step, took, _turns.GetValueOrDefault(actor), 0, item);
        return this;
    }

    public TraceBuilder Wait(long time, long actor, string kind, long took, long item = 0)
    {
        Add(TraceKind.Wait, time, actor, 0, kind, took, _turns.GetValueOrDefault(actor), 0, item);
        return this;
    }

    public TraceBuilder Drop(long time, long receiver, long sender, string reason, long message, long turn = 0)
    {
        Add(TraceKind.Drop, time, receiver, sender, reason, 0, turn, message, 0);
        return this;
    }

    public TraceBuilder Stop(long time, long actor, long parent)
    {
        Add(TraceKind.Stop, time, actor, parent, "", 0, 0, 0, 0);
        return this;
    }

    public TraceModel Model(long? elapsed = null)
    {
        var model = new TraceModel(Head);
        foreach (TraceEvent traceEvent in Events) model.Add(traceEvent);
        model.Complete(elapsed is { } time ? new TraceEnd(Events.Count, new SimDuration(time), "Completed") : null);
        return model;
    }

    private void Add(TraceKind kind, long time, long actor, long peer, string detail, long took, long turn, long message, long item) =>
        Events.Add(new TraceEvent(kind, new SimTime(time), new ActorId(actor), new ActorId(peer), detail, took) { Turn = turn, Message = message, Item = item, Place = new TracePlace(Node, $"{(Node.Length == 0 ? "main" : Node)}-{actor}") });
}
