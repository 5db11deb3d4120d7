using System.Buffers;
using Akka.Actor;
using ActorLab.Core.Actors;
using ActorLab.Core.Machine;

namespace ActorLab.Core.Journal;

/// <summary>Notes in a file how far the outputs of a run have come. Sinks tell it after their bytes were written, never before.</summary>
/// <remarks>It writes at most once in a period, what was told last: a process that is killed loses the work of that time and of what was under way, and no more. Nobody waits for it.</remarks>
/// <param name="append">Takes <see cref="Entry"/>, and appends its bytes to the journal in one piece.</param>
/// <param name="owner">Gets <see cref="Failed"/>.</param>
public sealed class JournalKeeper(IBody append, IActorRef owner) : LabActor
{
    public static readonly SimDuration Period = SimDuration.FromMilliseconds(50);

    /// <summary>From a sink, after the bytes are in its file.</summary>
    public sealed record Reached(OutputPoint Point) : IMessage;

    /// <summary>What the body is given.</summary>
    public sealed record Entry(ReadOnlyMemory<byte> Records) : IMessage;

    /// <summary>To the owner: the journal cannot be written, so the run could not be resumed.</summary>
    public sealed record Failed(Exception Cause) : IMessage;

    private sealed record Due : IMessage
    {
        public static readonly Due Instance = new();
    }

    private readonly List<OutputPoint> _told = [];
    private bool _rests, _failed;

    protected override void PostRestart(Exception reason) => Fail(reason);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Reached(var point):
                Keep(point);
                Write();
                break;
            case BodyCompleted: SendLater(Self, Due.Instance, Period); break;
            case BodyFailed(_, var cause): Fail(cause); break;
            case Due:
                _rests = false;
                Write();
                break;
            default: Unhandled(message); break;
        }
    }

    private void Keep(OutputPoint point)
    {
        int known = _told.FindIndex(p => p.Output == point.Output);
        if (known < 0) _told.Add(point);
        else _told[known] = point;
    }

    private void Write()
    {
        if (_rests || _failed || _told.Count == 0) return;
        _rests = true;
        var records = new ArrayBufferWriter<byte>();
        foreach (OutputPoint point in _told) JournalForm.Write(point, records);
        _told.Clear();
        Execute(append, new Entry(records.WrittenMemory));
    }

    private void Fail(Exception cause)
    {
        _failed = true;
        owner.Tell(new Failed(cause));
    }
}
