using System.Runtime.InteropServices;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>Makes a summary of events as they are read. It keeps the messages that are under way, the actors and the types of messages, and nothing else.</summary>
public sealed class TraceSummaryBuilder(TraceHead head)
{
    private readonly bool _oneClock = head.Engine == "simulation";
    private readonly long[] _events = new long[(int)TraceKind.Fault + 1];
    private readonly Dictionary<(long Sender, long Message), MessageEnd> _open = [];
    private readonly SortedDictionary<string, long> _dropped = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, LatencyHistogram> _latencies = new(StringComparer.Ordinal);
    private readonly SortedDictionary<PathKind, SpanFigures> _waits = [];
    private readonly SortedDictionary<string, SpanFigures> _steps = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, ActorFigures> _actors = [];
    private readonly LatencyHistogram _latency = new(1 << 20);
    private long _handled, _toOutside, _betweenNodes, _last;

    public void Add(in TraceEvent e)
    {
        _events[(int)e.Kind]++;
        if (_oneClock || e.Place is null or { Node.Length: 0 }) _last = Math.Max(_last, e.Time.Nanoseconds);
        if (e.Actor.Value == 0) return;
        if (!_actors.TryGetValue(e.Actor.Value, out ActorFigures? actor)) actor = new ActorFigures(e.Actor, e.Actor.ToString(), 0, 0, 0, 0, 0, default, Stopped: false);
        _actors[e.Actor.Value] = Count(actor, e);
    }

    /// <param name="end">How the run ended, if the trace tells.</param>
    public TraceSummary Build(TraceEnd? end) => new()
    {
        Head = head,
        End = end,
        Makespan = Math.Max(0, end?.Elapsed.Nanoseconds ?? _last),
        Events = [.. _events],
        Messages = new MessageFigures(
            _events[(int)TraceKind.Send],
            _handled,
            [.. _dropped.Select(d => (d.Key, d.Value))],
            _toOutside,
            _betweenNodes,
            _open.Values.LongCount(m => m.IsSend),
            _open.Values.LongCount(m => !m.IsSend)),
        Latency = _latency,
        LatencyByType = [.. _latencies.Select(l => (l.Key, l.Value))],
        Waits = [.. _waits.Select(w => (w.Key, w.Value))],
        Steps = [.. _steps.Select(s => (s.Key, s.Value))],
        Actors = [.. _actors.Values],
    };

    private ActorFigures Count(ActorFigures actor, in TraceEvent e)
    {
        switch (e.Kind)
        {
            case TraceKind.Spawn:
                return actor with { Path = e.Detail };
            case TraceKind.Stop:
                return actor with { Stopped = true };
            case TraceKind.Send:
                CountSend(e);
                // What it sent to itself may have changed its own figures.
                actor = _actors.GetValueOrDefault(e.Actor.Value) ?? actor;
                return actor with { Sends = actor.Sends + 1 };
            case TraceKind.Turn:
                return CountTurn(actor, e);
            case TraceKind.Step:
                _steps[e.Detail] = _steps.GetValueOrDefault(e.Detail).With(e.Amount);
                return actor with { InSteps = actor.InSteps + e.Amount };
            case TraceKind.Wait:
                PathKind kind = PathKinds.OfWait(e.Detail);
                _waits[kind] = _waits.GetValueOrDefault(kind).With(e.Amount);
                return actor with { Waited = actor.Waited + e.Amount };
            case TraceKind.Drop:
                _dropped[e.Detail] = _dropped.GetValueOrDefault(e.Detail) + 1;
                // One that was dropped in a turn was handled in it.
                if (e.Turn == 0) Match(new MessageEnd(e, IsSend: false), e.Peer, e.Message, actor);
                return actor;
            default:
                return actor;
        }
    }

    private void CountSend(in TraceEvent e)
    {
        if (e.Peer.Value == 0) _toOutside++;
        else Match(new MessageEnd(e, IsSend: true), e.Actor, e.Message, null);
    }

    private ActorFigures CountTurn(ActorFigures actor, in TraceEvent e)
    {
        actor = actor with { Turns = actor.Turns + 1, InTurns = actor.InTurns + e.Amount };
        if (e.Message == 0) return actor;
        _handled++;
        return Match(new MessageEnd(e, IsSend: false), e.Peer, e.Message, actor) ?? actor;
    }

    /// <summary>The sending and the handling of a message may be read in either order: each thread wrote its own events.</summary>
    private ActorFigures? Match(in MessageEnd end, ActorId sender, long message, ActorFigures? receiver)
    {
        if (message == 0) return receiver;
        (long, long) key = (sender.Value, message);
        ref MessageEnd other = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, key, out bool known);
        if (!known)
        {
            other = end;
            return receiver;
        }

        if (other.IsSend == end.IsSend) return receiver;
        (MessageEnd send, MessageEnd last) = end.IsSend ? (end, other) : (other, end);
        _open.Remove(key);
        return Measure(send, last, receiver);
    }

    private ActorFigures? Measure(in MessageEnd send, in MessageEnd last, ActorFigures? receiver)
    {
        bool sameNode = send.Node == last.Node;
        if (!sameNode) _betweenNodes++;
        if (!last.IsTurn || (!sameNode && !_oneClock)) return receiver;
        long latency = Math.Max(0, last.Time - send.Time);
        _latency.Add(latency);
        if (!_latencies.TryGetValue(send.Type, out LatencyHistogram? byType)) _latencies.Add(send.Type, byType = new LatencyHistogram());
        byType.Add(latency);
        if (receiver is not null) return receiver with { Inbox = receiver.Inbox.With(latency) };
        if (_actors.TryGetValue(last.Actor, out ActorFigures? late)) _actors[last.Actor] = late with { Inbox = late.Inbox.With(latency) };
        return null;
    }

    /// <summary>The sending of a message, or the beginning of its turn, or its drop.</summary>
    private readonly record struct MessageEnd(long Time, long Actor, string Type, string Node, bool IsSend, bool IsTurn)
    {
        public MessageEnd(in TraceEvent e, bool IsSend)
            : this((e.Kind == TraceKind.Turn ? e.Start : e.Time).Nanoseconds, e.Actor.Value, e.Detail, e.Place?.Node ?? "", IsSend, e.Kind == TraceKind.Turn)
        {
        }
    }
}
