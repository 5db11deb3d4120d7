using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting.Traces;

/// <summary>Names the first event that two traces do not share.</summary>
public static class DifferenceText
{
    public static string Render(TraceDifference difference, string first, string second) =>
        $"the first event that differs is number {FigureText.Count(difference.Number)}\n"
        + $"  {first}: {Describe(difference.First, difference.FirstNames)}\n"
        + $"  {second}: {Describe(difference.Second, difference.SecondNames)}\n";

    private static string Describe(TraceEvent? traceEvent, IReadOnlyDictionary<ActorId, string> names)
    {
        if (traceEvent is not { } e) return "nothing more happens";
        var parts = new List<string> { $"{e.Time}:", e.Kind.ToString().ToLowerInvariant() };
        if (e.Actor != default) parts.Add(Name(e.Actor, names));
        if (e.Peer != default) parts.Add($"{Preposition(e.Kind)} {Name(e.Peer, names)}");
        if (e.Kind != TraceKind.Spawn && e.Detail.Length > 0) parts.Add(e.Detail);
        if (e.Amount != 0) parts.Add($"for {new SimDuration(e.Amount)}");
        if (e.Turn != 0) parts.Add($"turn {e.Turn}");
        if (e.Message != 0) parts.Add($"message {e.Message}");
        if (e.Item != 0) parts.Add($"item {e.Item}");
        if (e.Place is { } place) parts.Add($"on {place}");
        return VerdictText.Printable(string.Join(' ', parts));
    }

    private static string Preposition(TraceKind kind) => kind switch
    {
        TraceKind.Send => "to",
        TraceKind.Spawn or TraceKind.Stop => "of",
        _ => "from",
    };

    private static string Name(ActorId actor, IReadOnlyDictionary<ActorId, string> names) => names.TryGetValue(actor, out string? path) ? path : $"{actor}";
}
