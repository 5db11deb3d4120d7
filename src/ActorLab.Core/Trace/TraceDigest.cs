using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorLab.Core.Trace;

/// <summary>A 64-bit hash over a sequence of events: equal runs have equal digests on any machine. Machine, date and version stay outside.</summary>
/// <remarks>An event is four words, folded into the state by two multiplications that do not wait for each other: the digest is taken of every run, so it must cost next to nothing. The hash of a
/// detail is looked up by reference, as the same few strings come again and again.</remarks>
public sealed class TraceDigest : ITraceSink
{
    private const ulong FirstKey = 0x9E3779B97F4A7C15;
    private const ulong SecondKey = 0xD6E8FEB86659FD93;
    private const int RememberedDetails = 16;

    private readonly (string? Detail, ulong Hash)[] _details = new (string?, ulong)[RememberedDetails];

    public ulong Value { get; private set; } = 0x6C61626F72617431;

    public long EventCount { get; private set; }

    public void Record(in TraceEvent traceEvent)
    {
        // Who is behind a message of the engine follows from the events before; only senders are hashed.
        bool ofEngine = traceEvent.Kind == TraceKind.Turn && traceEvent.Message == 0;
        Record(traceEvent.Kind, traceEvent.Time, traceEvent.Actor, ofEngine ? default : traceEvent.Peer, traceEvent.Detail, traceEvent.Amount);
    }

    /// <summary>The same with all of an event that counts here: its peer is the default unless it is the sender or receiver of a message.</summary>
    public void Record(TraceKind kind, SimTime time, ActorId actor, ActorId peer, string detail, long amount)
    {
        Value = Next(Value, kind, time, actor, peer, HashOf(detail), (ulong)amount);
        EventCount++;
    }

    /// <summary>The same as to record a send, and then the turn of the receiver that it leads to.</summary>
    public void RecordDelivery(SimTime time, ActorId sender, ActorId receiver, string detail)
    {
        ulong hash = HashOf(detail);
        ulong sent = Next(Value, TraceKind.Send, time, sender, receiver, hash, 0);
        Value = Next(sent, TraceKind.Turn, time, receiver, sender, hash, 0);
        EventCount += 2;
    }

    public override string ToString() => $"{Value:x16}";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Next(ulong state, TraceKind kind, SimTime time, ActorId actor, ActorId peer, ulong detail, ulong amount)
    {
        ulong first = Fold(((ulong)kind << 56) ^ (ulong)time.Nanoseconds ^ FirstKey, ((ulong)actor.Value << 32) ^ (ulong)peer.Value ^ state);
        ulong second = Fold(detail ^ SecondKey, amount ^ state);
        return first + BitOperations.RotateLeft(second, 32);
    }

    private ulong HashOf(string detail)
    {
        ref (string? Detail, ulong Hash) place = ref _details[detail.Length % RememberedDetails];
        if (!ReferenceEquals(place.Detail, detail)) place = (detail, StableHash.Of(detail));
        return place.Hash;
    }

    /// <summary>Both halves of the product: every bit of the factors reaches the result.</summary>
    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
