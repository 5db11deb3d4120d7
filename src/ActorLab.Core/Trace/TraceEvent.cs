namespace ActorLab.Core.Trace;

/// <summary>One thing that happened in a run.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Time">When, on the clock of the run.</param>
/// <param name="Actor">Where: the sender of a send, the receiver of a turn, the owner of a step.</param>
/// <param name="Peer">The other actor involved, or the default.</param>
/// <param name="Detail">By kind: the tag of the message, the step or wait kind, the reason of a drop.</param>
/// <param name="Amount">By kind: nanoseconds of a step or wait, or of unpacking a message from another process (receive); otherwise 0.</param>
public readonly record struct TraceEvent(TraceKind Kind, SimTime Time, ActorId Actor, ActorId Peer, string Detail, long Amount);

public enum TraceKind
{
    Send,
    Receive,
    Turn,
    Step,
    Wait,
    Spawn,
    Stop,
    Restart,
    Drop,
    Fault,
}
