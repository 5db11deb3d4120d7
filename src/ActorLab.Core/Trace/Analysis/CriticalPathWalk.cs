using System.Collections;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>Walks from the end of a run to its beginning, over what was waited for.</summary>
internal sealed class CriticalPathWalk
{
    private readonly TraceModel _model;
    private readonly ActorEvidence _evidence;
    private readonly BitArray _visited;
    private readonly List<PathSegment> _segments = [];
    private readonly long _makespan;

    /// <summary>All after it is explained.</summary>
    private long _cursor;

    private bool _crossesNodes;

    public CriticalPathWalk(TraceModel model)
    {
        _model = model;
        _evidence = new ActorEvidence(model);
        _visited = new BitArray(model.Count);
        _makespan = model.Makespan;
        _cursor = _makespan;
    }

    public CriticalPath Walk()
    {
        string? gap = WalkBack();
        if (_cursor > 0) Add(0, PathKind.Unattributed, default, 0, gap ?? "before the first event", 0);
        _segments.Reverse();
        return new CriticalPath(_makespan, [.. _segments], gap, _crossesNodes && _model.Clocks.AreEstimated);
    }

    /// <returns>Why it ended before the beginning; null if it did not.</returns>
    private string? WalkBack()
    {
        if (Root() is not { } root) return "the trace has no actor";
        ReadOnlySpan<int> turns = _model.TurnsOf(root);
        if (turns.IsEmpty) return $"no turn of {_model.PathOf(root)} is in the trace";
        int row = turns[^1];
        Add(_model.EndOf(row), PathKind.Unattributed, root, _model.TurnOf(row), "after the last turn of the root", 0);
        while (_cursor > 0)
        {
            // Only a trace that contradicts itself leads in a circle.
            if (_visited[row]) return $"turn {_model.TurnOf(row)} of {_model.PathOf(_model.ActorOf(row))} is its own cause";
            _visited[row] = true;
            Add(_model.StartOf(row), PathKind.Compute, row);
            (row, string? gap) = Before(row);
            if (row < 0) return gap;
        }

        return null;
    }

    /// <summary>The turn on which this one waited last; all that lies between is added.</summary>
    private (int Row, string? Gap) Before(int turn)
    {
        ActorId actor = _model.ActorOf(turn);
        int previous = _model.FindTurn(actor, _model.TurnOf(turn) - 1);
        int cause = _model.CauseOf(turn);
        long free = previous < 0 ? long.MinValue : _model.EndOf(previous);
        if (cause < 0 || (previous >= 0 && free > _model.EndOf(cause)) || _model.IsBodyResult(turn)) return BeforeInActor(turn, previous);
        WaitForMessage(turn, cause);
        if (_model.NodeOf(cause) != _model.NodeOf(turn)) _crossesNodes = true;
        int source = _model.KindOf(cause) == TraceKind.Turn ? cause : _model.CauseOf(cause);
        // A root has no parent; a spawn without the turn of a parent is the beginning of all.
        if (source < 0) return (-1, _model.PeerOf(cause).Value == 0 && _model.KindOf(cause) == TraceKind.Spawn ? null : Missing(turn));
        if (_model.KindOf(source) != TraceKind.Turn) return (-1, Missing(turn));
        AfterTurn(cause, source);
        return (source, null);
    }

    private (int Row, string? Gap) BeforeInActor(int turn, int previous)
    {
        if (previous >= 0)
        {
            Cut(turn, _model.EndOf(previous));
            return (previous, null);
        }

        if (!IsFirst(turn)) return (-1, Missing(turn));
        Cut(turn, 0);
        return (-1, null);
    }

    /// <summary>Between the cause of a message and the turn that handles it.</summary>
    private void WaitForMessage(int turn, int cause)
    {
        int receive = _model.FindReceive(_model.PeerOf(turn), _model.MessageOf(turn));
        if (receive >= 0 && !_model.HasOneClock && _model.NodeOf(cause) != _model.NodeOf(receive))
        {
            Cut(turn, _model.StartOf(receive));
            Add(_model.EndOf(cause), PathKind.Network, receive);
        }

        Cut(turn, _model.EndOf(cause));
    }

    /// <summary>What an actor sends after the turn that asked for it comes from a timer; before it stopped, it did something else.</summary>
    private void AfterTurn(int cause, int source)
    {
        if (_model.KindOf(cause) == TraceKind.Send) Add(_model.EndOf(source), PathKind.Sleep, cause);
        else if (_model.KindOf(cause) == TraceKind.Stop) Cut(cause, _model.EndOf(source));
    }

    private void Cut(int row, long from)
    {
        from = Math.Max(0, from);
        if (from >= _cursor) return;
        _evidence.Cut(_model.ActorOf(row), from, _cursor, PathKind.Unattributed, (start, _, kind, shown) =>
            Add(start, kind, _model.ActorOf(row), _model.TurnOf(row), shown >= 0 ? _model.DetailOf(shown) : $"before {_model.DetailOf(row)}", _model.ItemOf(shown >= 0 ? shown : row)));
    }

    private void Add(long start, PathKind kind, int row) => Add(start, kind, _model.ActorOf(row), _model.TurnOf(row), _model.DetailOf(row), _model.ItemOf(row));

    private void Add(long start, PathKind kind, ActorId actor, long turn, string what, long item)
    {
        start = Math.Max(0, start);
        if (start >= _cursor) return;
        _segments.Add(new PathSegment(start, _cursor, kind, actor, turn, what, item));
        _cursor = start;
    }

    private bool IsFirst(int turn) => _model.TurnOf(turn) == 1 && _model.ActorOf(turn) == Root();

    private string Missing(int turn) => $"the cause of turn {_model.TurnOf(turn)} of {_model.PathOf(_model.ActorOf(turn))} is not in the trace";

    /// <summary>Who was spawned by nobody; the first of all where no spawn is left.</summary>
    private ActorId? Root() =>
        _model.Actors.FirstOrDefault(a => a.SpawnRow >= 0 && a.Parent.Value == 0)?.Id ?? _model.Actors.FirstOrDefault(a => !_model.TurnsOf(a.Id).IsEmpty)?.Id;
}
