using ActorLab.Core.Actors;
using ActorLab.Core.Trace;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Core.Verify;

/// <summary>Every message that was sent ended in one turn of the actor that it was for, or in one drop; and nothing was handled or dropped that was not sent.</summary>
/// <remarks>A message that was dropped because of its turn (it was unhandled, or its receiver failed) ended in that turn. Messages to the outside have no end in a trace.</remarks>
internal sealed class MessageDelivery(TracedMessages messages, StreamLimits limits)
{
    private readonly TraceModel _model = messages.Model;
    private readonly EvidenceList _lost = new();
    private readonly EvidenceList _duplicated = new();
    private readonly EvidenceList _unexpected = new();
    private long _sent;
    private long _ofLostNodes;

    public CheckResult Check(string? cutReason)
    {
        for (int row = 0; row < _model.Count; row++)
        {
            if (_model.MessageOf(row) == 0) continue;
            switch (_model.KindOf(row))
            {
                case TraceKind.Send when _model.PeerOf(row).Value != 0: CheckSend(row, cutReason is null); break;
                case TraceKind.Turn: CheckTurn(row, cutReason is null); break;
                case TraceKind.Drop when _model.ActorOf(row).Value != 0: CheckDrop(row, cutReason is null); break;
                default: break;
            }
        }

        bool forbidsLoss = limits.Delivery != DeliveryClass.AtMostOnce, forbidsDuplicates = limits.Delivery != DeliveryClass.AtLeastOnce;
        bool lossCounts = cutReason is null && HasRunToItsEnd;
        bool violated = _unexpected.Count > 0 || (forbidsLoss && lossCounts && _lost.Count > 0) || (forbidsDuplicates && _duplicated.Count > 0);
        string? bound = !HasRunToItsEnd && _lost.Count > 0 ? $"the run ended as {_model.End?.Outcome}"
            : _ofLostNodes > 0 ? $"{_ofLostNodes} messages from or to nodes that were lost have no other end" : null;
        return CheckResult.Of(
            CheckCatalog.Delivery, violated, Doubt.Of(cutReason, _sent, bound),
            $"{_sent} messages: {(cutReason is null ? $"{_lost.Count} lost" : "lost ones not counted")}, {_duplicated.Count} duplicated, {_unexpected.Count} unexpected",
            [.. (forbidsDuplicates ? _duplicated.Shown : []).Concat(_unexpected.Shown).Concat(forbidsLoss && lossCounts ? _lost.Shown : []).Take(CheckResult.MaxEvidence)],
            new CheckFigure("items", _sent), new CheckFigure("lost", lossCounts ? _lost.Count : 0), new CheckFigure("duplicated", _duplicated.Count), new CheckFigure("unexpected", _unexpected.Count));
    }

    private bool HasRunToItsEnd => _model.End is { Outcome: "Completed" };

    private void CheckSend(int row, bool isWhole)
    {
        ActorId sender = _model.ActorOf(row), receiver = _model.PeerOf(row);
        long message = _model.MessageOf(row);
        int first = _model.FindSend(sender, message);
        if (first != row)
        {
            if (_duplicated.CountOne()) _duplicated.Show(row, $"{messages.NameOf(sender, message)} once", $"it sent again at {TracedMessages.TimeText(_model.RawTimeOf(row))}", messages.PlaceOf(row));
            return;
        }

        _sent++;
        if (!isWhole || _model.FindTurnOfMessage(sender, message) >= 0 || _model.FindDrop(sender, message) >= 0) return;
        if (messages.MayBeForgotten(receiver)) _ofLostNodes++;
        else if (_lost.CountOne()) _lost.Show(row, $"a turn or drop of {messages.NameOf(sender, message)}, sent to {_model.PathOf(receiver)} at {TracedMessages.TimeText(_model.RawTimeOf(row))}", "nothing", messages.PlaceOf(row));
    }

    private void CheckTurn(int row, bool isWhole)
    {
        int first = _model.FindTurnOfMessage(_model.PeerOf(row), _model.MessageOf(row));
        if (first != row) ShowAgain(row, messages.TurnText(row), messages.TurnText(first));
        else CheckOrigin(row, messages.TurnText(row), isWhole);
    }

    private void CheckDrop(int row, bool isWhole)
    {
        if (_model.TurnOf(row) > 0 && _model.FindTurn(_model.ActorOf(row), _model.TurnOf(row)) >= 0) return;
        ActorId sender = _model.PeerOf(row);
        int turn = _model.FindTurnOfMessage(sender, _model.MessageOf(row)), first = _model.FindDrop(sender, _model.MessageOf(row));
        // Of what a node did not acknowledge some may have been handled there: then it did not come to say so.
        bool mayHaveBeenHandled = _model.DetailOf(row) is nameof(DeadLetterReason.NodeLost) or nameof(DeadLetterReason.RunEnded);
        if (turn >= 0 && !mayHaveBeenHandled) ShowAgain(row, messages.DropText(row), messages.TurnText(turn));
        else if (first != row) ShowAgain(row, messages.DropText(row), messages.DropText(first));
        else CheckOrigin(row, messages.DropText(row), isWhole);
    }

    private void ShowAgain(int row, string end, string first)
    {
        if (_duplicated.CountOne()) _duplicated.Show(row, $"{messages.NameOf(_model.PeerOf(row), _model.MessageOf(row))} once, as in {first}", $"it again in {end}", messages.PlaceOf(row));
    }

    private void CheckOrigin(int row, string end, bool isWhole)
    {
        ActorId sender = _model.PeerOf(row);
        int send = _model.FindSend(sender, _model.MessageOf(row));
        if (send >= 0 && _model.PeerOf(send) == _model.ActorOf(row)) return;
        if (send < 0 && !isWhole) return;
        if (send < 0 && messages.MayBeForgotten(sender))
        {
            _ofLostNodes++;
            return;
        }

        string expected = send < 0 ? "a message that was sent" : $"{messages.NameOf(sender, _model.MessageOf(row))} at {_model.PathOf(_model.PeerOf(send))}, as it was sent";
        string got = send < 0 ? $"{messages.NameOf(sender, _model.MessageOf(row))}, of which no sending is known, in {end}" : $"it in {end}";
        if (_unexpected.CountOne()) _unexpected.Show(row, expected, got, messages.PlaceOf(row));
    }
}
