using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting.Traces;

/// <summary>Why something happened, in a few words.</summary>
public static class CauseText
{
    public static string Of(TraceModel model, int row)
    {
        int cause = model.CauseOf(row);
        if (cause < 0) return FigureText.None;
        string actor = model.Find(model.ActorOf(cause))?.Name ?? model.PathOf(model.ActorOf(cause));
        string what = model.KindOf(cause) switch
        {
            TraceKind.Send => $"message {model.MessageOf(cause)} of {actor}",
            TraceKind.Turn when model.IsBodyResult(row) => $"the body that turn {model.TurnOf(cause)} asked for",
            TraceKind.Turn when model.ActorOf(cause) == model.ActorOf(row) => $"turn {model.TurnOf(cause)}",
            TraceKind.Turn => $"turn {model.TurnOf(cause)} of {actor}",
            TraceKind.Spawn => $"spawned by {model.PathOf(model.PeerOf(cause))}",
            TraceKind.Stop => $"the end of {actor}",
            TraceKind kind => kind.ToString().ToLowerInvariant(),
        };
        return VerdictText.Printable(what);
    }
}
