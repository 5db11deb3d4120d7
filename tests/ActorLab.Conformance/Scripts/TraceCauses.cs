using ActorLab.Core.Trace;

namespace ActorLab.Conformance.Scripts;

/// <summary>What led to what in a trace of one node, by sender and number of the message alone.</summary>
public sealed class TraceCauses
{
    private readonly TraceEvent[] _sends;
    private readonly ILookup<(ActorId Sender, long Message), TraceEvent> _turns;
    private readonly ILookup<(ActorId Sender, long Message), TraceEvent> _drops;
    private readonly ILookup<(ActorId Actor, long Turn), TraceEvent> _byNumber;

    public TraceCauses(IReadOnlyCollection<TraceEvent> events)
    {
        // Those to the outside of the run are handled by nobody.
        _sends = [.. events.Where(e => e.Kind == TraceKind.Send && e.Peer.Value != 0)];
        _turns = events.Where(e => e.Kind == TraceKind.Turn && e.Message > 0).ToLookup(e => (e.Peer, e.Message));
        _drops = events.Where(e => e.Kind == TraceKind.Drop && e.Message > 0).ToLookup(e => (e.Peer, e.Message));
        _byNumber = events.Where(e => e.Kind == TraceKind.Turn).ToLookup(e => (e.Actor, e.Turn));
    }

    /// <summary>Turns in which a message of an actor was handled.</summary>
    public int TurnsOfMessages => _turns.Count;

    /// <summary>Fails unless every send is handled in one turn by who it was for, or else dropped once, and nothing is handled or dropped that was not sent.</summary>
    public void AssertEverySendEnds()
    {
        Assert.NotEmpty(_sends);
        Assert.All(_sends, send => Assert.True(send.Message > 0, $"{send} has no number"));
        HashSet<(ActorId, long)> sent = [.. _sends.Select(s => (s.Actor, s.Message))];
        Assert.Equal(_sends.Length, sent.Count);
        Assert.All(_turns.Concat(_drops), end => Assert.True(sent.Contains(end.Key), $"message {end.Key.Message} of actor {end.Key.Sender.Value} was never sent"));
        foreach (TraceEvent send in _sends)
        {
            TraceEvent[] turns = [.. _turns[(send.Actor, send.Message)]], drops = [.. _drops[(send.Actor, send.Message)]];
            Assert.True(turns.Length == 1 || (turns.Length == 0 && drops.Length == 1), $"{send} has {turns.Length} turns and {drops.Length} drops");
            Assert.All(turns, turn => Assert.Equal((send.Peer, send.Detail, send.Item), (turn.Actor, turn.Detail, turn.Item)));
            Assert.All(drops, drop => Assert.Equal((send.Peer, send.Item), (drop.Actor, drop.Item)));
        }
    }

    /// <summary>Fails unless every send comes after the turn began that asked for it, and before the turn begins that handles it.</summary>
    public void AssertCausesComeFirst()
    {
        Assert.NotEmpty(_sends);
        foreach (TraceEvent send in _sends)
        {
            TraceEvent[] asked = [.. _byNumber[(send.Actor, send.Turn)]];
            Assert.True(asked.Length == 1, $"{send} was asked for in {asked.Length} turns");
            Assert.True(asked[0].Start <= send.Time, $"{send} comes before its cause {asked[0]}");
            foreach (TraceEvent turn in _turns[(send.Actor, send.Message)]) Assert.True(send.Time <= turn.Start, $"{turn} begins before its cause {send}");
        }
    }
}
