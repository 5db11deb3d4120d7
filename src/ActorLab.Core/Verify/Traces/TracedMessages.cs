using ActorLab.Core.Actors;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Core.Verify;

/// <summary>The messages that actors of a run sent to each other, as its trace tells of them, and the words for them in evidence.</summary>
internal sealed class TracedMessages
{
    private readonly TraceModel _model;
    private readonly bool _nodesWereLost;

    public TracedMessages(TraceModel model)
    {
        _model = model;
        for (int row = 0; row < model.Count && !_nodesWereLost; row++) _nodesWereLost = IsOfLoss(model, row);
    }

    public TraceModel Model => _model;

    /// <summary>The row in which the message of a turn or drop was sent to the actor that has it; −1 if the trace does not tell.</summary>
    public int FindSendOf(int end)
    {
        int send = _model.FindSend(_model.PeerOf(end), _model.MessageOf(end));
        return send >= 0 && _model.PeerOf(send) == _model.ActorOf(end) ? send : -1;
    }

    /// <summary>Whether what an actor recorded last may be gone, since nodes were lost and it lived on none that was surely not.</summary>
    public bool MayBeForgotten(ActorId actor) => _nodesWereLost && (_model.TurnsOf(actor).IsEmpty || _model.Find(actor) is not { Node: "" });

    /// <summary>Its number and sender: <c>message 5 of root/sink</c>.</summary>
    public string NameOf(ActorId sender, long message) => $"message {message} of {_model.PathOf(sender)}";

    /// <summary>The turn, and when it began: <c>turn 3 of root/sink at 1.5 ms</c>.</summary>
    public string TurnText(int turn) => $"turn {_model.TurnOf(turn)} of {_model.PathOf(_model.ActorOf(turn))} at {TimeText(_model.RawStartOf(turn))}";

    public string DropText(int drop) => $"a drop at {_model.PathOf(_model.ActorOf(drop))} at {TimeText(_model.RawTimeOf(drop))} ({_model.DetailOf(drop)})";

    public string? PlaceOf(int row) => _model[row].Place?.ToString();

    /// <summary>To the nanosecond, on the clock of the event's own node.</summary>
    public static string TimeText(long nanoseconds) => $"{nanoseconds / 1_000_000m:0.######} ms";

    private static bool IsOfLoss(TraceModel model, int row) => model.KindOf(row) switch
    {
        TraceKind.Fault => model.ActorOf(row).Value == 0,
        TraceKind.Drop => model.DetailOf(row) == nameof(DeadLetterReason.NodeLost),
        _ => false,
    };
}
