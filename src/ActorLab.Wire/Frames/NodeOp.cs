using ActorLab.Core.Actors;
using ActorLab.Core.Engine;
using ActorLab.Core.Machine;

namespace ActorLab.Wire.Frames;

/// <summary>One thing that a node wants of another, or tells it. Ops of one node to another are handled in order and each once. All cases stand here.</summary>
public abstract record NodeOp;

/// <summary>A message for an actor.</summary>
/// <param name="Receiver">Lives on the node that gets this.</param>
/// <param name="Sender">Null for a message of the engine or from outside.</param>
/// <param name="Message">The message; has a tag.</param>
public sealed record SendOp(NodeActorId Receiver, NodeActorName? Sender, Payload Message) : NodeOp
{
    /// <summary>Of the message among those of its sender, from 1; 0 where the run is not traced.</summary>
    public long Number { get; init; }
}

/// <summary>Make an actor. The spawner has chosen its number, so it may send to it at once.</summary>
/// <param name="Actor">Its address.</param>
/// <param name="Parent">The spawner.</param>
/// <param name="Path">From the root, such as <c>root/worker-3</c>.</param>
/// <param name="Role">Of the plan.</param>
/// <param name="Arguments">For the role; has a tag.</param>
/// <param name="Supervision">The spawner's; <see cref="SupervisionPolicy.Decide"/> does not travel.</param>
public sealed record SpawnOp(NodeActorId Actor, NodeActorName Parent, string Path, string Role, Payload Arguments, SupervisionPolicy Supervision) : NodeOp;

public sealed record StopOp(NodeActorId Actor) : NodeOp;

public sealed record WatchOp(NodeActorId Actor, NodeActorName Watcher) : NodeOp;

public sealed record UnwatchOp(NodeActorId Actor, NodeActorId Watcher) : NodeOp;

/// <summary>An actor has stopped; all it sent came before.</summary>
/// <param name="Actor">Which.</param>
/// <param name="Watcher">Whom to tell; null tells the node of its parent that the name is free.</param>
/// <param name="Reason">What becomes of messages to it: <see cref="DeadLetterReason.ReceiverStopped"/> or <see cref="DeadLetterReason.NodeLost"/>, and nothing else.</param>
public sealed record TerminatedOp(NodeActorId Actor, NodeActorId? Watcher, DeadLetterReason Reason) : NodeOp;

/// <summary>The child was stopped and its parent fails in its place.</summary>
/// <param name="Child">The one that threw.</param>
/// <param name="Parent">Lives on the node that gets this.</param>
/// <param name="Kind">As in <see cref="RemoteFailureException.Kind"/>.</param>
/// <param name="Message">What the exception said.</param>
public sealed record EscalatedOp(NodeActorId Child, NodeActorId Parent, string Kind, string Message) : NodeOp;

/// <summary>For the result of the run.</summary>
/// <param name="Reason">Why nobody handled it.</param>
/// <param name="Sender">Path; null for none.</param>
/// <param name="Receiver">Path.</param>
/// <param name="Message"><see cref="Payload.None"/> if it has no wire form.</param>
public sealed record DeadLetterOp(DeadLetterReason Reason, string? Sender, string Receiver, Payload Message) : NodeOp;

/// <summary>Events of a traced node.</summary>
/// <param name="Chunk">As <see cref="Core.Trace.TraceChunk"/> encodes them.</param>
public sealed record TraceOp(ReadOnlyMemory<byte> Chunk) : NodeOp
{
    public bool Equals(TraceOp? other) => other is not null && Chunk.Span.SequenceEqual(other.Chunk.Span);

    public override int GetHashCode() => (int)StableHash.Of(Chunk.Span);
}

/// <summary>The last op of a side. From the root's node: end; from the other: ended, and this is what was counted.</summary>
public sealed record LeaveOp(string Reason, StepCounts Steps, RunCounters Counters) : NodeOp
{
    /// <summary>The counts are compared one by one.</summary>
    public bool Equals(LeaveOp? other) =>
        other is not null && Reason == other.Reason && Counters == other.Counters && Array.TrueForAll(Enum.GetValues<StepKind>(), kind => Steps[kind] == other.Steps[kind]);

    public override int GetHashCode() => Counters.GetHashCode();
}
