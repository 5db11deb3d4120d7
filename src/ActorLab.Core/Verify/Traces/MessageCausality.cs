using System.Collections.Immutable;
using ActorLab.Core.Trace.Analysis;

namespace ActorLab.Core.Verify;

/// <summary>No actor handles a message before another one to it whose sending had happened before: causal order among all senders, which is more than an actor system promises.</summary>
/// <remarks>
/// Sends have vector clocks (Fidge 1988; Mattern 1989). Of two messages to one receiver, m was sent before n exactly when the clock of n counts m among the sends of m's sender. So it is enough to know, for each turn
/// and each sender, the least send that the receiver handled later: if the clock of the turn's message counts that, the two were inverted. Messages that a timer sent pass causality on but are not compared, nor is what was dropped.
/// </remarks>
internal sealed class MessageCausality
{
    private readonly TracedMessages _messages;
    private readonly TraceModel _model;
    private readonly Dictionary<int, Handled> _handled = [];
    private readonly Dictionary<ActorId, List<FromSender>> _senders = [];
    private readonly List<(int Turn, int Cause)> _inversions = [];

    public MessageCausality(TracedMessages messages)
    {
        _messages = messages;
        _model = messages.Model;
        foreach (TracedActor receiver in _model.Actors) Collect(receiver.Id);
    }

    public CheckResult Check(string? cutReason)
    {
        var clocks = new VectorClocks(_model, _handled.Keys, provenOnly: true);
        int[] places = [.. clocks.Actors.Select(_ => 0)];
        var own = new Dictionary<int, int>();
        foreach ((int send, _) in clocks.InOrder()) own.Add(send, ++places[clocks.Actors.BinarySearch(_model.ActorOf(send))]);
        foreach (FromSender sender in _senders.Values.SelectMany(s => s)) sender.Settle(own);
        foreach ((int send, ImmutableArray<int> clock) in clocks.InOrder()) Compare(send, clock, clocks.Actors);
        var evidence = new EvidenceList();
        foreach ((int turn, int cause) in _inversions.OrderBy(i => _model.StartOf(i.Turn)).ThenBy(i => i.Turn))
        {
            if (evidence.CountOne()) Show(evidence, turn, cause);
        }

        string? bound = clocks.Contradictions > 0 ? $"the trace leads in a circle at {clocks.Contradictions} events" : null;
        return CheckResult.Of(
            CheckCatalog.CausalOrder, _inversions.Count > 0, Doubt.Of(cutReason, _handled.Count, bound), $"{_inversions.Count} of {_handled.Count} messages handled before a cause of theirs", evidence.Shown,
            new CheckFigure("messages", _handled.Count), new CheckFigure("beforeTheirCause", _inversions.Count));
    }

    private void Collect(ActorId receiver)
    {
        var senders = new SortedDictionary<ActorId, FromSender>();
        ReadOnlySpan<int> turns = _model.TurnsOf(receiver);
        for (int position = 0; position < turns.Length; position++)
        {
            int turn = turns[position];
            if (_model.MessageOf(turn) == 0 || _messages.FindSendOf(turn) is not (>= 0 and var send) || !_model.IsSentAtOnce(send)) continue;
            // Who handles a message twice is told by another check.
            if (!_handled.TryAdd(send, new Handled(turn, position))) continue;
            if (!senders.TryGetValue(_model.PeerOf(turn), out FromSender? from)) senders.Add(_model.PeerOf(turn), from = new FromSender(_model.PeerOf(turn)));
            from.Add(position, send);
        }

        if (senders.Count > 0) _senders.Add(receiver, [.. senders.Values]);
    }

    private void Compare(int send, ImmutableArray<int> clock, ImmutableArray<ActorId> places)
    {
        Handled handled = _handled[send];
        foreach (FromSender from in _senders[_model.PeerOf(send)])
        {
            (int least, int later) = from.LeastAfter(handled.Position);
            if (later < 0 || clock[places.BinarySearch(from.Sender)] < least) continue;
            _inversions.Add((handled.Turn, later));
            return;
        }
    }

    private void Show(EvidenceList evidence, int turn, int cause)
    {
        int late = _handled[cause].Turn;
        evidence.Show(
            turn, $"{_messages.NameOf(_model.PeerOf(late), _model.MessageOf(late))} first, which was sent before",
            $"{_messages.NameOf(_model.PeerOf(turn), _model.MessageOf(turn))} in {_messages.TurnText(turn)}, the other in {_messages.TurnText(late)}", _messages.PlaceOf(turn));
    }

    /// <param name="Turn">The row of the turn in which it was handled.</param>
    /// <param name="Position">The place of that turn among those of the receiver.</param>
    private readonly record struct Handled(int Turn, int Position);

    /// <summary>What one receiver handled of one sender, in the order of its turns.</summary>
    private sealed class FromSender(ActorId sender)
    {
        private readonly List<int> _positions = [];
        private readonly List<int> _sends = [];
        private (int Count, int Send)[] _leastFrom = [];

        public ActorId Sender => sender;

        public void Add(int position, int send)
        {
            _positions.Add(position);
            _sends.Add(send);
        }

        /// <param name="own">By row of a send: its number among the sends of its sender that have clocks.</param>
        public void Settle(Dictionary<int, int> own)
        {
            _leastFrom = new (int, int)[_sends.Count];
            (int Count, int Send) least = (int.MaxValue, -1);
            for (int i = _sends.Count - 1; i >= 0; i--)
            {
                if (own[_sends[i]] < least.Count) least = (own[_sends[i]], _sends[i]);
                _leastFrom[i] = least;
            }
        }

        /// <summary>The least of those that were handled after a position; −1 as the send if there is none.</summary>
        public (int Count, int Send) LeastAfter(int position)
        {
            int at = _positions.BinarySearch(position + 1);
            if (at < 0) at = ~at;
            return at < _leastFrom.Length ? _leastFrom[at] : (int.MaxValue, -1);
        }
    }
}
