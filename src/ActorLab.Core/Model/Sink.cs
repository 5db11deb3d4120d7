using ActorLab.Core.Actors;
using ActorLab.Core.Journal;

namespace ActorLab.Core.Model;

/// <summary>Writes the items of a stream one after another, in order, and tells the coordinator how far it is.</summary>
/// <remarks>While an item is written, the next ones wait in its mailbox (G25). What is told is cumulative and told again, so a lost message holds nobody up for longer than the period.</remarks>
public sealed class Sink : IActor
{
    private sealed record Repeat : IMessage
    {
        public static readonly Repeat Instance = new();
    }

    private readonly SinkOptions _options;
    private long _delivered;
    private long _abandoned;
    private long _acknowledged;
    private long _noted;
    private SimTime _lastNote;
    private bool _writing;
    private bool _failed;
    private IScheduledSend? _timer;

    /// <exception cref="ArgumentOutOfRangeException">A count in <paramref name="options"/> is below 1.</exception>
    public Sink(SinkOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.AcknowledgeEvery, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RepeatPeriod, new SimDuration(1), nameof(options));
        _options = options;
        _delivered = _acknowledged = _noted = options.Resume.Checked().Delivered;
        _abandoned = options.Resume.Abandoned;
    }

    public void Receive(IActorContext context, IMessage message)
    {
        switch (message)
        {
            // After a failure the output ends with the last item before it; writing later ones would leave a gap.
            case Resequencer.Completed or Resequencer.Abandoned when _failed: break;
            case Resequencer.Completed(var path, var result, _): Write(context, path, result); break;
            case Resequencer.Abandoned(var path, _):
                CheckTurn(path);
                _abandoned++;
                Advance(context);
                break;
            case BodyCompleted:
                _writing = false;
                Advance(context);
                break;
            case BodyFailed(_, var cause): Fail(context, cause); break;
            case Repeat: OnRepeat(context); break;
            case Started: Arm(context); break;
            case Restarted(var cause): throw new InvalidOperationException("what was written last is forgotten, so writing cannot go on", cause);
            case Stopping: _timer?.Cancel(); break;
            default: context.Unhandled(message); break;
        }
    }

    private void Write(IActorContext context, SequencePath path, IMessage result)
    {
        CheckTurn(path);
        _writing = true;
        context.Execute(_options.Body, result, _options.Occupancy);
    }

    private void CheckTurn(SequencePath path)
    {
        Invariant.Check(!_writing, $"{path} came while {_delivered + 1} is being written");
        Invariant.Check(path.Parent is null && path.Root.Value == _delivered + 1, $"{path} came after item {_delivered}");
    }

    private void Advance(IActorContext context)
    {
        _delivered++;
        if (_delivered - _acknowledged >= _options.AcknowledgeEvery || _delivered == _options.LastItem) Acknowledge(context);
        if (_options.Journal is not null && (_delivered == _options.LastItem || context.Now - _lastNote >= JournalKeeper.Period)) Note(context);
    }

    /// <summary>What is noted is in the file: a body's bytes are written when it has completed.</summary>
    private void Note(IActorContext context)
    {
        if (_options.Journal is not { } journal || _failed || _writing || _noted == _delivered) return;
        _noted = _delivered;
        _lastNote = context.Now;
        context.Send(journal.Keeper, new JournalKeeper.Reached(new OutputPoint(journal.Output, _delivered, _abandoned, journal.Tally.Bytes, journal.Tally.Digest)));
    }

    private void Fail(IActorContext context, Exception cause)
    {
        _writing = false;
        _failed = true;
        Acknowledge(context);
        context.Send(_options.Coordinator, new Coordinator.SinkFailed(cause));
    }

    private void OnRepeat(IActorContext context)
    {
        Acknowledge(context);
        Note(context);
        Arm(context);
    }

    private void Acknowledge(IActorContext context)
    {
        if (_delivered == 0) return;
        _acknowledged = _delivered;
        context.Send(_options.Coordinator, new Coordinator.DeliveredUpTo(new SequenceNumber(_delivered)));
    }

    private void Arm(IActorContext context) => _timer = context.SendLater(context.Self, Repeat.Instance, _options.RepeatPeriod);
}
