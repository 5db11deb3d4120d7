using System.Collections.Immutable;

namespace ActorLab.Core.Trace.Analysis;

/// <summary>How many messages waited for each actor, over time: those that were sent to it and whose turn had not begun. Messages of the engine are not counted.</summary>
/// <remarks>A message under way from another node counts as waiting.</remarks>
public sealed class MailboxDepths
{
    private readonly TraceModel _model;
    private readonly RowIndex _changes;

    public MailboxDepths(TraceModel model)
    {
        _model = model;
        _changes = model.Index(IsChange, r => ReceiverOf(r).Value, TimeOf);
    }

    /// <summary>The depth after each change, in the order of time.</summary>
    public IEnumerable<MailboxDepth> Of(ActorId actor)
    {
        long depth = 0;
        foreach (int row in _changes.Of(actor.Value).ToArray())
        {
            depth += _model.KindOf(row) == TraceKind.Send ? 1 : -1;
            yield return new MailboxDepth(TimeOf(row), Math.Max(0, depth), row);
        }
    }

    /// <summary>The greatest depth of each actor that was ever sent a message, by number.</summary>
    public ImmutableArray<(ActorId Actor, MailboxDepth Peak)> Peaks()
    {
        var peaks = ImmutableArray.CreateBuilder<(ActorId, MailboxDepth)>();
        foreach (TracedActor actor in _model.Actors)
        {
            MailboxDepth? peak = null;
            foreach (MailboxDepth depth in Of(actor.Id))
            {
                if (peak is null || depth.Depth > peak.Value.Depth) peak = depth;
            }

            if (peak is { } found) peaks.Add((actor.Id, found));
        }

        return peaks.ToImmutable();
    }

    private bool IsChange(int row) => _model.MessageOf(row) != 0 && _model.KindOf(row) switch
    {
        TraceKind.Send => _model.PeerOf(row).Value != 0,
        TraceKind.Turn => HasSend(row),
        // What was handled has left the mailbox before it was dropped.
        TraceKind.Drop => HasSend(row) && _model.FindTurnOfMessage(_model.PeerOf(row), _model.MessageOf(row)) < 0,
        _ => false,
    };

    private bool HasSend(int row) => _model.FindSend(_model.PeerOf(row), _model.MessageOf(row)) >= 0;

    private ActorId ReceiverOf(int row) => _model.KindOf(row) == TraceKind.Send ? _model.PeerOf(row) : _model.ActorOf(row);

    private long TimeOf(int row) => _model.KindOf(row) == TraceKind.Turn ? _model.StartOf(row) : _model.EndOf(row);
}

/// <param name="Time">Nanoseconds on the root's axis.</param>
/// <param name="Depth">Messages that waited from then on.</param>
/// <param name="Row">The event that changed it.</param>
public readonly record struct MailboxDepth(long Time, long Depth, int Row);
