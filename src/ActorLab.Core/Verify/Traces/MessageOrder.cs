using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Core.Verify;

/// <summary>Messages of one sender to one receiver are handled in the order in which they were sent: their numbers ascend in the order of the receiver's turns.</summary>
/// <remarks>One <see cref="MissingIntervals"/> for each sender and receiver, over the places of the messages among those that were handled. What was dropped has no place, and what a timer sent when its delay had passed is not compared.</remarks>
internal sealed class MessageOrder(TracedMessages messages, StreamLimits limits)
{
    private readonly TraceModel _model = messages.Model;
    private readonly List<Inversion> _inversions = [];
    private long _handled;
    private long _sentLater;
    private long _pairs;
    private long _maxExtent;
    private bool _boundReached;

    public CheckResult Check(string? cutReason)
    {
        foreach (TracedActor receiver in _model.Actors) CheckReceiver(receiver.Id);
        var evidence = new EvidenceList();
        foreach (Inversion inversion in _inversions.OrderBy(i => _model.StartOf(i.Turn)).ThenBy(i => i.Turn))
        {
            if (evidence.CountOne()) Show(evidence, inversion);
        }

        string later = _sentLater == 0 ? "" : $", {_sentLater} sent by a timer and not compared";
        return CheckResult.Of(
            CheckCatalog.ProducerOrder, limits.Exceeds(_inversions.Count, _maxExtent), Doubt.Of(cutReason, _handled, _boundReached ? Doubt.TooManyGaps : null),
            $"{_inversions.Count} of {_handled} messages handled out of the order of their sender, greatest extent {_maxExtent}, {_pairs} pairs of sender and receiver{later}", evidence.Shown,
            new CheckFigure("items", _handled), new CheckFigure("pairs", _pairs), new CheckFigure("reordered", _inversions.Count), new CheckFigure("maxExtent", _maxExtent), new CheckFigure("sentLater", _sentLater));
    }

    private void CheckReceiver(ActorId receiver)
    {
        var bySender = new SortedDictionary<ActorId, List<int>>();
        foreach (int turn in _model.TurnsOf(receiver))
        {
            if (_model.MessageOf(turn) == 0 || messages.FindSendOf(turn) is not (>= 0 and var send)) continue;
            if (!_model.IsSentAtOnce(send))
            {
                _sentLater++;
                continue;
            }

            _handled++;
            if (!bySender.TryGetValue(_model.PeerOf(turn), out List<int>? turns)) bySender.Add(_model.PeerOf(turn), turns = []);
            turns.Add(turn);
        }

        _pairs += bySender.Count;
        foreach (List<int> turns in bySender.Values) CheckPair(turns);
    }

    private void CheckPair(List<int> turns)
    {
        long[] sent = [.. turns.Select(_model.MessageOf).Distinct().Order()];
        var arrivals = new MissingIntervals(limits.MaxGaps);
        foreach (int turn in turns)
        {
            Arrival arrival = arrivals.Offer(Array.BinarySearch(sent, _model.MessageOf(turn)) + 1, turn);
            if (arrival.Kind == ArrivalKind.Reordered) _inversions.Add(new Inversion(turn, (int)arrival.OvertakerTag, arrival.Extent));
        }

        _maxExtent = Math.Max(_maxExtent, arrivals.MaxExtent);
        _boundReached |= arrivals.BoundReached;
    }

    private void Show(EvidenceList evidence, in Inversion inversion)
    {
        int turn = inversion.Turn, overtaker = inversion.Overtaker;
        evidence.Show(
            turn, $"{messages.NameOf(_model.PeerOf(turn), _model.MessageOf(turn))} before its message {_model.MessageOf(overtaker)}",
            $"it in {messages.TurnText(turn)}, behind {messages.TurnText(overtaker)}, extent {inversion.Extent}", messages.PlaceOf(turn));
    }

    private readonly record struct Inversion(int Turn, int Overtaker, long Extent);
}
