using System.Collections.Immutable;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>A property of events that a condition can name.</summary>
/// <param name="Name">The word for it.</param>
/// <param name="Meaning">One line for help texts.</param>
public abstract record TraceField(string Name, string Meaning)
{
    public static readonly ImmutableArray<TraceField> All =
    [
        new TextField("kind", "send, receive, turn, step, wait, spawn, stop, restart, drop or fault", (m, r) => m.KindOf(r).ToString().ToLowerInvariant(), Glob.IsMatch) { Values = [.. Enum.GetNames<TraceKind>().Select(n => n.ToLowerInvariant())] },
        new TextField("actor", "whose event it is: path, name or number, with * and ?", (m, r) => m.PathOf(m.ActorOf(r)), Glob.IsMatch) { Id = (m, r) => m.ActorOf(r) },
        new TextField("peer", "the other actor involved, if there is one", (m, r) => m.PeerOf(r).Value == 0 && m.KindOf(r) != TraceKind.Send ? null : m.PathOf(m.PeerOf(r)), Glob.IsMatch) { Id = (m, r) => m.PeerOf(r) },
        new TextField("detail", "type of the message, name of the step or wait, reason of the drop", (m, r) => m.DetailOf(r), Glob.IsMatch),
        new TextField("node", "name of the node; '' is the root's", (m, r) => m.NodeOf(r), Glob.IsMatch),
        new TextField("thread", "name of the thread, if it is known", (m, r) => m.ThreadOf(r), Glob.IsMatch),
        new NumberField("item", "number of the item, if it is about one", (m, r) => m.ItemOf(r) == 0 ? null : m.ItemOf(r), IsDuration: false),
        new NumberField("turn", "number of the turn of its actor, if it belongs to one", (m, r) => m.TurnOf(r) == 0 ? null : m.TurnOf(r), IsDuration: false),
        new NumberField("message", "number of the message among its sender's, if it is about one", (m, r) => m.MessageOf(r) == 0 ? null : m.MessageOf(r), IsDuration: false),
        new NumberField("time", "when it was over, from the start of the run", (m, r) => m.EndOf(r), IsDuration: true),
        new NumberField("latency", "from the sending of its message to the begin of the turn", (m, r) => m.LatencyOf(r), IsDuration: true),
        new NumberField("duration", "what it took", (m, r) => m.AmountOf(r), IsDuration: true),
    ];

    public static TraceField? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}

/// <param name="Name">The word for it.</param>
/// <param name="Meaning">One line for help texts.</param>
/// <param name="Of">The value of an event; null if it has none.</param>
/// <param name="Match">Whether a pattern fits a value.</param>
public sealed record TextField(string Name, string Meaning, Func<TraceModel, int, string?> Of, Func<string, string, bool> Match) : TraceField(Name, Meaning)
{
    /// <summary>All values that there are; empty if nobody can tell.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>The actor that it names, if it names one.</summary>
    public Func<TraceModel, int, ActorId>? Id { get; init; }

    /// <returns>Null if the event has no value.</returns>
    public bool? Matches(TraceModel model, int row, string pattern) => Of(model, row) is not { } text ? null : Id is null ? Match(pattern, text) : Glob.IsActor(pattern, Id(model, row), text);
}

/// <param name="Name">The word for it.</param>
/// <param name="Meaning">One line for help texts.</param>
/// <param name="Of">The value of an event, in nanoseconds for a duration; null if it has none.</param>
/// <param name="IsDuration">Its values have units.</param>
public sealed record NumberField(string Name, string Meaning, Func<TraceModel, int, long?> Of, bool IsDuration) : TraceField(Name, Meaning);
