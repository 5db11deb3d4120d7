using System.Text;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Reporting.Traces;

/// <summary>The messages of some events as a Mermaid sequence diagram, cut to what a page shows; what was cut is said in the diagram.</summary>
public static class MermaidExport
{
    public const int MaxParticipants = 24;
    public const int MaxMessages = 300;

    /// <summary>Mermaid refuses longer diagrams, unless it was told otherwise.</summary>
    public const int MaxCharacters = 50_000;

    /// <summary>Longer names are cut.</summary>
    public const int MaxName = 80;

    private const int RoomForNote = 400;

    /// <param name="model">The trace.</param>
    /// <param name="rows">The events, in the order of time; a message is there if its sending is.</param>
    /// <param name="output">Where to.</param>
    public static void Write(TraceModel model, IReadOnlyList<int> rows, TextWriter output)
    {
        int[] sends = [.. rows.Where(r => model.KindOf(r) == TraceKind.Send)];
        var participants = new List<ActorId>();
        var lines = new List<string>();
        int length = "sequenceDiagram\n".Length + RoomForNote, shown = 0;
        bool isFull = false;
        foreach (int send in sends)
        {
            if (isFull || shown == MaxMessages) break;
            ActorId[] fresh = [.. new[] { model.ActorOf(send), model.PeerOf(send) }.Distinct().Where(a => !participants.Contains(a))];
            if (participants.Count + fresh.Length > MaxParticipants) continue;
            string line = Arrow(model, send);
            int more = line.Length + 1 + fresh.Sum(a => Participant(model, a).Length + 1);
            isFull = length + more > MaxCharacters;
            if (isFull) break;
            length += more;
            participants.AddRange(fresh);
            lines.Add(line);
            shown++;
        }

        output.Write("sequenceDiagram\n");
        foreach (ActorId participant in participants) output.Write(Participant(model, participant) + "\n");
        foreach (string line in lines) output.Write(line + "\n");
        if (shown < sends.Length) WriteCut(model, sends, shown, participants, output);
    }

    private static void WriteCut(TraceModel model, int[] sends, int shown, List<ActorId> participants, TextWriter output)
    {
        int actors = sends.SelectMany(s => new[] { model.ActorOf(s), model.PeerOf(s) }).Distinct().Count();
        string cut = $"cut: {FigureText.Count(shown)} of {FigureText.Several(sends.Length, "message")} and {FigureText.Count(participants.Count)} of {FigureText.Several(actors, "actor")} are shown; "
            + $"a diagram has at most {MaxMessages} messages, {MaxParticipants} actors and {FigureText.Count(MaxCharacters)} characters";
        output.Write($"%% {cut}\n");
        if (participants.Count > 0) output.Write($"Note over {Alias(participants[0])}: {Escaped(cut)}\n");
    }

    private static string Participant(TraceModel model, ActorId actor) => $"participant {Alias(actor)} as {Escaped(Short(model.PathOf(actor)))}";

    private static string Alias(ActorId actor) => actor.Value == 0 ? "outside" : $"a{unchecked((ulong)actor.Value)}";

    /// <summary>An open arrow for a message that was handled, a cross for one that was dropped.</summary>
    private static string Arrow(TraceModel model, int send)
    {
        bool dropped = model.FindTurnOfMessage(model.ActorOf(send), model.MessageOf(send)) < 0 && model.FindDrop(model.ActorOf(send), model.MessageOf(send)) >= 0;
        string item = model.ItemOf(send) == 0 ? "" : $" (item {model.ItemOf(send)})";
        return $"{Alias(model.ActorOf(send))}{(dropped ? "-x" : "-)")}{Alias(model.PeerOf(send))}: {Escaped(Short(model.DetailOf(send)))}{item}";
    }

    private static string Short(string name) => name.Length <= MaxName ? name : string.Concat(name.AsSpan(0, MaxName - 1), "…");

    /// <summary>Characters that mean something in a diagram are written as their numbers.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            if (c is '#' or ';' or ':' or '<' or '>' or '"' or '%' || char.IsControl(c)) escaped.Append('#').Append((int)c).Append(';');
            else escaped.Append(c);
        }

        return escaped.Length == 0 ? "#32;" : escaped.ToString();
    }
}
