using System.Text.Json;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting.Traces;

/// <summary>Events in the JSON trace-event format, for ui.perfetto.dev: a process for each node, a track for each actor, a flow for each message, a counter for each mailbox.</summary>
/// <remarks>Times are microseconds with three decimals, so nothing is rounded. Where the clocks of nodes are set against each other by an estimate, the name of the process says so.</remarks>
public static class PerfettoExport
{
    private const int MailboxProcess = 0;

    public static void Write(TraceModel model, IReadOnlyList<int> rows, TextWriter output)
    {
        var tracks = new PerfettoTracks(model, rows);
        var nodes = model.Clocks.Nodes.Select((n, i) => (n.Node, Process: i + 1)).ToDictionary(n => n.Node, n => n.Process, StringComparer.Ordinal);
        int ProcessOf(ActorId actor) => nodes[model.Find(actor)?.Node ?? ""];
        var events = new EventWriter(output);
        output.Write("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n");
        WriteNames(model, tracks, nodes, ProcessOf, events);
        foreach (int row in rows) WriteEvent(model, row, tracks, ProcessOf(model.ActorOf(row)), events);
        WriteFlows(model, rows, tracks, ProcessOf, events);
        WriteMailboxes(model, rows, events);
        output.Write($"\n],\"otherData\":{{\"title\":{Text(model.Head.Title)},\"engine\":{Text(model.Head.Engine)},\"seed\":\"{model.Head.Seed}\"}}}}\n");
    }

    private static void WriteNames(TraceModel model, PerfettoTracks tracks, Dictionary<string, int> nodes, Func<ActorId, int> processOf, EventWriter events)
    {
        events.Write($"\"ph\":\"M\",\"name\":\"process_name\",\"pid\":{MailboxProcess},\"tid\":0,\"args\":{{\"name\":\"mailboxes\"}}");
        foreach (NodeClock clock in model.Clocks.Nodes)
        {
            string doubt = clock.Uncertainty switch
            {
                0 => "",
                null => ", its clock cannot be compared",
                { } most => $", its clock estimated ± {TraceSummaryText.Time(most)}",
            };
            string name = clock.Node.Length == 0 ? "actors" : $"actors of {clock.Node}";
            events.Write($"\"ph\":\"M\",\"name\":\"process_name\",\"pid\":{nodes[clock.Node]},\"tid\":0,\"args\":{{\"name\":{Text(name + doubt)}}}");
        }

        foreach ((long track, ActorId actor, int number, _) in tracks.All)
        {
            string name = number == 1 ? model.PathOf(actor) : $"{model.PathOf(actor)} ({number})";
            events.Write($"\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":{processOf(actor)},\"tid\":{track},\"args\":{{\"name\":{Text(name)}}}");
        }
    }

    private static void WriteEvent(TraceModel model, int row, PerfettoTracks tracks, int process, EventWriter events)
    {
        TraceEvent e = model[row];
        string arguments = $"\"args\":{{\"row\":{row},\"turn\":{e.Turn},\"message\":{e.Message},\"item\":{e.Item},\"peer\":{Text(e.Peer.Value == 0 ? "" : model.PathOf(e.Peer))},\"thread\":{Text(e.Place?.Thread ?? "")}}}";
        string name = Text(e.Detail.Length == 0 ? e.Kind.ToString().ToLowerInvariant() : e.Detail), kind = e.Kind.ToString().ToLowerInvariant();
        if (PerfettoTracks.IsSlice(e.Kind))
            events.Write($"\"ph\":\"X\",\"name\":{name},\"cat\":\"{kind}\",\"pid\":{process},\"tid\":{tracks.Of(row)},\"ts\":{Microseconds(model.StartOf(row))},\"dur\":{Microseconds(e.Amount)},{arguments}");
        else if (e.Kind != TraceKind.Send)
            events.Write($"\"ph\":\"i\",\"s\":\"t\",\"name\":{name},\"cat\":\"{kind}\",\"pid\":{process},\"tid\":{tracks.Of(e.Actor)},\"ts\":{Microseconds(model.EndOf(row))},{arguments}");
    }

    /// <summary>Only messages with both ends: a flow that begins and never ends is drawn to nowhere.</summary>
    private static void WriteFlows(TraceModel model, IReadOnlyList<int> rows, PerfettoTracks tracks, Func<ActorId, int> processOf, EventWriter events)
    {
        var shown = new HashSet<int>(rows);
        long id = 0;
        foreach (int send in rows)
        {
            if (model.KindOf(send) != TraceKind.Send) continue;
            int turn = model.FindTurnOfMessage(model.ActorOf(send), model.MessageOf(send));
            if (turn < 0 || !shown.Contains(turn) || model.FindSend(model.ActorOf(send), model.MessageOf(send)) != send) continue;
            // An arrow begins in the slice of the turn that asked for the message. One from a timer was sent after that turn,
            // where the actor may have no slice; one from no turn has nowhere to begin.
            int asking = model.FindTurn(model.ActorOf(send), model.TurnOf(send));
            if (asking < 0 || !shown.Contains(asking)) continue;
            id++;
            long track = tracks.Of(asking), begin = Math.Clamp(model.EndOf(send), model.StartOf(asking), model.EndOf(asking));
            string common = $"\"name\":{Text(model.DetailOf(send))},\"cat\":\"message\",\"id\":{id}";
            events.Write(
                $"\"ph\":\"s\",{common},\"pid\":{processOf(model.ActorOf(send))},\"tid\":{track},\"ts\":{Microseconds(begin)}");
            events.Write($"\"ph\":\"f\",\"bp\":\"e\",{common},\"pid\":{processOf(model.ActorOf(turn))},\"tid\":{tracks.Of(turn)},\"ts\":{Microseconds(model.StartOf(turn))}");
        }
    }

    private static void WriteMailboxes(TraceModel model, IReadOnlyList<int> rows, EventWriter events)
    {
        var shown = new HashSet<int>(rows);
        var depths = new MailboxDepths(model);
        foreach (TracedActor actor in model.Actors)
        {
            // The numbers are those of the whole trace; a slice shows some of them.
            foreach (MailboxDepth depth in depths.Of(actor.Id).Where(d => shown.Contains(d.Row)))
                events.Write($"\"ph\":\"C\",\"name\":{Text($"waiting for {actor.Path} (#{actor.Id.Value})")},\"pid\":{MailboxProcess},\"tid\":0,\"ts\":{Microseconds(depth.Time)},\"args\":{{\"messages\":{depth.Depth}}}");
        }
    }

    private static string Microseconds(long nanoseconds) => (nanoseconds / 1_000m).ToString("0.000");

    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    /// <summary>One event a line, with commas between.</summary>
    private sealed class EventWriter(TextWriter output)
    {
        private bool _any;

        public void Write(string members)
        {
            output.Write(_any ? ",\n{" : "{");
            output.Write(members);
            output.Write('}');
            _any = true;
        }
    }
}
