using System.Collections.Immutable;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>All events of a trace in memory, in columns, with what finds one from another. A row is the place of an event among those that were read, from 0.</summary>
/// <remarks>About 60 bytes an event, and 4 more for each index that a question needs; indices are made when they are first asked for, by one thread.</remarks>
public sealed class TraceModel
{
    /// <summary>More events are refused.</summary>
    public const int MaxEvents = 50_000_000;

    private readonly Column<byte> _kinds = new();
    private readonly Column<long> _times = new();
    private readonly Column<int> _actors = new();
    private readonly Column<int> _peers = new();
    private readonly Column<int> _details = new();
    private readonly Column<long> _amounts = new();
    private readonly Column<long> _turns = new();
    private readonly Column<long> _messages = new();
    private readonly Column<long> _items = new();
    private readonly Column<int> _places = new();
    private readonly Interned<long> _ids = new();
    private readonly Interned<string> _texts = new(StringComparer.Ordinal);
    private readonly Interned<TracePlace> _placeTable = new();
    private readonly int _maxEvents;
    private ImmutableArray<TracedActor>? _tracedActors;
    private NodeClocks? _clocks;
    private RowIndex? _turnIndex, _sendIndex, _turnsOfMessages, _dropsOfMessages, _receives, _stops;

    /// <param name="head">What the trace is of.</param>
    /// <param name="maxEvents">More events are refused.</param>
    public TraceModel(TraceHead head, int maxEvents = MaxEvents)
    {
        Head = head;
        _maxEvents = maxEvents;
    }

    public TraceHead Head { get; }

    /// <summary>How the run ended; null if the trace was cut.</summary>
    public TraceEnd? End { get; private set; }

    /// <summary>Number of events.</summary>
    public int Count => _kinds.Count;

    /// <summary>All nodes have one clock, and nothing needs to be estimated: so it is in virtual time.</summary>
    public bool HasOneClock => Head.Engine == "simulation";

    /// <summary>Those that the trace tells of, by number.</summary>
    public ImmutableArray<TracedActor> Actors => _tracedActors ??= FindActors();

    /// <summary>How the clocks of the nodes stand to each other.</summary>
    public NodeClocks Clocks => _clocks ??= NodeClocks.Of(this);

    /// <summary>How long the run took, in nanoseconds on the clock of the root's node: as its end says, or else up to the last event there.</summary>
    public long Makespan => Math.Max(0, End?.Elapsed.Nanoseconds ?? LastTime());

    public TraceEvent this[int row] => new(KindOf(row), new SimTime(_times[row]), ActorOf(row), PeerOf(row), DetailOf(row), _amounts[row])
    {
        Turn = _turns[row],
        Message = _messages[row],
        Item = _items[row],
        Place = _places[row] < 0 ? null : _placeTable[_places[row]],
    };

    /// <summary>Reads a whole trace, as far as it can be read.</summary>
    /// <exception cref="TraceTooLargeException">It has more than <paramref name="maxEvents"/> events.</exception>
    public static TraceModel Read(TraceReader reader, int maxEvents = MaxEvents)
    {
        var model = new TraceModel(reader.Head, maxEvents);
        while (reader.ReadChunk() is { } events)
        {
            foreach (ref readonly TraceEvent traceEvent in events.AsSpan()) model.Add(traceEvent);
        }

        model.Complete(reader.End);
        return model;
    }

    /// <exception cref="TraceTooLargeException">There are too many.</exception>
    public void Add(in TraceEvent traceEvent)
    {
        if (Count >= _maxEvents) throw new TraceTooLargeException($"expected at most {_maxEvents:#,0} events, got more");
        _kinds.Add((byte)traceEvent.Kind);
        _times.Add(traceEvent.Time.Nanoseconds);
        _actors.Add(_ids.Add(traceEvent.Actor.Value));
        _peers.Add(_ids.Add(traceEvent.Peer.Value));
        _details.Add(_texts.Add(traceEvent.Detail));
        _amounts.Add(traceEvent.Amount);
        _turns.Add(traceEvent.Turn);
        _messages.Add(traceEvent.Message);
        _items.Add(traceEvent.Item);
        _places.Add(traceEvent.Place is { } place ? _placeTable.Add(place) : -1);
    }

    /// <summary>Nothing more will be added.</summary>
    public void Complete(TraceEnd? end) => End = end;

    public TraceKind KindOf(int row) => (TraceKind)_kinds[row];

    public ActorId ActorOf(int row) => new(_ids[_actors[row]]);

    public ActorId PeerOf(int row) => new(_ids[_peers[row]]);

    public string DetailOf(int row) => _texts[_details[row]];

    public long AmountOf(int row) => _amounts[row];

    public long TurnOf(int row) => _turns[row];

    public long MessageOf(int row) => _messages[row];

    public long ItemOf(int row) => _items[row];

    /// <summary>The name of the node; empty for the root's, and where nobody can tell.</summary>
    public string NodeOf(int row) => _places[row] < 0 ? "" : _placeTable[_places[row]].Node;

    public string? ThreadOf(int row) => _places[row] < 0 ? null : _placeTable[_places[row]].Thread;

    /// <summary>Nanoseconds on the clock of its own node.</summary>
    public long RawTimeOf(int row) => _times[row];

    /// <summary>When it began: nanoseconds on the clock of its own node.</summary>
    public long RawStartOf(int row) => unchecked(_times[row] - _amounts[row]);

    /// <summary>When it was over: nanoseconds on the clock of the root's node, which is an estimate for events of other nodes unless there is only one clock.</summary>
    public long EndOf(int row) => unchecked(_times[row] - Clocks.OffsetOf(NodeOf(row)));

    /// <inheritdoc cref="EndOf"/>
    public long StartOf(int row) => unchecked(EndOf(row) - _amounts[row]);

    /// <summary>The actor with this number; null if no event names it.</summary>
    public TracedActor? Find(ActorId id)
    {
        int from = 0, to = Actors.Length;
        while (from < to)
        {
            int middle = (from + to) >>> 1;
            if (Actors[middle].Id.Value < id.Value) from = middle + 1;
            else to = middle;
        }

        return from < Actors.Length && Actors[from].Id == id ? Actors[from] : null;
    }

    /// <summary>The path of an actor; <c>outside</c> for 0; its number where nobody can tell.</summary>
    public string PathOf(ActorId id) => id.Value == 0 ? "outside" : Find(id)?.Path ?? id.ToString();

    /// <summary>The row of a turn; −1 if it is not in the trace.</summary>
    public int FindTurn(ActorId actor, long turn) => turn <= 0 ? -1 : TurnIndex.Find(actor.Value, turn);

    /// <summary>The turns of an actor, by number.</summary>
    public ReadOnlySpan<int> TurnsOf(ActorId actor) => TurnIndex.Of(actor.Value);

    /// <summary>The row in which a message was sent; −1 if it is not in the trace.</summary>
    public int FindSend(ActorId sender, long message) =>
        message == 0 ? -1 : (_sendIndex ??= Index(r => KindOf(r) == TraceKind.Send, r => ActorOf(r).Value, MessageOf)).Find(sender.Value, message);

    /// <summary>The row of the turn in which a message was handled; −1 if none was, or it is not in the trace.</summary>
    public int FindTurnOfMessage(ActorId sender, long message) =>
        message == 0 ? -1 : (_turnsOfMessages ??= Index(r => KindOf(r) == TraceKind.Turn, r => PeerOf(r).Value, MessageOf)).Find(sender.Value, message);

    /// <summary>The row in which a message was dropped; −1 if it was not.</summary>
    public int FindDrop(ActorId sender, long message) =>
        message == 0 ? -1 : (_dropsOfMessages ??= Index(r => KindOf(r) == TraceKind.Drop, r => PeerOf(r).Value, MessageOf)).Find(sender.Value, message);

    /// <summary>The row in which a message from another process arrived; −1 if none did.</summary>
    public int FindReceive(ActorId sender, long message) =>
        message == 0 ? -1 : (_receives ??= Index(r => KindOf(r) == TraceKind.Receive, r => PeerOf(r).Value, MessageOf)).Find(sender.Value, message);

    /// <summary>The row in which the last child of an actor had stopped by a time on the root's axis; −1 if none had.</summary>
    public int LastStopOfChild(ActorId parent, long time)
    {
        _stops ??= Index(r => KindOf(r) == TraceKind.Stop, r => PeerOf(r).Value, EndOf);
        ReadOnlySpan<int> children = _stops.Of(parent.Value);
        int until = _stops.PositionOf(parent.Value, time + 1) - _stops.PositionOf(parent.Value, long.MinValue);
        return until == 0 ? -1 : children[until - 1];
    }

    /// <summary>Nanoseconds from the sending of a message to the beginning of its turn, or to its drop, whichever of these events the row is.</summary>
    /// <returns>Null if it is about no message, if one of the two is not in the trace, or if they stand on clocks that cannot be compared.</returns>
    public long? LatencyOf(int row)
    {
        if (MessageOf(row) == 0) return null;
        ActorId sender = KindOf(row) == TraceKind.Send ? ActorOf(row) : PeerOf(row);
        int send = KindOf(row) == TraceKind.Send ? row : FindSend(sender, MessageOf(row));
        int turn = FindTurnOfMessage(sender, MessageOf(row));
        int end = turn >= 0 ? turn : FindDrop(sender, MessageOf(row));
        if (send < 0 || end < 0 || (!HasOneClock && NodeOf(send) != NodeOf(end))) return null;
        return RawStartOf(end) - RawTimeOf(send);
    }

    /// <summary>All rows that a question is about, in the order of the rows.</summary>
    public int[] Rows(Func<int, bool> isWanted)
    {
        var rows = new List<int>();
        for (int row = 0; row < Count; row++)
        {
            if (isWanted(row)) rows.Add(row);
        }

        return [.. rows];
    }

    /// <summary>Puts rows into the order in which the events began, on one axis; at equal times in the order of the rows.</summary>
    public void SortByTime(int[] rows)
    {
        long[] starts = [.. rows.Select(StartOf)];
        int[] order = [.. Enumerable.Range(0, rows.Length)];
        Array.Sort(order, (a, b) => starts[a] != starts[b] ? starts[a].CompareTo(starts[b]) : rows[a].CompareTo(rows[b]));
        int[] unsorted = [.. rows];
        for (int i = 0; i < rows.Length; i++) rows[i] = unsorted[order[i]];
    }

    internal RowIndex Index(Func<int, bool> isWanted, Func<int, long> major, Func<int, long> minor) => new(Rows(isWanted), major, minor);

    private RowIndex TurnIndex => _turnIndex ??= Index(r => KindOf(r) == TraceKind.Turn, r => ActorOf(r).Value, TurnOf);

    private long LastTime()
    {
        long last = 0;
        for (int row = 0; row < Count; row++)
        {
            if (HasOneClock || NodeOf(row).Length == 0) last = Math.Max(last, _times[row]);
        }

        return last;
    }

    private ImmutableArray<TracedActor> FindActors()
    {
        var found = new TracedActor?[_ids.Count];
        TracedActor At(int index) => found[index] ??= new TracedActor(new ActorId(_ids[index]), $"#{_ids[index]}", default, -1, -1, "");
        for (int row = 0; row < Count; row++)
        {
            TracedActor actor = At(_actors[row]);
            found[_actors[row]] = KindOf(row) switch
            {
                TraceKind.Spawn when actor.SpawnRow < 0 => actor with { Path = DetailOf(row), Parent = PeerOf(row), SpawnRow = row },
                TraceKind.Stop when actor.StopRow < 0 => actor with { StopRow = row },
                TraceKind.Turn or TraceKind.Step or TraceKind.Wait or TraceKind.Receive when actor.Node.Length == 0 && NodeOf(row).Length > 0 => actor with { Node = NodeOf(row) },
                _ => actor,
            };
            At(_peers[row]);
        }

        // 0 is nobody: the outside, and the engine itself.
        return [.. found.OfType<TracedActor>().Where(a => a.Id.Value != 0).OrderBy(a => a.Id.Value)];
    }
}
