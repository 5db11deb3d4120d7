using ActorLab.Core.Trace;

namespace ActorLab.Conformance.Tests.Faults;

/// <summary>Faults of the trace: G49 to G51.</summary>
internal static class TraceFaults
{
    public static readonly ImmutableArray<Planted> All =
    [
        new("G49", "sends are not recorded", () => Trace(e => e.Kind == TraceKind.Send ? null : e)),
        new("G49", "drops are not recorded", () => Trace(e => e.Kind == TraceKind.Drop ? null : e)),
        new("G49", "the number of a turn's message is not recorded", () => Trace(e => e.Kind == TraceKind.Turn ? e with { Message = 0 } : e)),
        new("G49", "a turn names the wrong message", () => Trace(e => e is { Kind: TraceKind.Turn, Message: > 0 } ? e with { Message = e.Message + 1 } : e)),
        new("G49", "nobody is behind messages of the engine", () => Trace(e => e is { Kind: TraceKind.Turn, Message: 0 } ? e with { Peer = default } : e)),
        new("G50", "turns are numbered anew after a restart", () => new NumbersAnew()),
        new("G50", "messages are numbered from 0", () => Trace(e => e.Kind == TraceKind.Send ? e with { Message = e.Message - 1 } : e)),
        new("G50", "a send is recorded too late", () => Trace(e => e.Kind == TraceKind.Send ? e with { Time = e.Time + SimDuration.FromSeconds(1) } : e)),
        new("G50", "what was sent later was asked for by no turn", () => Trace(e => e is { Kind: TraceKind.Send, Detail: "Text" } ? e with { Turn = 0 } : e)),
        new("G51", "items are not recorded", () => Trace(e => e with { Item = 0 })),
        new("G51", "steps belong to no turn", () => Trace(e => e.Kind == TraceKind.Step ? e with { Turn = 0 } : e)),
        new("G51", "a wait is longer than its step", () => Trace(e => e.Kind == TraceKind.Wait ? e with { Amount = e.Amount + 1_000_000_000 } : e)),
        new("G51", "places are not recorded", () => Trace(e => e with { Place = null })),
    ];

    private static Wrong Trace(Func<TraceEvent, TraceEvent?> change) =>
        new(options: o => o.Trace is { } sink ? o with { Trace = new Tampering(sink, change) } : o);

    private sealed class Tampering(ITraceSink inner, Func<TraceEvent, TraceEvent?> change) : ITraceSink
    {
        public void Record(in TraceEvent traceEvent)
        {
            if (change(traceEvent) is { } changed) inner.Record(changed);
        }
    }

    private sealed class NumbersAnew : Fault
    {
        private readonly Dictionary<ActorId, long> _before = [];

        public override EngineOptions Rewrite(EngineOptions options) => options.Trace is { } sink ? options with { Trace = new Tampering(sink, Renumber) } : options;

        private TraceEvent? Renumber(TraceEvent e)
        {
            if (e.Kind == TraceKind.Restart) _before[e.Actor] = e.Turn;
            return e with { Turn = e.Turn - _before.GetValueOrDefault(e.Actor) };
        }
    }
}
