namespace ActorLab.Core.Trace;

/// <summary>One thing that happened in a run.</summary>
/// <remarks>
/// A message is named by who sent it and its number among what that actor sent. It was caused by the turn of its sender that asked for it. So the events of a run form a graph without any
/// further mark: a <see cref="TraceKind.Send"/> by actor A in its turn 7 of its message 12 leads to the <see cref="TraceKind.Turn"/> of the receiver whose peer is A and whose message is 12.
/// </remarks>
/// <param name="Kind">What happened.</param>
/// <param name="Time">When it happened, or ended if it took time; on the clock of its node, which begins with the run there.</param>
/// <param name="Actor">Where: the sender of a send, the receiver of a turn or drop, the owner of a step or wait, who was spawned or stopped.</param>
/// <param name="Peer">The other actor involved, or the default: the receiver of a send, the sender behind a turn, receive or drop, the parent of who was spawned or stopped. Behind a turn with a message of the
/// engine stands the parent (started), who has gone (terminated), or the actor itself (the result of its body).</param>
/// <param name="Detail">By kind: the name of the message's type (send, receive, turn), of the step or the wait, the path of who was spawned, the reason of a drop, the type of a failure.</param>
/// <param name="Amount">Nanoseconds that it took, at least 0: of a turn, step or wait, or of unpacking a message from another process (receive); 0 for what takes no time.</param>
public readonly record struct TraceEvent(TraceKind Kind, SimTime Time, ActorId Actor, ActorId Peer, string Detail, long Amount)
{
    /// <summary>The turn of <see cref="Actor"/> during which, or because of which, it happened: from 1, counted on through restarts; 0 outside of any turn (spawn, drop by a mailbox). A wait before a turn has the number of that turn, and so has a receive where the engine knows it.</summary>
    public long Turn { get; init; }

    /// <summary>The number of the message among those that its sender sent, from 1; 0 for a message of the engine, from outside, or none.</summary>
    public long Message { get; init; }

    /// <summary>The number of the item that it is about; 0 if it is about none. A body whose message names none works on the item of the turn that asked for it.</summary>
    public long Item { get; init; }

    /// <summary>The node and thread; null where nobody can tell.</summary>
    public TracePlace? Place { get; init; }

    /// <summary>When it began.</summary>
    public SimTime Start => new(Time.Nanoseconds - Amount);
}

public enum TraceKind
{
    Send,

    /// <summary>A message has come from another process and is unpacked. Within a process a message is there when it is sent.</summary>
    Receive,

    /// <summary>A message was handled. The result of a body is handled in a turn whose peer is the actor itself and whose message is 0: the turn before asked for the body.</summary>
    Turn,
    Step,

    /// <summary>A part of a step, of the way to a body or of the way of a message, in which nothing could be done for a known reason.</summary>
    Wait,
    Spawn,
    Stop,
    Restart,
    Drop,
    Fault,
}
