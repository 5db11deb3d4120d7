using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Journal;

namespace ActorLab.Core.Model;

/// <summary>Writes the items of a stream one after another, in order, and tells the coordinator how far it is.</summary>
/// <remarks>While an item is written, the next ones wait in its mailbox (G25). What is told is cumulative and told again, so a lost message holds nobody up for longer than the period.</remarks>
public sealed class Sink : LabActor
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

    protected override void PreStart() => Arm();

    protected override void PostRestart(Exception reason) =>
        throw new InvalidOperationException("what was written last is forgotten, so writing cannot go on", reason);

    protected override void PostStop() => _timer?.Cancel();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            // After a failure the output ends with the last item before it; writing later ones would leave a gap.
            case Resequencer.Completed or Resequencer.Abandoned when _failed: break;
            case Resequencer.Completed(var path, var result, _): Write(path, result); break;
            case Resequencer.Abandoned(var path, _):
                CheckTurn(path);
                _abandoned++;
                Advance();
                break;
            case BodyCompleted:
                _writing = false;
                Advance();
                break;
            case BodyFailed(_, var cause): Fail(cause); break;
            case Repeat: OnRepeat(); break;
            default: Unhandled(message); break;
        }
    }

    private void Write(SequencePath path, IMessage result)
    {
        CheckTurn(path);
        _writing = true;
        Execute(_options.Body, result, _options.Occupancy);
    }

    private void CheckTurn(SequencePath path)
    {
        Invariant.Check(!_writing, $"{path} came while {_delivered + 1} is being written");
        Invariant.Check(path.Parent is null && path.Root.Value == _delivered + 1, $"{path} came after item {_delivered}");
    }

    private void Advance()
    {
        _delivered++;
        if (_delivered - _acknowledged >= _options.AcknowledgeEvery || _delivered == _options.LastItem) Acknowledge();
        if (_options.Journal is not null && (_delivered == _options.LastItem || Now - _lastNote >= JournalKeeper.Period)) Note();
    }

    /// <summary>What is noted is in the file: a body's bytes are written when it has completed.</summary>
    private void Note()
    {
        if (_options.Journal is not { } journal || _failed || _writing || _noted == _delivered) return;
        _noted = _delivered;
        _lastNote = Now;
        journal.Keeper.Tell(new JournalKeeper.Reached(new OutputPoint(journal.Output, _delivered, _abandoned, journal.Tally.Bytes, journal.Tally.Digest)));
    }

    private void Fail(Exception cause)
    {
        _writing = false;
        _failed = true;
        Acknowledge();
        _options.Coordinator.Tell(new Coordinator.SinkFailed(cause));
    }

    private void OnRepeat()
    {
        Acknowledge();
        Note();
        Arm();
    }

    private void Acknowledge()
    {
        if (_delivered == 0) return;
        _acknowledged = _delivered;
        _options.Coordinator.Tell(new Coordinator.DeliveredUpTo(new SequenceNumber(_delivered)));
    }

    private void Arm() => _timer = SendLater(Self, Repeat.Instance, _options.RepeatPeriod);
}
