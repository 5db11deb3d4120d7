using ActorLab.Core.Actors;
using ActorLab.Core.Machine;
using ActorLab.Core.Trace;

namespace ActorLab.Local.Tracing;

/// <summary>What a traced run records: on the track of the dispatcher thread that it happens on, and from any other thread on the sink itself.</summary>
/// <param name="sink">Of the run.</param>
/// <param name="node">The node's name; empty for the root's.</param>
/// <param name="clock">Of the run.</param>
internal sealed class LocalTrace(ITraceSink sink, string node, RunClock clock)
{
    public RunClock Clock => clock;

    /// <summary>In nanoseconds.</summary>
    public long Now => clock.Now.Nanoseconds;

    public static long ItemOf(IMessage message) => message is IItemMessage about ? about.Item : 0;

    /// <summary>From now on the calling thread records on a track of its own.</summary>
    public void Enter(string threadName) => ThreadTrack.Current = new ThreadTrack(this, sink.OpenTrack(), new TracePlace(node, threadName), ThreadTrack.Current);

    /// <summary>The calling thread, which has entered, records nothing more.</summary>
    public void Leave()
    {
        ThreadTrack left = ThreadTrack.Current!;
        ThreadTrack.Current = left.Outer;
        sink.CloseTrack(left.Sink);
    }

    public void Record(TraceKind kind, ActorId actor, ActorId peer, string detail, long turn = 0) =>
        Record(new TraceEvent(kind, clock.Now, actor, peer, detail, 0) { Turn = turn });

    /// <param name="traceEvent">Its place is set here.</param>
    public void Record(in TraceEvent traceEvent)
    {
        if (ThreadTrack.Current is { } track && track.Trace == this) track.Sink.Record(traceEvent with { Place = track.Place });
        else sink.Record(traceEvent with { Place = new TracePlace(node, Thread.CurrentThread.Name ?? "unnamed") });
    }

    /// <summary>Events that another node has encoded.</summary>
    /// <exception cref="TraceFormatException">They are not whole.</exception>
    public void RecordChunk(ReadOnlySpan<byte> chunk) => sink.RecordChunk(chunk);

    public void RecordDrop(DeadLetterReason reason, ActorId sender, ActorId receiver, IMessage message, SendMark mark) =>
        Record(new TraceEvent(TraceKind.Drop, clock.Now, receiver, sender, reason.ToString(), 0) { Turn = mark.Turn, Message = mark.Number, Item = ItemOf(message) });

    /// <summary>The process of an actor has started, and the actor is to have its first turn there.</summary>
    /// <param name="actor">Which.</param>
    /// <param name="since">When it was placed, in nanoseconds.</param>
    public void RecordStartUp(ActorId actor, long since)
    {
        long now = Now;
        Record(new TraceEvent(TraceKind.Wait, new SimTime(now), actor, default, nameof(WaitKind.StartUp), now - since) { Turn = 1 });
    }

    /// <summary>A message from another node is there.</summary>
    /// <param name="sender">Who sent it; null for nobody.</param>
    /// <param name="receiver">An actor of this node, or the outside.</param>
    /// <param name="message">What.</param>
    /// <param name="number">Among those of the sender.</param>
    /// <param name="begun">When its unpacking began, in nanoseconds.</param>
    public void RecordReceive(ActorId sender, ActorId receiver, IMessage message, long number, long begun)
    {
        long now = Now;
        Record(new TraceEvent(TraceKind.Receive, new SimTime(now), receiver, sender, message.GetType().Name, now - begun) { Message = number, Item = ItemOf(message) });
    }
}
