namespace ActorLab.Core.Trace;

/// <summary>A 64-bit hash over a sequence of events: equal runs have equal digests on any machine. Machine, date and version stay outside.</summary>
public sealed class TraceDigest : ITraceSink
{
    public ulong Value { get; private set; } = 0x6C61626F72617431;

    public long EventCount { get; private set; }

    public void Record(in TraceEvent traceEvent)
    {
        ulong h = Value;
        h = StableHash.Combine(h, ((ulong)traceEvent.Kind << 56) ^ (ulong)traceEvent.Time.Nanoseconds);
        // Who is behind a message of the engine follows from the events before; only senders are hashed.
        bool ofEngine = traceEvent.Kind == TraceKind.Turn && traceEvent.Message == 0;
        h = StableHash.Combine(h, ((ulong)traceEvent.Actor.Value << 32) ^ (ofEngine ? 0 : (ulong)traceEvent.Peer.Value));
        h = StableHash.Combine(h, StableHash.Of(traceEvent.Detail));
        Value = StableHash.Combine(h, (ulong)traceEvent.Amount);
        EventCount++;
    }

    public override string ToString() => $"{Value:x16}";
}
