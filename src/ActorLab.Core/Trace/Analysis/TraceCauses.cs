using ActorLab.Core.Actors;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>What an event was caused by, in the words of the actor contract.</summary>
public static class TraceCauses
{
    /// <summary>The row of the direct cause; −1 if it has none, or it is not in the trace.</summary>
    public static int CauseOf(this TraceModel model, int row)
    {
        int cause = model.KindOf(row) switch
        {
            TraceKind.Send => model.FindTurn(model.ActorOf(row), model.TurnOf(row)),
            TraceKind.Receive => model.FindSend(model.PeerOf(row), model.MessageOf(row)),
            TraceKind.Turn => CauseOfTurn(model, row),
            TraceKind.Drop => CauseOfDrop(model, row),
            TraceKind.Step or TraceKind.Wait => CauseOfWork(model, row),
            TraceKind.Spawn => TurnAt(model, model.PeerOf(row), row),
            TraceKind.Stop => LastTurnOf(model, model.ActorOf(row)),
            TraceKind.Restart or TraceKind.Fault => model.FindTurn(model.ActorOf(row), model.TurnOf(row)),
            _ => -1,
        };
        return cause == row ? -1 : cause;
    }

    /// <summary>The result of a body is handled next after the turn that asked for the body.</summary>
    public static bool IsBodyResult(this TraceModel model, int row) =>
        model.KindOf(row) == TraceKind.Turn && model.MessageOf(row) == 0 && model.PeerOf(row) == model.ActorOf(row) && model.ActorOf(row).Value != 0;

    /// <summary>Whether a message was sent by the turn that asked for it, and not by a timer when a delay had passed.</summary>
    public static bool IsSentAtOnce(this TraceModel model, int send)
    {
        int turn = model.FindTurn(model.ActorOf(send), model.TurnOf(send));
        bool sameThread = turn >= 0 && model.NodeOf(turn) == model.NodeOf(send) && model.ThreadOf(turn) == model.ThreadOf(send);
        return sameThread && model.RawTimeOf(send) <= model.RawTimeOf(turn);
    }

    private static int CauseOfTurn(TraceModel model, int row)
    {
        ActorId peer = model.PeerOf(row);
        if (model.MessageOf(row) != 0) return model.FindSend(peer, model.MessageOf(row));
        if (model.DetailOf(row) == nameof(Stopping)) return CauseOfStopping(model, row);
        if (peer.Value == 0) return -1;
        if (peer == model.ActorOf(row)) return model.FindTurn(peer, model.TurnOf(row) - 1);
        return model.DetailOf(row) switch
        {
            nameof(Started) => model.Find(model.ActorOf(row))?.SpawnRow ?? -1,
            nameof(Akka.Actor.Terminated) => model.Find(peer)?.StopRow ?? -1,
            _ => -1,
        };
    }

    /// <summary>An actor stops when its children have; to be stopped is no message, and is taken to come from the last turn that its parent had begun before.</summary>
    private static int CauseOfStopping(TraceModel model, int row)
    {
        int child = model.LastStopOfChild(model.ActorOf(row), model.StartOf(row));
        if (child >= 0 || model.Find(model.ActorOf(row)) is not { Parent.Value: not 0 } actor) return child;
        ReadOnlySpan<int> turns = model.TurnsOf(actor.Parent);
        int from = 0, to = turns.Length;
        while (from < to)
        {
            int middle = (from + to) >>> 1;
            long start = model.StartOf(turns[middle]);
            if (start < model.StartOf(row) || (start == model.StartOf(row) && turns[middle] < row)) from = middle + 1;
            else to = middle;
        }

        // Between clocks that are set against each other by an estimate, "before" is a guess that may lead in a circle.
        return from == 0 || (!model.HasOneClock && model.NodeOf(turns[from - 1]) != model.NodeOf(row)) ? -1 : turns[from - 1];
    }

    /// <summary>A message that was handled and dropped then was dropped because of its turn.</summary>
    private static int CauseOfDrop(TraceModel model, int row)
    {
        int turn = model.FindTurn(model.ActorOf(row), model.TurnOf(row));
        return turn >= 0 ? turn : model.FindSend(model.PeerOf(row), model.MessageOf(row));
    }

    /// <summary>A wait before a turn has its number, but not for a cause.</summary>
    private static int CauseOfWork(TraceModel model, int row)
    {
        int turn = model.FindTurn(model.ActorOf(row), model.TurnOf(row));
        return turn >= 0 && model.RawStartOf(row) >= model.RawTimeOf(turn) ? turn : -1;
    }

    private static int LastTurnOf(TraceModel model, ActorId actor)
    {
        ReadOnlySpan<int> turns = model.TurnsOf(actor);
        return turns.IsEmpty ? -1 : turns[^1];
    }

    /// <summary>The turn of an actor during which something happened that does not name it: of those in progress at that time the last that was recorded before it, else the first after.</summary>
    private static int TurnAt(TraceModel model, ActorId actor, int row)
    {
        ReadOnlySpan<int> turns = model.TurnsOf(actor);
        long time = model.RawTimeOf(row);
        int from = 0, to = turns.Length;
        while (from < to)
        {
            int middle = (from + to) >>> 1;
            if (model.RawTimeOf(turns[middle]) < time) from = middle + 1;
            else to = middle;
        }

        int found = -1;
        for (int i = from; i < turns.Length && model.RawStartOf(turns[i]) <= time; i++)
        {
            if (found >= 0 && turns[i] > row) break;
            found = turns[i];
        }

        return found;
    }
}
